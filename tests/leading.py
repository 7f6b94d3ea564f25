"""An organisation with enough people who lead, and a wave in which they say so."""

from collections.abc import Callable
from uuid import UUID

from db import people, programme
from db.engine import reading, writing
from surveys.access import Reader
from surveys.answering import answer_sheet, cast
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.waves import open_wave
from tests.builders import OPENS, add_people, add_person, add_unit, put_programme

ADA = Reader(UUID(int=7), "Ada", None, frozenset({"administrator"}), frozenset())
TEAMS = 12

Option = Callable[[bool, int], int]
"""The oriented option of five that the nth person chooses, who leads or does not."""


def whole_of(installation: Installation) -> UUID:
    with reading(installation.engine) as session:
        return next(row.id for row in people.units(session) if row.parent_id is None)


def lead_teams(installation: Installation, teams: int) -> set[UUID]:
    """Make two departments with teams of six and a leader each; return the leaders."""
    whole = whole_of(installation)
    above = [add_unit(installation, name, whole) for name in ("East", "West")]
    leaders = set()
    for number in range(teams):
        team = add_unit(installation, f"Team {number}", above[number % 2])
        add_people(installation, team, 6)
        leaders.add(add_person(installation, team, f"Lead{number}", role="manager", role_for=team))
    return leaders


def ask_about_agreements(installation: Installation) -> None:
    """Let the first wave ask about agreements."""
    put_programme(installation)
    with writing(installation.engine) as session:
        row = programme.programme(session)
        assert row is not None
        row.brought_forward = {"1": 13}


def count_leaders(installation: Installation, leaders: set[UUID], option: Option) -> UUID:
    """Let everybody answer all questions with an option and say whether they lead; count it."""
    wave = open_wave(installation, opens_on=OPENS, closes_on=OPENS)
    for number, (person, token) in enumerate(sorted(wave.tokens.items())):
        questions = answer_sheet(installation, token, OPENS).questions
        leads = person in leaders
        answers = {
            q.id: (0 if leads else 1,)
            if q.role == "leading"
            else (q.scale.size - 1 - option(leads, number) if q.reverse else option(leads, number),)
            for q in questions
        }
        cast(installation, token, answers, OPENS)
    close_wave(installation, OPENS)
    return wave.id
