"""An example organisation with a history, for trying out Peil.

People and answers are invented; every published number went the regular way: token, ballot, count.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

import numpy as np
from numpy.random import Generator, default_rng

from db import people
from db.engine import reading
from surveys.access import reader
from surveys.answering import LinkError, answer_sheet, cast
from surveys.counting import close_wave
from surveys.errors import N_, PeilError
from surveys.example.answers import Workforce, answers_of, create_workforce
from surveys.example.comments import answers_at_the_end, comments_of
from surveys.example.experiment import EXPERIMENT_FROM, begin_experiment
from surveys.example.names import STORIES
from surveys.example.story import tell_story
from surveys.example.workplace import create_workplace, example_people
from surveys.installation import Installation
from surveys.instrument import COMMENT
from surveys.organisation.confirmations import confirm, read_waiting
from surveys.organisation.who_leads import ask_who_leads, load_leaders_and_others
from surveys.reading import renew_verdicts
from surveys.waves import OpenedWave, WaveError, open_number, open_wave

CLOSED_WAVES = 13
RHYTHM = timedelta(days=14)
DURATION = timedelta(days=4)
RESPONSE_SO_FAR = 0.7
MAX_UNUSED_TOKENS = 25
MIN_PEOPLE = 9
PLANNED = "Operations"
"""The department to which the new planning system comes."""

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, the amount done and the total."""


class ExampleError(PeilError):
    """An example that cannot be created as requested."""

    texts: ClassVar = {"few_people": N_("An example needs {least} people or more.")}


def create_example(
    installation: Installation, *, number_of_people: int, today: date, progress: Progress
) -> list[str]:
    """Set up the example with 13 counted waves and one that is open; return unused tokens of it.

    The open wave closes `today`, so that it can be answered and counted at once. Fewer than 60
    people are a small firm. Raises ExampleError for fewer than 9.
    """
    if number_of_people < MIN_PEOPLE:
        raise ExampleError("few_people", least=MIN_PEOPLE)
    rng = default_rng(number_of_people)
    create_workplace(installation, number_of_people, rng)
    _confirm_everybody(installation)
    force = _workforce(installation, rng)
    first = today - DURATION - CLOSED_WAVES * RHYTHM
    waves = []
    for wave in range(CLOSED_WAVES):
        opens_on = first + wave * RHYTHM
        if wave == CLOSED_WAVES - 1:
            _ask_who_leads(installation)
        if wave + 1 == EXPERIMENT_FROM:
            begin_experiment(installation, wave + 1, opens_on)
        opened = open_wave(
            installation,
            opens_on=opens_on,
            closes_on=opens_on + DURATION,
            ends_round=wave + 1 == CLOSED_WAVES,
        )
        _answer(installation, opened, force, rng, opens_on, 1.0, progress)
        close_wave(installation, opens_on + DURATION)
        waves.append(opened.id)
    renew_verdicts(installation, lambda done, total: progress("Judging results", done, total))
    tell_story(installation, first, RHYTHM, DURATION, waves)
    return _open_half_answered(installation, force, rng, today, progress)


def open_next_wave(installation: Installation, today: date, progress: Progress) -> list[str]:
    """Count the open wave, if any, and open the next one; return unused tokens of it.

    None where the programme has opened a wave meanwhile that is open for some days yet.
    """
    if open_number(installation) is not None:
        try:
            close_wave(installation, today)
        except WaveError as error:
            if error.code != "still_open":
                raise
            return []
        renew_verdicts(installation, lambda done, total: progress("Judging results", done, total))
    _confirm_everybody(installation)
    rng = default_rng()
    force = _workforce(installation, rng)
    return _open_half_answered(installation, force, rng, today + DURATION, progress)


def usable_tokens(installation: Installation, tokens: Sequence[str], today: date) -> list[str]:
    """Return the tokens that can still be used to answer."""
    unused = []
    for token in tokens:
        try:
            answer_sheet(installation, token, today)
        except LinkError:
            continue
        unused.append(token)
    return unused


def _confirm_everybody(installation: Installation) -> None:
    """Let HR of the example confirm who is in small units, as HR does before a wave opens."""
    hr = reader(installation, example_people(installation).hr.person)
    if hr is not None:
        waiting = read_waiting(installation, hr)
        confirm(installation, hr, [one.place for unit in waiting for one in unit.people])


def _ask_who_leads(installation: Installation) -> None:
    """Let the last wave ask who leads, where enough people do, as the works council has agreed."""
    administrator = reader(installation, example_people(installation).administrator.person)
    if administrator is not None and load_leaders_and_others(installation).are_enough:
        ask_who_leads(installation, administrator, on=True, agreed=True)


def _workforce(installation: Installation, rng: Generator) -> Workforce:
    with reading(installation.engine) as session:
        units = {unit.id: unit for unit in people.units(session)}
        leaders = {row.id for row in people.who_has(session, "manager")}
        places = [(row.id, row.unit_id) for row in people.everybody(session)]
    order = {name: place for place, names in enumerate(STORIES) for name in names}
    in_order = sorted(places, key=lambda place: order.get(units[place[1]].name, len(STORIES)))
    planned = {unit.id for unit in units.values() if unit.name == PLANNED}
    of_planned = {id for id, unit in units.items() if planned & {id, unit.parent_id}}
    return create_workforce(in_order, of_planned, leaders, rng)


def _open_half_answered(
    installation: Installation,
    force: Workforce,
    rng: Generator,
    closes_on: date,
    progress: Progress,
) -> list[str]:
    opens_on = closes_on - DURATION
    opened = open_wave(installation, opens_on=opens_on, closes_on=closes_on)
    answered = _answer(installation, opened, force, rng, opens_on, RESPONSE_SO_FAR, progress)
    with reading(installation.engine) as session:
        leaders = {row.id for row in people.who_has(session, "manager")}
    # People without a team of their own, first those of the team with a story: their answers show
    # up on its page.
    unused = [person for person in force.people if person not in answered and person not in leaders]
    return [opened.tokens[person] for person in unused][:MAX_UNUSED_TOKENS]


def _answer(
    installation: Installation,
    wave: OpenedWave,
    force: Workforce,
    rng: Generator,
    on: date,
    share: float,
    progress: Progress,
) -> set[UUID]:
    """Let people answer a wave in random order; return those who did."""
    who = rng.permutation(np.flatnonzero(rng.random(len(force.people)) < force.diligence * share))
    asked = answer_sheet(installation, next(iter(wave.tokens.values())), on)
    answers_in_order = answers_of(force, who, asked.questions, wave.number, rng)
    people_in_order = [force.people[row] for row in who]
    comments = [{COMMENT: c} if c else {} for c in comments_of(force, who, wave.number, rng)]
    if asked.ends_round:
        # By a generator of its own: everything else stays as it is without these.
        comments = answers_at_the_end(len(who), default_rng(len(force.people)))
    if not asked.takes_comments:
        comments = [{} for _ in who]
    sheets = zip(people_in_order, answers_in_order, comments, strict=True)
    for done, (person, answers, comment) in enumerate(sheets, start=1):
        cast(installation, wave.tokens[person], answers, on, comment)
        progress(f"Wave {wave.number} of {CLOSED_WAVES + 1}", done, len(who))
    return set(people_in_order)
