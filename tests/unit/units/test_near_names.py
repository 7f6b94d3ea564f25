"""A name that is not known leads to the ones that may be meant, and to no others."""

import pytest

from surveys.units.near_names import MOST_NAMES, NearNames

KNOWN = (
    "Zorg Café",
    "Operations / Night shift",
    "Sales",
    "Sales North",
    "Sales South",
    "R&D",
    "Team 12",
    "Team A",
    "Finance",
)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Zorg Cafe", "Zorg Café"),
        ("Nightshift", "Operations / Night shift"),
        ("Night-shift", "Operations / Night shift"),
        ("Elsewhere / Nigth shift", "Operations / Night shift"),
        ("Slaes", "Sales"),
        ("Saless", "Sales"),
        ("R & D", "R&D"),
        ("North Sales", "Sales North"),
        ("Sales Nroth", "Sales North"),
        ("Team 012", "Team 12"),
        ("Finanace", "Finance"),
    ],
)
def test_a_misspelt_name_leads_to_the_right_one(name: str, near: str) -> None:
    assert NearNames(KNOWN).to(name)[0] == near


@pytest.mark.parametrize("name", ["Team 13", "Team B", "HR", "Purchasing", "Sales West", "", "-"])
def test_another_name_leads_nowhere(name: str) -> None:
    assert NearNames(KNOWN).to(name) == ()


def test_thousands_of_new_names_are_not_all_compared() -> None:
    near = NearNames(f"Department of things {number}" for number in range(5_000))
    assert all(near.to(f"Department of thinks {number}") for number in range(MOST_NAMES))
    assert near.to("Department of thinks 1") == ()
