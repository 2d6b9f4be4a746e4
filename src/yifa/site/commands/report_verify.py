"""``yifa report verify``: whether a file is as it was signed; no database, no key needed."""

from __future__ import annotations

import argparse
from pathlib import Path

from yifa.site.cli import InputError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", metavar="文件", help="签过名的文件")
    parser.add_argument("--signature", metavar="文件", help="签名文件，默认旁边的 .sig")
    parser.add_argument("--key-id", metavar="编号", help="只认这把密钥（台账和公示的密钥编号）")


def run(args: argparse.Namespace) -> int:
    """Check one file; 1 where it does not fit its signature."""
    from yifa.papers import signing

    file = Path(args.file)
    beside = Path(args.signature) if args.signature else file.with_name(f"{file.name}.sig")
    try:
        data, text = file.read_bytes(), beside.read_text(encoding="utf-8")
        made = signing.load(text)
    except signing.SigningError as error:
        raise InputError(f"{beside.name}：{error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{beside.name}：不是签名文件（.sig）。") from error
    except OSError as error:
        raise InputError(f"{error.filename}：{error.strerror or error}") from error
    why = signing.verify(data, made)
    if not why and args.key_id and args.key_id != made.key_id:
        why = f"签名的密钥是 {made.key_id}，不是 {args.key_id}"
    print(f"{file.name}：{why or f'与签名时一致　密钥 {made.key_id}　{made.signed_at}'}")
    print(signing.NOTICE)
    return int(bool(why))
