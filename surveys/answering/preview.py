"""The answer sheet of the next wave, for administrators, before there is any token."""

from datetime import date
from uuid import UUID

from dateutil.relativedelta import relativedelta

from db import waves
from db.engine import reading
from surveys.access import Reader, check_administers
from surveys.answering.ballot import sealed_length
from surveys.answering.casting import AnswerSheet
from surveys.installation import Installation
from surveys.instrument import closes_round, open_questions_of_wave
from surveys.organisation import load_instrument
from surveys.organisation.next_waves import load_next_thresholds
from surveys.organisation.turns import is_start_measurement, next_questions
from surveys.programme import load_plan

COLLEAGUES = 12
DAYS_OPEN = 7
"""How long a wave is open without a programme, as far as the preview can know."""


def preview_sheet(
    installation: Installation, who: Reader, today: date, invented: str
) -> AnswerSheet:
    """Return the questions of the next wave for an invented unit; raise NotAllowedError.

    Without a programme they are those whose turn it is, in a wave that opens today.
    """
    check_administers(who)
    limits = load_next_thresholds(installation)
    planned = load_plan(installation, today, today + relativedelta(years=1))[:1]
    if planned:
        number, period = planned[0].number, str(planned[0].period)
        questions, closes_on = planned[0].questions, planned[0].closes_on
        open_questions = planned[0].open_questions
    else:
        with reading(installation.engine) as session:
            number = waves.last_number(session) + 1
            questions = next_questions(session)
        instrument = load_instrument(installation)
        at_end = closes_round(instrument, questions)
        open_questions = open_questions_of_wave(instrument, at_end=at_end)
        period = "biweekly"
        closes_on = today + relativedelta(days=DAYS_OPEN)
    with reading(installation.engine) as session:
        is_start = is_start_measurement(session, number)
    return AnswerSheet(
        wave=number,
        period=period,
        closes_on=closes_on,
        unit_id=UUID(int=0),
        unit=invented,
        colleagues=COLLEAGUES,
        has_units_below=False,
        k=limits.k,
        k_comment=limits.k_comment,
        questions=questions,
        sealed_bytes=sealed_length(questions, [q.id for q in open_questions]),
        open_questions=open_questions,
        minutes=load_instrument(installation).minutes(questions),
        is_start_measurement=is_start,
    )
