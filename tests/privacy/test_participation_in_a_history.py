"""No page, trail or audit of the example tells, in any wave, how many of a unit answered.

Thirteen waves of an organisation, seen by everybody in it: by role and unit.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from uuid import UUID

import pytest

from dashboard.clock import today
from surveys.audit import run_audit
from surveys.example import example
from surveys.installation import Installation, open_installation
from surveys.messages.texts import PLACEHOLDERS
from surveys.settings import Settings
from surveys.trail import entries
from tests.privacy.views import WITH_NUMBERS, Seen, everything
from tests.stored import main_rows

PEOPLE = 60
ABOUT_PEOPLE = r"(?:people|colleagues|employees|invited|answers|mensen|collega|antwoorden)"
THRESHOLDS = {5, 10}
"""Numbers of answers that every page names: how many a number takes."""

# A page has a thousand numbers, and there are hundreds of turnouts: each text is read once.
# "About 7 in 10 of 13 people" is a band.
OF_ALL = re.compile(
    r"(?<!in )(?<!op de )\b(?P<n>\d+) (?:of|out of|van|van de) (?:the |de )?"
    rf"(?P<invited>\d+) {ABOUT_PEOPLE}"
)
# "About 15" is a band, and "4 in 10 answers" a share.
ALONE = re.compile(
    r"(?<!about )(?<!ongeveer )(?<!of )(?<!in )(?<!op de )(?<!van de )(?<!to )"
    r"\b(?:(?P<people>\d+) (?:people|mensen) (?:answered|deden mee)"
    r"|(?P<answers>\d+) (?:answers|antwoorden))\b|\bn ?= ?(?P<n>\d+)\b"
)

Turnout = tuple[int, int]
"""How many of a unit answered a wave, and how many were invited."""


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The example after all its waves."""
    settings = Settings(folder=tmp_path_factory.mktemp("history") / "peil", database_url=None)
    installation = open_installation(settings)
    example.create_example(
        installation,
        number_of_people=PEOPLE,
        today=today() - timedelta(days=1),
        progress=lambda *_: None,
    )
    return installation


def readers(history: Installation) -> Mapping[str, UUID | None]:
    """Return somebody of each role, and somebody who is not signed in."""
    held = main_rows(history, "SELECT role, person_id FROM access WHERE confirmed ORDER BY role")
    return {"visitor": None, **{str(role): UUID(str(person)) for role, person in held}}


def turnouts(history: Installation) -> set[Turnout]:
    """Return the numbers of all units and waves that are published."""
    query = "SELECT ballots, invited FROM wave_unit WHERE ballots IS NOT NULL"
    return {(int(n), int(of)) for n, of in main_rows(history, query)}


def told(text: str, numbers: set[Turnout]) -> Iterator[str]:
    """Yield what in a text says how many answered, or that everybody did."""
    for found in OF_ALL.finditer(text):
        if (int(found["n"]), int(found["invited"])) in numbers:
            yield found[0]
    few = {n for n, _invited in numbers if n < 50}
    for found in ALONE.finditer(text):
        n = int(found["people"] or found["answers"] or found["n"])
        if n in few and not (found["answers"] and n in THRESHOLDS):
            yield found[0]
    yield from re.findall(r"[Ee]verybody answered|[Ii]edereen (?:antwoordde|deed mee)", text)


def text_of(seen: Seen) -> str:
    return "\n".join(bytes(what[1]).decode(errors="replace") for what in seen.values())


@pytest.mark.slow
def test_nothing_that_anybody_sees_tells_how_many_answered(
    history: Installation, in_full: bool
) -> None:
    """Everybody and every page in full; HR and the pages of results otherwise."""
    numbers = turnouts(history)
    assert any(n == invited for n, invited in numbers), "somewhere everybody answered"
    who = readers(history)
    assert {"visitor", "hr", "manager", "administrator"} <= set(who)
    seen_by = who if in_full else {"hr": who["hr"]}
    text = text_of(
        everything(history, seen_by, WITH_NUMBERS if in_full else ("organisation", "team"))
    )
    assert "people answered" in text
    assert set(told(text, numbers)) == set()
    said = [finding.in_words() for finding in run_audit(history).findings]
    said += [f"{entry.action} {entry.subject}" for entry in entries(history)]
    assert list(told("\n".join(said), numbers)) == []


def test_no_message_has_a_place_for_a_number_of_answers() -> None:
    known = {"name", "organisation", "unit", "units", "closes_on", "talk_by", "link", "suggestion"}
    known |= {"privacy", "leader", "duration"}
    assert {place for places in PLACEHOLDERS.values() for place in places} == known


@pytest.mark.parametrize(
    "leak", ["7 of 7 people answered.", "7 people answered.", "Everybody answered", "n = 7"]
)
def test_a_page_that_tells_it_would_be_found(leak: str) -> None:
    assert list(told(f"Planning. {leak}", {(7, 7)}))
