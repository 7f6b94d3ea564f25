"""The count: what happens to a wave when it closes. Once, and never again.

The box is sealed off, ballots are decrypted in memory, what may be published is written in one
transaction; then box and key are destroyed. Killed at any point, it can be started again.
"""

import gc
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from db import analyses, comments, messages, results
from db.engine import reading, writing
from surveys.answering.ballot import decoder, decrypter
from surveys.counting.comment_placing import Placed, placed
from surveys.counting.count_analysis import Finding, WholeBallots, findings
from surveys.counting.envelopes import Envelopes, Progress
from surveys.counting.tally import Tally, tally
from surveys.counting.variables import variables
from surveys.installation.installation import Installation
from surveys.installation.keys import KeyMissingError
from surveys.organisation.organisation import instrument
from surveys.trail import trail
from surveys.waves import leftovers
from surveys.waves.waves import WaveError


@dataclass(frozen=True)
class Counted:
    """What came of a count. How many answered in a hidden unit is not in it.

    `unreadable` ballots were damaged or put there by somebody else; they are not counted.
    """

    wave: int
    units: int
    published: int
    unreadable: int = 0


def close_wave(
    installation: Installation, today: date, progress: Progress = lambda done, total: None
) -> Counted:
    """Count the open wave and destroy its ballots, tokens and key.

    Raises WaveError when no wave is open, its closing date has not come, its box is missing, or
    another process has counted it meanwhile, and KeyMissingError; then nothing has changed.
    """
    leftovers.clear(installation)
    with reading(installation.engine) as session:
        wave = results.open_wave(session)
        if wave is None or wave.number is None:
            raise WaveError("none_open")
        if today < wave.closes_on:
            raise WaveError("still_open", wave=wave.number, closes_on=wave.closes_on)
        parent = results.tree(session, wave.id)
    try:
        with _nothing_collected():
            return _count(installation, wave, parent, progress)
    except (KeyMissingError, WaveError, SQLAlchemyError) as fault:
        with reading(installation.engine) as session:
            if results.wave(session, wave.id).state != "closed":
                raise
        raise WaveError("counted_elsewhere", wave=wave.number) from fault


def _count(
    installation: Installation,
    wave: results.Wave,
    parent: Mapping[UUID, UUID | None],
    progress: Progress,
) -> Counted:
    number = wave.number or 0
    box = installation.box(number)
    if not box.exists:
        raise WaveError("no_box", wave=number, folder=installation.store_folder)
    asked = instrument(installation)
    questions = tuple(asked.question(q) for q in wave.questions)
    key = installation.keys.read(number, wave.public_key or b"")
    # From here on no process, whatever it has open, can cast into this box any more.
    box.seal_off()
    envelopes = Envelopes(box.bodies(), decrypter(key), decoder(questions), parent, progress)
    whole = WholeBallots(questions)
    counted = tally(whole.taken(envelopes), variables(questions, asked), parent, wave.k)
    root = next(unit for unit, above in parent.items() if above is None)
    found = findings(whole, counted.held, counted.ballots, root, asked)
    said = placed(envelopes.comments, parent, counted.ballots, wave.k_comment)
    with writing(installation.engine) as session:
        write(session, wave.id, counted, said, found)
        messages.forget(session, wave.id)
        trail.note(session, "wave counted", f"wave {number}")
    leftovers.clear(installation)
    return Counted(number, len(parent), len(counted.ballots), envelopes.unreadable)


def write(
    session: Session,
    wave_id: UUID,
    counted: Tally,
    said: Sequence[Placed] = (),
    found: Sequence[Finding] = (),
) -> None:
    """Publish a tally, comments and findings within a transaction; then the wave is closed.

    Everything in random order, so that where a row lies tells nothing.
    """
    chance = random.SystemRandom()
    comments.write(session, wave_id, chance.sample(said, len(said)))
    outcomes = [
        {"unit_id": f.unit, "kind": f.kind, "subject": f.subject, "outcome": dict(f.outcome)}
        for f in chance.sample(found, len(found))
    ]
    analyses.write(session, wave_id, outcomes)
    histograms = chance.sample(counted.histograms, len(counted.histograms))
    rows = [
        {
            "unit_id": histogram.unit,
            "question_id": histogram.question,
            "counts": list(histogram.counts),
            "skipped": histogram.skipped,
        }
        for histogram in histograms
    ]
    published = list(counted.ballots.items())
    results.publish(session, wave_id, dict(chance.sample(published, len(published))), rows)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Look for no garbage in circles meanwhile: there is none, and looking takes a tenth longer."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
