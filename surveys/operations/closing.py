"""The steps of the clock that close a wave: it is counted, or its keepers are asked to."""

from collections.abc import Iterator
from datetime import datetime

from db import waves
from db.engine import reading, writing
from surveys import messages as delivery
from surveys.counting import close_wave, take_handed_in, waits_for_keepers
from surveys.installation import Installation, KeeperError
from surveys.programme import closing_moment, local_date
from surveys.settings import Settings
from surveys.waves import note_sealed, open_number


def close(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Close and count the open wave."""
    del settings
    moment = closing_moment(installation)
    # Where the wave has keepers, they count it.
    if moment is not None and now >= moment and not _is_sealed(installation):
        counted = close_wave(installation, local_date(installation, now))
        yield (
            f"Wave {counted.wave} is counted: {counted.published} of {counted.units} units "
            "are published."
        )
        if counted.unreadable:
            yield f"{counted.unreadable} envelopes could not be opened and are not counted."


def _is_sealed(installation: Installation) -> bool:
    """Return whether the open wave has keepers; whom it waits for is noted for other processes."""
    number = open_number(installation)
    if number is None:
        return False
    with writing(installation.engine) as session:
        return bool(note_sealed(session, installation, number))


def take_turns(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Take the turns of keepers that pages have handed in."""
    del settings
    yield from take_handed_in(installation, now)


def ask_keepers(installation: Installation, settings: Settings, now: datetime) -> Iterator[str]:
    """Ask the keepers to count."""
    if not settings.can_send_messages or waits_for_keepers(installation, now) is None:
        return
    if not delivery.is_working_time(installation, settings, now):
        return
    with reading(installation.engine) as session:
        wave = waves.open_wave(session)
    today = local_date(installation, now)
    if wave is not None and (number := delivery.prepare_count(installation, wave.id, today)):
        yield f"{number} people are asked for the keepers' passphrases of wave {wave.number}."


def waiting(installation: Installation, now: datetime) -> tuple[str, ...]:
    """Return that the open wave waits for its keepers, if it does."""
    state = waits_for_keepers(installation, now)
    if state is None:
        return ()
    return (str(KeeperError("waits", wave=state.wave, names=state.waits_for or state.sealed_for)),)
