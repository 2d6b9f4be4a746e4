"""Codes on papers: one wrong digit is found, a file's name is enough."""

from types import SimpleNamespace

import pytest

from yifa.core.process import codes


def test_a_code_finds_its_record_and_one_wrong_digit_finds_none():
    code = codes.code("SP", SimpleNamespace(bureau_id=61, pk=1207))
    assert codes.read(f" {code.lower()} ") == ("SP", 1207)
    for at, was in enumerate(code):
        if was.isdigit():
            assert all(codes.read(code[:at] + d + code[at + 1 :]) is None for d in "0123456789" if d != was)


@pytest.mark.parametrize(
    "text", ["", "SP", "XX-0001-00000001-0", "SP-0001-1-0", "SP-٠٠٠١-00000001-0", "SP-0001-00000001-0\n9"]
)
def test_what_is_no_code_is_none(text):
    assert codes.read(text) is None


def test_a_scan_is_known_by_its_name():
    assert codes.in_name("扫描_sp-0061-00001207-9 (1).pdf") == "SP-0061-00001207-9" and codes.in_name("扫描1.pdf") == ""
