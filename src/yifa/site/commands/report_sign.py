"""``yifa report sign``: an integrity mark beside a file (``.sig``); ``--new-key`` makes the key first."""

from __future__ import annotations

import argparse
from pathlib import Path

from yifa.site.cli import InputError

KEY = "keys/sm2.pem"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", metavar="文件", nargs="*", help="要签名的文件；签名写在旁边的 .sig")
    parser.add_argument("--key", metavar="文件", help="SM2 密钥（PEM），默认本机 YIFA_HOME 里的")
    parser.add_argument("--new-key", action="store_true", help="先生成一把密钥；已有的不覆盖")


def run(args: argparse.Namespace) -> int:
    """Sign files; say plainly what the mark is not."""
    from datetime import UTC, datetime

    from yifa.papers import signing
    from yifa.papers.signing import sm2
    from yifa.site import env

    path = Path(args.key) if args.key else env.home() / KEY
    if not args.file and not args.new_key:
        raise InputError("写明要签名的文件，或用 --new-key 生成密钥。")
    try:
        signer = sm2.KeyFile.new(path) if args.new_key else sm2.KeyFile.read(path)
        if args.new_key:
            print(f"密钥 {signing.key_id(signer.public_key)} 已写入 {path}（只有本账号可读，请另行备份）。")
        for name in args.file:
            file = Path(name)
            at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            made = signing.sign(file.read_bytes(), signer, name=file.name, signed_at=at)
            target = file.with_name(f"{file.name}.sig")
            target.write_text(made.as_json(), encoding="utf-8")
            print(f"{target}　密钥 {made.key_id}")
    except signing.SigningError as error:
        raise InputError(str(error)) from error
    except OSError as error:
        raise InputError(f"{error.filename or path}：{error.strerror or error}") from error
    print(signing.NOTICE)
    return 0
