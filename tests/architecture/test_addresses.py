"""Every address of the site is known to the contract of who sees what."""

from __future__ import annotations

from tests.contract import own_pages


def test_every_address_of_the_site_is_named() -> None:
    missing = own_pages.unnamed()
    assert not missing, "name it in tests/contract/own_pages.py, by the record it names or why it tells nothing of one"
