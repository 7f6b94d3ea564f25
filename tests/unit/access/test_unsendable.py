"""Addresses that no mail server takes are refused where a list is read."""

import csv
from pathlib import Path

import pytest

from surveys.access.mail_address import MailAddressError, parse
from tests.refusals import code

ROWS = (Path(__file__).parents[2] / "field" / "f10_unsendable.csv").read_text(encoding="utf-8")


def test_accents_before_the_at_are_refused_and_domains_travel_in_ascii() -> None:
    accented, domain = (
        row["email"]
        for row in csv.DictReader(ROWS.splitlines(), delimiter=";")
        if row["name"][0] == "N"
    )
    with pytest.raises(MailAddressError, check=code("accented_address")):
        parse(accented)
    assert parse(domain).sendable == "ann@xn--mller-kva.example"
