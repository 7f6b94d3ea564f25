"""The reference study: nine waves of a study on working from home, at their true sizes.

*We Werken Thuis* asked 116,992 people of 19 public organisations once a week for nine weeks in 2020
(report of the study, table 1). Its units are not published: 2,500 are assumed, 12 questions a wave,
and that 5 % of those who answer write a comment.
"""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from db import waves
from db.box import receipt_hash
from db.engine import reading
from surveys.answering.ballot import Ballot, seal
from surveys.installation.installation import Installation
from surveys.instrument import Question
from surveys.organisation import load_instrument
from surveys.waves.waves import open_wave
from tests.benchmarks.measuring import sized
from tests.benchmarks.workloads.workforce import Workforce, ballots, workforce
from tests.stored import Intruder

INVITED = 116_992
RESPONDENTS = (41_325, 35_014, 31_660, 28_366, 26_252, 24_083, 22_358, 20_520, 19_594)
"""Who answered in each of the nine waves."""

ORGANISATIONS, DEPARTMENTS, TEAMS = 19, 190, 2_290
"""With the whole above them, 2,500 units."""

COMMENTS = 0.05
QUESTIONS = 12
FIRST = date(2025, 3, 3)


@dataclass(frozen=True)
class Study:
    """The people of the study, and how much of it is taken: all, or a tenth for a quick look."""

    staff: Workforce
    share: float

    def respondents(self, wave: int) -> int:
        """The number of people who answer a wave; the first is 1."""
        return int(RESPONDENTS[wave - 1] * self.share)


def prepare(installation: Installation) -> Study:
    """Set up the organisations of the study in an installation."""
    share = sized(1.0, 0.1)
    levels = (ORGANISATIONS, *(int(width * share) for width in (DEPARTMENTS, TEAMS)))
    number = int(INVITED * share)
    return Study(workforce(installation, number=number, levels=levels, seed=INVITED), share)


def answer(installation: Installation, study: Study, number: int) -> tuple[date, int]:
    """Open a wave and let as many answer as did then; return its closing day, and the ballots.

    The box is filled by statements of its own, with what casting would leave there: sealed ballots,
    and for each the hash of its receipt in the place of a token of its unit.
    """
    day = FIRST + timedelta(weeks=number - 1)
    wave = open_wave(installation, opens_on=day, closes_on=day, period="weekly")
    with reading(installation.engine) as session:
        stored = waves.wave(session, wave.id)
        public_key, asked = stored.public_key or b"", stored.questions
    survey = load_instrument(installation)
    questions = [survey.question(name) for name in asked]
    chance, staff = np.random.default_rng((number, INVITED)), study.staff
    who = chance.permutation(len(staff.people))[: study.respondents(number)]
    cast = ballots(staff, who, questions, chance, comments=COMMENTS)
    silent = np.setdiff1d(np.arange(len(staff.people)), who)
    with Intruder(installation, box=wave.number) as hand:
        hand.define("BEGIN")
        hand.write("DELETE FROM token")
        for ballot in cast:
            receipt = secrets.token_bytes(32)
            hand.write("INSERT INTO token VALUES (?, ?)", receipt_hash(receipt), ballot.unit.hex)
            body = _sealed(ballot, receipt, questions, public_key)
            hand.write("INSERT INTO ballot VALUES (?, ?)", secrets.token_bytes(16), body)
        for unit in staff.unit_of[silent].tolist():
            unspent = receipt_hash(secrets.token_bytes(32))
            hand.write("INSERT INTO token VALUES (?, ?)", unspent, staff.units[unit].hex)
        hand.define("COMMIT")
    return day, len(cast)


def _sealed(ballot: Ballot, receipt: bytes, questions: list[Question], public_key: bytes) -> bytes:
    complete = Ballot(ballot.unit, ballot.answers, ballot.comments, receipt)
    return seal(complete, questions, public_key)
