"""Integrity marks: the example of the standard, OpenSSL as the other opinion, and what a changed file is told."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from yifa.papers import signing
from yifa.papers.signing import sm2
from yifa.site.cli import main

#: GB/T 32918.5-2017, annex A.2
SECRET = 0x3945208F7B2144B13F36E38AC6D39F9588939369_2860B51A42FB81EF4DF7C5B8
PUBLIC = (
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
NONCE = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
E = "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640"
R = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
S = "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
MESSAGE = b"message digest"


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    return sm2.KeyFile.new(tmp_path_factory.mktemp("keys") / "sm2.pem")


def test_the_example_of_the_standard():
    key = sm2.KeyFile(SECRET)
    assert key.public_key == PUBLIC
    assert sm2.digest(MESSAGE, PUBLIC).hex() == E
    made = key.sign_with(MESSAGE, NONCE).hex()
    assert made == f"3046022100{R}022100{S}"
    assert sm2.verify(MESSAGE, bytes.fromhex(made), PUBLIC)
    assert not sm2.verify(b"message digesT", bytes.fromhex(made), PUBLIC)


def test_a_signature_out_of_range_or_oddly_encoded_is_refused():
    good = f"022100{R}022100{S}"
    assert sm2.verify(MESSAGE, bytes.fromhex("3046" + good), PUBLIC)
    for wrong in ("3006020100020100", "3047" + good + "00", "304702220000" + R + "022100" + S, "", "30"):
        assert not sm2.verify(MESSAGE, bytes.fromhex(wrong), PUBLIC)
    assert not sm2.verify(MESSAGE, bytes.fromhex("3046" + good), "04" + "01" * 64)  # no point of the curve


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here to ask")
def test_openssl_takes_our_signature_and_we_take_its(key, tmp_path):
    paper, sig, public, secret = (tmp_path / name for name in ("paper", "sig", "public.pem", "secret.pem"))
    paper.write_bytes("某市机关事务管理局报告".encode() * 99)
    sig.write_bytes(key.sign(paper.read_bytes()))
    public.write_text(sm2.public_pem(key.public_key))
    secret.write_text(key.pem())
    how = ["-in", str(paper), "-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]
    run = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(public), "-sigfile", str(sig), *how],
        capture_output=True, text=True,
    )  # fmt: skip
    assert "Verified Successfully" in run.stdout, run.stderr
    theirs = tmp_path / "theirs"
    subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", str(secret), "-out", str(theirs), *how], check=True)
    assert sm2.verify(paper.read_bytes(), theirs.read_bytes(), key.public_key)


def test_a_file_is_signed_checked_and_told_when_it_was_changed(tmp_path, capsys):
    paper, key = tmp_path / "报告.docx", tmp_path / "keys" / "sm2.pem"
    paper.write_bytes(b"first")
    assert main(["report", "sign", str(paper), "--key", str(key)]) == 2
    assert "先运行 yifa report sign --new-key" in capsys.readouterr().err
    assert main(["report", "sign", str(paper), "--key", str(key), "--new-key"]) == 0
    assert "不是用印" in capsys.readouterr().out
    assert key.stat().st_mode & 0o777 == 0o600
    assert main(["report", "verify", str(paper)]) == 0
    beside = tmp_path / "报告.docx.sig"
    name = json.loads(beside.read_text(encoding="utf-8"))["key_id"]
    assert main(["report", "verify", str(paper), "--key-id", name]) == 0
    assert main(["report", "verify", str(paper), "--key-id", "0" * 16]) == 1
    capsys.readouterr()
    paper.write_bytes(b"second")
    assert main(["report", "verify", str(paper)]) == 1
    assert "SM3 摘要不符" in capsys.readouterr().out
    assert main(["report", "sign", "--new-key", "--key", str(key)]) == 2  # a key is never written over
    beside.write_text("{}", encoding="utf-8")
    assert main(["report", "verify", str(paper)]) == 2


def test_another_key_does_not_pass_for_the_first(key, tmp_path):
    made = signing.sign(b"paper", key)
    assert signing.verify(b"paper", made) == ""
    other = sm2.KeyFile(SECRET)
    forged = signing.Signature(made.algorithm, made.key_id, other.public_key, other.sign(b"paper").hex(), made.sm3)
    assert "公钥与编号不符" in signing.verify(b"paper", forged)
