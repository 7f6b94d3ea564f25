"""The turns of the keepers: each types their passphrase, and the last turn counts the wave."""

from dataclasses import dataclass
from datetime import datetime

from db import waves
from db.engine import reading, writing
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.counting.counting import CountResult, close_wave
from surveys.counting.envelopes import Progress
from surveys.installation import Installation, KeeperError
from surveys.programme import closing_moment, local_date
from surveys.waves import KeeperState, WaveError, keeper_state, note_sealed


@dataclass(frozen=True)
class TurnResult:
    """A turn that was taken: whose, and the count, or who is still to come.

    `counted` is known only in the process that counts.
    """

    name: str
    waits_for: tuple[str, ...]
    counted: CountResult | None = None
    is_counted: bool = False


def waits_for_keepers(installation: Installation, now: datetime) -> KeeperState | None:
    """Return the keepers of the open wave if it has closed and waits for them; else None."""
    state = keeper_state(installation)
    if state.wave is None:
        return None
    moment = closing_moment(installation)
    return state if moment is not None and now >= moment else None


def take_turn(
    installation: Installation,
    passphrase: str,
    now: datetime,
    who: Reader | None = None,
    progress: Progress = lambda done, total: None,
    *,
    early: bool = False,
) -> TurnResult:
    """Take the turn of the keeper whose passphrase this is; the last turn counts the wave.

    Turns are taken in any order and on any device, once the last day of the wave is over, with
    `early` on that day. `who` is somebody on a page, or None for the operator. What a turn leaves
    stored can be opened by the other keeper only, and it may be repeated. Raises WaveError before
    that day or without an open wave, KeeperError for a wrong passphrase or in a process without the
    key folder, NotAllowedError, and what `close_wave` raises.
    """
    if who is not None and not who.keeps_keys:
        raise NotAllowedError("counts")
    if not installation.keeps_time:
        raise KeeperError("elsewhere")
    today, moment = local_date(installation, now), closing_moment(installation)
    with reading(installation.engine) as session:
        wave = waves.open_wave(session)
    if wave is None or wave.number is None:
        raise WaveError("none_open")
    over = moment is None or now >= moment
    if not (over or (early and today >= wave.closes_on)):
        raise WaveError("still_open", wave=wave.number, closes_on=wave.closes_on)
    turn = installation.keys.take_turn(wave.number, passphrase)
    with writing(installation.engine) as session:
        note_sealed(session, installation, wave.number)
        by = None if who is None else who.known_as
        trail.note(session, "turn of a keeper", f"wave {wave.number}, {turn.name}", by)
    if turn.key is None:
        return TurnResult(turn.name, turn.waits_for)
    counted = close_wave(installation, today, progress, key=turn.key)
    return TurnResult(turn.name, (), counted, is_counted=True)
