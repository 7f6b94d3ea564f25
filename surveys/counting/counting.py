"""The count of a wave when it closes, which happens exactly once.

The box is sealed off, ballots are decrypted in memory, and what may be published is written in one
transaction; then box and key are destroyed. If it is killed at any point, it can be started again.
What is in the box is held against what was issued: one token for each person, and those reissued.
"""

import gc
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from traceback import clear_frames
from typing import ClassVar
from uuid import UUID

from nacl.public import PrivateKey
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlmodel import Session

from db import analyses, comments, messages, people, results, wave_units, waves
from db.engine import reading, writing
from db.troubles import trouble_of
from surveys import trail
from surveys.answering.ballot import decoder, decrypter
from surveys.counting.comment_masking import masked, words_in
from surveys.counting.comment_placing import PlacedComment, place_comments
from surveys.counting.count_analysis import (
    Finding,
    WholeBallots,
    analyse_ballots,
    leaders_and_others,
)
from surveys.counting.envelopes import Envelopes, Progress
from surveys.counting.tally import Tally, tally_ballots
from surveys.counting.variables import compared_in, variables_of
from surveys.errors import N_, PeilError
from surveys.installation import Installation, KeyMissingError
from surveys.organisation import load_instrument
from surveys.waves import WaveError, destroy_counted_boxes


class TamperedBoxError(PeilError):
    """A box that holds more than was issued: somebody has written to it. Nothing was changed."""

    texts: ClassVar = {
        "ballots": N_(
            "Wave {wave} is not counted: its ballot box holds more ballots than links and slips "
            "were handed out. Somebody has written to the box. Restore the store folder of before, "
            "or give the wave up with `peil discard-wave`. Nothing was changed."
        ),
        "tokens": N_(
            "Wave {wave} is not counted: for {unit} its ballot box holds more links and slips than "
            "were handed out. Somebody has written to the box. Restore the store folder of before, "
            "or give the wave up with `peil discard-wave`. Nothing was changed."
        ),
    }


@dataclass(frozen=True)
class CountResult:
    """Outcome of a count. Deliberately omits response counts of suppressed units.

    `unreadable` ballots were damaged or planted by somebody else; they are not counted.
    """

    wave: int
    units: int
    published: int
    unreadable: int = 0


def close_wave(
    installation: Installation,
    today: date,
    progress: Progress = lambda done, total: None,
    *,
    key: PrivateKey | None = None,
) -> CountResult:
    """Count the open wave and destroy its ballots, tokens and key.

    `key` is what the turns of its keepers opened, where it has any. Raises WaveError when no wave
    is open, its closing date has not come, its box is missing, or another process has just counted
    it, TamperedBoxError when the box holds more than was issued, KeyMissingError, and KeeperError
    while the key is sealed; then nothing has changed.
    """
    destroy_counted_boxes(installation)
    with reading(installation.engine) as session:
        wave = _wave_to_close(session, today)
        units = wave_units.tree(session, wave.id)
        invited = wave_units.own_invited(session, wave.id)
        leaders = wave_units.own_leaders(session, wave.id)
    try:
        with _gc_paused():
            return _count(installation, wave, units, invited, leaders, progress, key)
    except MemoryError as fault:
        # Gives back what the count holds: else what follows would fail for the same reason.
        clear_frames(fault.__traceback__)
        why: Exception = WaveError("no_memory", wave=wave.number)
    except (KeyMissingError, WaveError, SQLAlchemyError) as fault:
        why = fault
    with reading(installation.engine) as session:
        if waves.wave(session, wave.id).state != "closed":
            raise why
    raise WaveError("counted_elsewhere", wave=wave.number) from why


def _count(
    installation: Installation,
    wave: waves.Wave,
    parent: Mapping[UUID, UUID | None],
    invited: Mapping[UUID, int],
    leaders: Mapping[UUID, int],
    progress: Progress,
    opened: PrivateKey | None = None,
) -> CountResult:
    number = wave.number or 0
    box = installation.box(number)
    if not box.exists:
        raise WaveError("no_box", wave=number, folder=installation.store_folder)
    survey = load_instrument(installation)
    questions = tuple(survey.question(q) for q in wave.questions)
    key = installation.keys.read(number, wave.public_key or b"", opened)
    # From here on no process can cast into this box, whatever it has open.
    with _damage_named(installation, number):
        box.seal_off()
        bodies, issued, reissued = box.bodies(), box.issued(), box.reissued()
    _check_as_issued(installation, wave, len(bodies), issued, invited, reissued)
    decode = decoder(questions, wave.open_questions)
    envelopes = Envelopes(bodies, decrypter(key), decode, issued, progress)
    compared = compared_in(questions, survey, wave.k_distribution)
    whole = WholeBallots(questions, compared)
    counted = tally_ballots(
        whole.collect(envelopes),
        variables_of(questions, survey, wave.k_distribution),
        parent,
        wave.k,
        invited=invited,
        reissued=reissued,
        compared=compared,
        leaders=leaders,
    )
    root = next(unit for unit, above in parent.items() if above is None)
    findings = analyse_ballots(whole, counted, root, survey) + leaders_and_others(counted, root)
    placed = place_comments(
        envelopes.comments,
        parent,
        counted.ballots,
        wave.k_comment,
        asked=wave.open_questions,
        k=wave.k,
        invited=invited,
        reissued=reissued,
    )
    placed = _masked(installation, placed)
    with writing(installation.engine) as session:
        publish_tally(session, wave.id, counted, placed, findings)
        messages.forget(session, wave.id)
        trail.note(session, "wave counted", f"wave {number}")
    destroy_counted_boxes(installation)
    return CountResult(number, len(parent), len(counted.ballots), envelopes.unreadable)


