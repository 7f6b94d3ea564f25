"""Keepers: one or two people whose passphrases the private key of a wave is sealed with. Pure.

A passphrase becomes an X25519 key pair (argon2id as the seed); only its public half is kept. How
the key of a wave is sealed for them is in `sealed_key`.
"""

import base64
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from nacl.encoding import RawEncoder
from nacl.public import PrivateKey
from nacl.pwhash import argon2id
from nacl.utils import random

from surveys.errors import N_, PeilError
from surveys.names import as_written, same_name

MIN_LENGTH = 16
"""Characters of a passphrase: a thief of the key folder may guess for as long as a wave is open."""

MIN_VARIETY = 8
"""Different characters of a passphrase."""

_ONE_GUESS = threading.Lock()

MAX_KEEPERS = 2
MAX_NAME_LENGTH = 60


class KeeperError(PeilError):
    """A passphrase or a keeper that is refused; nothing was changed."""

    texts: ClassVar = {
        "short": N_("A passphrase has at least {least} characters: take a few words."),
        "uniform": N_("A passphrase has at least {least} different characters: take a few words."),
        "same": N_("Both keepers have the same passphrase: each needs their own."),
        "differ": N_("The passphrase of {name} was not typed the same twice. Nothing was changed."),
        "number": N_("There are one or two keepers."),
        "name": N_("Each keeper needs a name of their own, of at most {most} characters."),
        "already": N_(
            "The keepers are {names}. Take them away with `peil keys unprotect` before you name "
            "others."
        ),
        "lost": N_(
            "The keepers {names} are not in {folder}: no wave opens before that folder is back as "
            "it was, or they are taken away with `peil keys unprotect`."
        ),
        "none": N_("There are no keepers: the clock counts by itself."),
        "wrong": N_("This is not the passphrase of a keeper of this wave. Nothing was changed."),
        "not_theirs": N_("This is not the passphrase of {name}. Nothing was changed."),
        "waits": N_("Wave {wave} waits for {names}: it is counted once they have had their turn."),
        "damaged": N_("The key of wave {wave} is damaged: {file}. Put it back as it was."),
        "again": N_("The passphrase did not reach the clock. Please type it again."),
        "elsewhere": N_(
            "The key folder is on the machine of the clock: use `peil close-wave` there."
        ),
    }


@dataclass(frozen=True)
class Cost:
    """What argon2id costs for each guess: passes over the memory, and bytes of memory."""

    passes: int
    memory: int


COST = Cost(passes=16, memory=2**28)
"""As much work as libsodium's SENSITIVE (4 passes over 1 GiB), in the memory of a small server."""


@dataclass(frozen=True)
class Keeper:
    """Somebody who guards the key, by the name that is shown, with their public key (32 bytes)."""

    name: str
    public_key: bytes


@dataclass(frozen=True)
class Keepers:
    """The keepers of waves that open from now on, with what makes keys of their passphrases.

    They share one salt, so that a passphrase tells by itself whose it is, for the cost of one.
    """

    keepers: tuple[Keeper, ...]
    salt: bytes
    cost: Cost

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the keepers."""
        return tuple(keeper.name for keeper in self.keepers)

    def key_of(self, passphrase: str) -> PrivateKey:
        """Return the private key that a passphrase stands for, no matter whose it is."""
        return _derived(passphrase, self.salt, self.cost)

    def position_of(self, key: PrivateKey) -> int | None:
        """Return whose private key this is; None if it is nobody's."""
        public = bytes(key.public_key)
        known = [keeper.public_key for keeper in self.keepers]
        return known.index(public) if public in known else None

    def as_json(self) -> dict[str, Any]:
        """Return what is stored; nothing in it is secret."""
        return {
            "salt": as_text(self.salt),
            "passes": self.cost.passes,
            "memory": self.cost.memory,
            "keepers": [
                {"name": keeper.name, "public_key": as_text(keeper.public_key)}
                for keeper in self.keepers
            ],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Return what was stored. Raises KeyError, TypeError or ValueError for anything else."""
        keepers = [Keeper(str(k["name"]), as_bytes(k["public_key"])) for k in stored["keepers"]]
        cost = Cost(int(stored["passes"]), int(stored["memory"]))
        return cls(tuple(keepers), as_bytes(stored["salt"]), cost)


def make_keepers(named: Sequence[tuple[str, str]], cost: Cost | None = None) -> Keepers:
    """Return the keepers of (name, passphrase); raise KeeperError for a weak passphrase.

    A guess costs `cost`, else `COST`.
    """
    cost = cost or COST
    names = [as_written(name) for name, _ in named]
    if not 1 <= len(named) <= MAX_KEEPERS:
        raise KeeperError("number")
    too_long = any(not name or len(name) > MAX_NAME_LENGTH for name in names)
    if too_long or len({same_name(name) for name in names}) < len(names):
        raise KeeperError("name", most=MAX_NAME_LENGTH)
    passphrases = [checked_passphrase(passphrase) for _, passphrase in named]
    if len({passphrase.casefold() for passphrase in passphrases}) < len(passphrases):
        raise KeeperError("same")
    salt = random(argon2id.SALTBYTES)
    keys = [_derived(passphrase, salt, cost) for passphrase in passphrases]
    made = [Keeper(name, bytes(key.public_key)) for name, key in zip(names, keys, strict=True)]
    return Keepers(tuple(made), salt, cost)


def checked_passphrase(passphrase: str) -> str:
    """Return a passphrase as it is used; raise KeeperError if it is too easy to guess."""
    used = _normalised(passphrase)
    if len(used) < MIN_LENGTH:
        raise KeeperError("short", least=MIN_LENGTH)
    if len(set(used)) < MIN_VARIETY:
        raise KeeperError("uniform", least=MIN_VARIETY)
    return used


def _derived(passphrase: str, salt: bytes, cost: Cost) -> PrivateKey:
    used = _normalised(passphrase).encode()
    # However many people guess at once, the process needs the memory of one guess.
    with _ONE_GUESS:
        seed = argon2id.kdf(
            PrivateKey.SEED_SIZE, used, salt, cost.passes, cost.memory, encoder=RawEncoder
        )
    return PrivateKey.from_seed(seed)


def _normalised(passphrase: str) -> str:
    """Return a passphrase such that every keyboard yields the same: NFC, single spaces."""
    return " ".join(unicodedata.normalize("NFC", passphrase).split())


def as_text(raw: bytes) -> str:
    """Return bytes as they are stored in JSON."""
    return base64.b64encode(raw).decode()


def as_bytes(text: str) -> bytes:
    """Return what `as_text` stored. Raises ValueError for anything else."""
    return base64.b64decode(text, validate=True)
