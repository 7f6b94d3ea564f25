"""Whose turn it is: the questions of a wave, with or without a start measurement before them."""

from sqlmodel import Session

from db import people, waves
from db import programme as stored
from db.engine import reading
from surveys.installation import Installation
from surveys.instrument import START_MEASUREMENT, Question, questions_of_wave, turn_of
from surveys.organisation.next_waves import asks_health
from surveys.organisation.organisation import load_instrument_in
from surveys.organisation.own_slot import own_of_coming_waves
from surveys.organisation.who_leads import asks_who_leads

FIRST_WAVE = 1


def begins_with_start(session: Session) -> bool:
    """Return, within a transaction, whether wave 1 is, or was, a start measurement."""
    row = people.facts_of_organisation(session)
    return row is not None and bool(row.start_measurement)


def is_start_measurement(session: Session, number: int) -> bool:
    """Return, within a transaction, whether a wave is, was or will be the start measurement."""
    return number == FIRST_WAVE and begins_with_start(session)


def first_turn(session: Session) -> int:
    """Return, within a transaction, the turn of wave 1: the others follow it one by one."""
    return START_MEASUREMENT if begins_with_start(session) else START_MEASUREMENT + 1


def questions_in(session: Session, number: int) -> tuple[Question, ...]:
    """Return, within a transaction, what the wave that opens next asks, own questions included."""
    turn = turn_of(number, stored.brought_forward(session), first_turn(session))
    instrument = load_instrument_in(session)
    asked = questions_of_wave(
        instrument,
        turn,
        health_question=asks_health(session),
        leading_question=asks_who_leads(session),
    )
    return (*asked, *next(own_of_coming_waves(session, instrument)))


def next_questions(session: Session) -> tuple[Question, ...]:
    """Return, within a transaction, what the next wave asks."""
    return questions_in(session, waves.last_number(session) + 1)


def load_minutes(installation: Installation, *, of_open_wave: bool = False) -> int:
    """Return about how many minutes the next wave takes, or the one that is open."""
    with reading(installation.engine) as session:
        instrument, opened = load_instrument_in(session), waves.open_wave(session)
        if of_open_wave and opened is not None:
            return instrument.minutes(map(instrument.question, opened.questions))
        return instrument.minutes(next_questions(session))
