"""Organisations, waves and answers for tests, made by the services themselves."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, time
from uuid import UUID

from db import people, programme
from db.base import insert
from db.engine import reading, writing
from surveys.access import Reader
from surveys.answering import Answers, answer_sheet, cast
from surveys.counting import CountResult, close_wave
from surveys.installation import Installation
from surveys.instrument import Question
from surveys.organisation import unit_named
from surveys.organisation.confirmation_rule import CONFIRMING, is_on
from surveys.organisation.confirmations import confirm, read_waiting
from surveys.waves import OpenedWave, open_wave

OPENS, CLOSES = date(2026, 3, 2), date(2026, 3, 6)

Choose = Callable[[Sequence[Question], int], Answers]
"""The answers of the nth person to the questions of a wave."""


def add_unit(installation: Installation, name: str, parent: UUID) -> UUID:
    """Return the unit of this name under another, made if there is none."""
    with writing(installation.engine) as session:
        return unit_named(session, name, parent)


def add_person(
    installation: Installation,
    unit: UUID,
    name: str = "Mo",
    *,
    role: str | None = None,
    role_for: UUID | None = None,
) -> UUID:
    """Add one person to a unit and return their id; with a role, if one is named.

    The role holds for `role_for`, by default for the whole organisation. The e-mail address is the
    name in lower case at example.org.
    """
    person = people.Person(name=name, email=f"{name.lower()}@example.org", unit_id=unit)
    with writing(installation.engine) as session:
        insert(session, person)
        if role is not None:
            insert(
                session,
                people.Access(person_id=person.id, role=role, unit_id=role_for, confirmed=True),
            )
    confirm_everybody(installation)
    return person.id


def give_role(installation: Installation, person: UUID, role: str, *units: UUID | None) -> None:
    """Give somebody a role for each of some units; without a unit, for the whole organisation."""
    held = [
        people.Access(person_id=person, role=role, unit_id=unit, confirmed=True)
        for unit in units or (None,)
    ]
    with writing(installation.engine) as session:
        insert(session, *held)
    confirm_everybody(installation)


def add_people(
    installation: Installation, unit: UUID, number: int, *, named: str = ""
) -> list[UUID]:
    """Add a number of people to a unit and return their ids; `named` sets them apart."""
    staff = [
        people.Person(name=f"Person {i}", email=f"{unit.hex}-{named}{i}@example.org", unit_id=unit)
        for i in range(number)
    ]
    with writing(installation.engine) as session:
        insert(session, *staff)
    confirm_everybody(installation)
    return [person.id for person in staff]


def confirm_everybody(installation: Installation) -> None:
    """Confirm everybody who waits for it, as somebody of HR or the works council does.

    People and roles that are made here are confirmed at once; what a test changes otherwise waits.
    """
    with reading(installation.engine) as session:
        holders = [row.id for role in CONFIRMING for row in people.who_has(session, role)]
        if not (holders and is_on(session)):
            return
    who = Reader(holders[0], "Hanna", None, frozenset({"hr"}), frozenset())
    waiting = read_waiting(installation, who)
    confirm(installation, who, [one.place for unit in waiting for one in unit.people])


def spread(questions: Sequence[Question], person: int) -> Answers:
    """Return answers to every question that differ from person to person, so none is unanimous."""
    return {
        question.id: ((person * (place + 1) + person // 3) % question.scale.size,)
        for place, question in enumerate(questions)
    }


def near(option: int) -> Choose:
    """Return a way to answer every scale of five within one step of an option."""

    def choose(questions: Sequence[Question], person: int) -> Answers:
        chosen = min(max(option + person % 3 - 1, 0), 4)
        return {q.id: (chosen,) for q in questions if q.scale.size == 5}

    return choose


def answer(
    installation: Installation,
    wave: OpenedWave,
    choose: Choose = spread,
    *,
    on: date = OPENS,
    silent: Collection[UUID] = (),
) -> None:
    """Let everybody who has a link answer, but for the silent."""
    tokens = [token for person, token in wave.tokens.items() if person not in silent]
    for number, token in enumerate(tokens):
        questions = answer_sheet(installation, token, on).questions
        cast(installation, token, choose(questions, number), on)


def hold_wave(
    installation: Installation,
    day: date = OPENS,
    choose: Choose = spread,
    silent: Collection[UUID] = (),
) -> CountResult:
    """Open a wave of one day, let everybody but the silent answer, and count it."""
    wave = open_wave(installation, opens_on=day, closes_on=day)
    answer(installation, wave, choose, on=day, silent=silent)
    return close_wave(installation, day)


def put_programme(
    installation: Installation, *, state: str = "running", reminders: Collection[int] = ()
) -> None:
    """Put the row of a weekly programme into the database, past all checks."""
    row = programme.Programme(
        rule="FREQ=WEEKLY",
        starts_on=date(2026, 1, 5),
        opens_at=time(9),
        open_days=4,
        period="weekly",
        state=state,
        reminders=[*reminders],
    )
    with writing(installation.engine) as session:
        session.add(row)


def change_organisation(installation: Installation, **facts: object) -> None:
    """Change columns of the row of the organisation, past all checks."""
    with writing(installation.engine) as session:
        row = people.organisation(session)
        assert row is not None
        for name, value in facts.items():
            setattr(row, name, value)