def _masked(installation: Installation, placed: Sequence[PlacedComment]) -> list[PlacedComment]:
    """Return comments without names of the directory, addresses and numbers."""
    with reading(installation.engine) as session:
        names = people.names_among(session, words_in(text for _, _, text in placed))
    return [(unit, question, masked(text, names)) for unit, question, text in placed]


def _wave_to_close(session: Session, today: date) -> waves.Wave:
    """Return the open wave; raise WaveError if there is none, or before its closing date."""
    wave = waves.open_wave(session)
    if wave is None or wave.number is None:
        raise WaveError("none_open")
    if today < wave.closes_on:
        raise WaveError("still_open", wave=wave.number, closes_on=wave.closes_on)
    return wave


def _check_as_issued(
    installation: Installation,
    wave: waves.Wave,
    ballots: int,
    issued: Mapping[bytes, UUID],
    invited: Mapping[UUID, int],
    reissued: Mapping[UUID, int],
) -> None:
    """Raise TamperedBoxError if a box that was sealed off holds more than was issued."""
    if ballots > len(issued):
        raise TamperedBoxError("ballots", wave=wave.number)
    for unit, tokens in Counter(issued.values()).items():
        if tokens > invited.get(unit, 0) + reissued.get(unit, 0):
            with reading(installation.engine) as session:
                name = wave_units.unit_name(session, wave.id, unit) or str(unit)
            raise TamperedBoxError("tokens", wave=wave.number, unit=name)


def discard_wave(installation: Installation, number: int, today: date) -> None:
    """Close a wave that cannot be counted, without results; destroy its ballots, tokens and key.

    `number` has to be that of the open wave. Raises WaveError when it is not, and before the
    closing date; then nothing has changed.
    """
    destroy_counted_boxes(installation)
    with writing(installation.engine) as session:
        wave = _wave_to_close(session, today)
        if wave.number != number:
            raise WaveError("other_number", wave=wave.number)
        publish_tally(session, wave.id, Tally({}, {}, [], {}))
        messages.forget(session, wave.id)
        trail.note(session, "wave discarded", f"wave {number}")
    destroy_counted_boxes(installation)


def publish_tally(
    session: Session,
    wave_id: UUID,
    counted: Tally,
    placed: Sequence[PlacedComment] = (),
    findings: Sequence[Finding] = (),
) -> None:
    """Write a tally, comments and findings within a transaction and close the wave.

    Rows are written in random order, so that the position of a row discloses nothing.
    """
    rng = random.SystemRandom()
    comments.write(session, wave_id, rng.sample(placed, len(placed)))
    outcomes = [
        {"unit_id": f.unit, "kind": f.kind, "subject": f.subject, "outcome": dict(f.outcome)}
        for f in rng.sample(findings, len(findings))
    ]
    analyses.write(session, wave_id, outcomes)
    histograms = rng.sample(counted.histograms, len(counted.histograms))
    rows = [
        {
            "unit_id": histogram.unit,
            "question_id": histogram.question,
            "counts": list(histogram.counts),
            "skipped": histogram.skipped,
            "not_applicable": histogram.not_applicable,
        }
        for histogram in histograms
    ]
    published = [
        (unit, (n, counted.reissued[unit], counted.covered.get(unit)))
        for unit, n in counted.ballots.items()
    ]
    results.publish(session, wave_id, dict(rng.sample(published, len(published))), rows)


@contextmanager
def _damage_named(installation: Installation, number: int) -> Iterator[None]:
    """Raise WaveError when the file of a box is damaged."""
    try:
        yield
    except DatabaseError as fault:
        if trouble_of(fault) != "damaged":
            raise
        folder = installation.store_folder
        raise WaveError("damaged_box", wave=number, why=fault.orig, folder=folder) from fault


@contextmanager
def _gc_paused() -> Iterator[None]:
    """Pause cyclic garbage collection: the loop creates none, and looking takes a tenth longer."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
