"""The keepers of waves: named, taken away, and whom the open wave waits for.

The key folder decides. The main database repeats the names, for processes without a key folder and
so that no wave opens unsealed because that folder is gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from db import keeping as stored
from db import waves
from db.engine import reading, writing
from surveys import trail
from surveys.installation import Installation, KeeperError, Keepers
from surveys.installation.custody import WITH_KEEPERS, WITHOUT_KEEPERS


@dataclass(frozen=True)
class KeeperState:
    """The keepers of later waves; the open wave, if its key is sealed, and whom it waits for."""

    keepers: tuple[str, ...] = ()
    wave: int | None = None
    sealed_for: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    is_open_unsealed: bool = False
    """Whether a wave is open whose key is not sealed."""

    @property
    def has_any(self) -> bool:
        """Whether there are keepers, of later waves or of the open one."""
        return bool(self.keepers) or self.wave is not None

    @property
    def custody(self) -> str:
        """What is true of the key here: one of the sentences of `custody` (a message id)."""
        return WITH_KEEPERS if self.has_any and not self.is_open_unsealed else WITHOUT_KEEPERS


def keeper_state(installation: Installation) -> KeeperState:
    """Return the keepers as the database knows them, in any process."""
    with reading(installation.engine) as session:
        return keeper_state_in(session)


def keeper_state_in(session: Session) -> KeeperState:
    """Return the keepers within a transaction."""
    row, wave = stored.keeping(session), waves.open_wave(session)
    if row is None:
        return KeeperState(is_open_unsealed=wave is not None)
    names = tuple(row.keepers)
    if wave is None or wave.number != row.wave:
        return KeeperState(names, is_open_unsealed=wave is not None)
    return KeeperState(names, row.wave, tuple(row.sealed_for), tuple(row.waits_for))


def protect_keys(installation: Installation, keepers: Keepers) -> None:
    """Seal the keys of later waves for one or two keepers; note it in the trail.

    Raises KeeperError if there are keepers already, and KeyMissingError without a key folder.
    """
    with writing(installation.engine) as session:
        _save(session, keepers.names)
        trail.note(session, "keys protected", _listed(keepers.names))
        installation.keys.protect(keepers)


def unprotect_keys(installation: Installation, passphrases: Sequence[tuple[str, str]]) -> None:
    """Let later waves open without keepers, by (name, passphrase) of each; note it in the trail.

    Where the key folder has lost its keepers, no passphrase is asked for: there is nothing left to
    compare it with. Raises KeeperError for a wrong passphrase, or if there are no keepers.
    """
    with writing(installation.engine) as session:
        row = stored.keeping(session)
        known = tuple(row.keepers) if row else ()
        here = installation.keys.keepers()
        if here is None and not known:
            raise KeeperError("none")
        _save(session, ())
        names = here.names if here else known
        trail.note(session, "keys unprotected", _listed(names) + ("" if here else ", lost"))
        if here is not None:
            installation.keys.unprotect(dict(passphrases))


def check_keepers(session: Session, installation: Installation) -> None:
    """Raise KeeperError if the key folder lacks the keepers that were named."""
    row = stored.keeping(session)
    here = installation.keys.keepers()
    names = here.names if here else ()
    if row is not None and row.keepers and tuple(row.keepers) != names:
        raise KeeperError("lost", names=tuple(row.keepers), folder=installation.keys.path)


def note_sealed(session: Session, installation: Installation, wave_number: int) -> tuple[str, ...]:
    """Note whom a wave is sealed for and waits for, as its key is now; return all its keepers."""
    sealed = installation.keys.sealed(wave_number)
    if sealed is None:
        return ()
    row = stored.keeping(session) or stored.Keeping()
    names, waits_for = list(sealed.keepers.names), list(sealed.waits_for)
    if (row.wave, row.sealed_for, row.waits_for) != (wave_number, names, waits_for):
        row.wave, row.sealed_for, row.waits_for = wave_number, names, waits_for
        stored.save(session, row)
    return tuple(names)


def _save(session: Session, names: Sequence[str]) -> None:
    row = stored.keeping(session) or stored.Keeping()
    row.keepers = list(names)
    stored.save(session, row)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
