"""Addresses with letters beyond A to Z on either side of the @, as a list of people has them."""

import csv
from pathlib import Path

from surveys.access.mail_address import parse

ROWS = (Path(__file__).parents[2] / "field" / "f10_unsendable.csv").read_text(encoding="utf-8")


def test_accents_before_the_at_need_smtputf8_and_domains_travel_in_ascii() -> None:
    accented, domain = (
        row["email"]
        for row in csv.DictReader(ROWS.splitlines(), delimiter=";")
        if row["name"][0] == "N"
    )
    assert parse(accented).sendable == accented
    assert parse(accented).needs_utf8
    assert parse(domain).sendable == "ann@xn--mller-kva.example"
