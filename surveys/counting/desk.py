"""Turns from pages that have no key folder: the passphrase reaches the clock sealed.

While a wave waits, the clock publishes a public key in the database whose private half stays in its
memory. A page seals the passphrase for it; the clock deletes that before it uses it, and answers.
What a copy of the database holds of it, no other process can open, nor the clock once it has ended
or the wave is counted.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from db import keeping as stored
from db.engine import reading, writing
from surveys.access import NotAllowedError, Reader, reader
from surveys.counting.keepers_turn import TurnResult, take_turn, waits_for_keepers
from surveys.errors import PeilError, Phrase, phrase
from surveys.installation import Installation, KeeperError
from surveys.waves import keeper_state

_PADDED = 512
"""Sealed passphrases are a multiple of this long in bytes, so that none tells its length."""


@dataclass
class _Desk:
    """The key of this process, and what lay there for another one when it last looked."""

    key: PrivateKey
    is_published: bool = False
    of_others: frozenset[UUID] = frozenset()


@functools.lru_cache(maxsize=4)
def _desk_of(installation: Installation) -> _Desk:
    del installation
    return _Desk(PrivateKey.generate())


def restart() -> None:
    """Forget every key of this process, as its end does."""
    _desk_of.cache_clear()


def can_hand_in(installation: Installation) -> bool:
    """Return whether a clock takes passphrases from pages now."""
    return _desk_key(installation) is not None


def hand_in(installation: Installation, who: Reader, passphrase: str) -> UUID:
    """Hand a passphrase to the clock, sealed; return by what its outcome is known.

    Raises NotAllowedError, and KeeperError while no clock takes any.
    """
    if not who.keeps_keys:
        raise NotAllowedError("counts")
    key = _desk_key(installation)
    if key is None:
        raise KeeperError("elsewhere")
    sealed = SealedBox(PublicKey(key)).encrypt(sodium_pad(passphrase.encode(), _PADDED))
    row = stored.HandedIn(person_id=who.person, for_key=key, sealed=bytes(sealed))
    handed = row.id
    with writing(installation.engine) as session:
        stored.hand_in(session, row)
    return handed


def outcome_of(installation: Installation, who: Reader, handed: UUID) -> TurnResult | Phrase | None:
    """Return the outcome of a passphrase: a turn, or a refusal; None until the clock has answered.

    What is returned is forgotten.
    """
    with writing(installation.engine) as session:
        is_known, outcome = stored.take_outcome(session, handed, who.person)
    if not is_known and keeper_state(installation).wave is None:
        # The wave is counted, and the clock has cleared its desk.
        return TurnResult("", (), is_counted=True)
    if not is_known:
        return KeeperError("again").what
    return None if outcome is None else _read(outcome)


def take_handed_in(installation: Installation, now: datetime) -> Iterator[str]:
    """Take the turns that pages have handed in; yield a sentence about each.

    For the clock: it publishes its key while a wave waits, and forgets all of it afterwards.
    """
    if waits_for_keepers(installation, now) is None:
        _close_desk(installation)
        return
    desk = _desk_of(installation)
    for handed, person, sealed in _for_this(installation, desk):
        with writing(installation.engine) as session:
            stored.answer(session, handed, None)
        outcome = _answer(installation, desk.key, person, sealed, now)
        with writing(installation.engine) as session:
            stored.answer(session, handed, outcome)
        if "name" in outcome:
            yield f"{outcome['name']} had their turn."
        if outcome.get("counted"):
            break


def _for_this(installation: Installation, desk: _Desk) -> list[tuple[UUID, UUID, bytes]]:
    """Publish the key of this process if need be; return id, person and seal of what is for it."""
    public = bytes(desk.key.public_key)
    with writing(installation.engine) as session:
        rows = stored.handed_in(session)
        others = frozenset(row.id for row in rows if row.for_key != public)
        kept = stored.keeping(session)
        # Another clock may share the work; anybody who leaves things lying has ended.
        if kept is not None and (not desk.is_published or others & desk.of_others):
            kept.desk_key = public
            desk.is_published = True
            for left in others:
                stored.answer(session, left, _written(KeeperError("again")))
        desk.of_others = others
        return [(r.id, r.person_id, r.sealed) for r in rows if r.for_key == public and r.sealed]


def _answer(
    installation: Installation, key: PrivateKey, person: UUID, sealed: bytes, now: datetime
) -> dict[str, Any]:
    try:
        passphrase = sodium_unpad(SealedBox(key).decrypt(sealed), _PADDED).decode()
        who = reader(installation, person)
        if who is None:
            raise NotAllowedError("counts")
        turn = take_turn(installation, passphrase, now, who)
    except (CryptoError, UnicodeDecodeError):
        return _written(KeeperError("again"))
    except PeilError as refused:
        return _written(refused)
    return {
        "name": turn.name,
        "waits_for": list(turn.waits_for),
        "counted": turn.counted is not None,
    }


def _close_desk(installation: Installation) -> None:
    """Forget the key, and what was handed in, once no wave waits any more."""
    if _desk_key(installation) is None:
        return
    restart()
    with writing(installation.engine) as session:
        kept = stored.keeping(session)
        if kept is not None:
            kept.desk_key = None
        stored.forget_handed_in(session)


def _desk_key(installation: Installation) -> bytes | None:
    with reading(installation.engine) as session:
        row = stored.keeping(session)
        return None if row is None else row.desk_key


def _written(refused: PeilError) -> dict[str, Any]:
    what = refused.what
    values = {n: ", ".join(v) if isinstance(v, tuple) else str(v) for n, v in what.values}
    return {"refused": what.template, "values": values}


def _read(outcome: dict[str, Any]) -> TurnResult | Phrase:
    if "refused" in outcome:
        return phrase(str(outcome["refused"]), **outcome["values"])
    waits_for = tuple(outcome["waits_for"])
    return TurnResult(str(outcome["name"]), waits_for, is_counted=bool(outcome["counted"]))
