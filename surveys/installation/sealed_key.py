"""The private key of one wave, sealed for its keepers. Pure.

With one keeper it is sealed for their public key (libsodium's sealed box); with two it is the
exclusive or of two random shares, one for each of them. The keeper whose turn comes first opens
their share, and it is sealed for the other one at once: at no time is more stored than what the
remaining passphrase opens.
"""

import json
from dataclasses import dataclass, replace
from typing import Self

from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random

from surveys.installation.keepers import KeeperError, Keepers, as_bytes, as_text


@dataclass(frozen=True)
class SealedKey:
    """The private key of one wave, sealed for its keepers.

    `shares` has the share of each keeper, sealed for that keeper. `handed` has the same share
    sealed for the other keeper, once its owner has had their turn.
    """

    keepers: Keepers
    shares: tuple[bytes, ...]
    handed: tuple[bytes | None, ...]

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The names of the keepers whose turn is still to come."""
        had = self.handed
        return tuple(
            name for name, done in zip(self.keepers.names, had, strict=True) if done is None
        )

    def take_turn(self, mine: PrivateKey) -> tuple[str, "SealedKey", PrivateKey | None]:
        """Return whose key this is, what is to be stored now, and the key of the wave if it opens.

        `mine` is what `keepers.key_of` makes of a passphrase. Raises KeeperError for the key of
        nobody, and CryptoError if what is stored is damaged. A turn may be repeated.
        """
        position = self.keepers.position_of(mine)
        if position is None:
            raise KeeperError("wrong")
        name = self.keepers.names[position]
        share = SealedBox(mine).decrypt(self.shares[position])
        if len(self.shares) == 1:
            return name, self, PrivateKey(share)
        other = 1 - position
        if (handed := self.handed[other]) is not None:
            return name, self, PrivateKey(_xor(share, SealedBox(mine).decrypt(handed)))
        for_other = _sealed(share, self.keepers.keepers[other].public_key)
        kept = list(self.handed)
        kept[position] = for_other
        return name, replace(self, handed=tuple(kept)), None

    def to_bytes(self) -> bytes:
        """Return what is stored."""
        handed = [None if part is None else as_text(part) for part in self.handed]
        shares = [as_text(part) for part in self.shares]
        stored = {**self.keepers.as_json(), "shares": shares, "handed": handed}
        return json.dumps(stored).encode()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """Return what was stored. Raises KeyError, TypeError or ValueError for anything else."""
        known = json.loads(stored)
        shares = tuple(as_bytes(part) for part in known["shares"])
        handed = tuple(None if part is None else as_bytes(part) for part in known["handed"])
        sealed = cls(Keepers.from_json(known), shares, handed)
        if not len(sealed.keepers.keepers) == len(shares) == len(handed):
            msg = "each keeper has one share"
            raise ValueError(msg)
        return sealed


def seal_key(key: PrivateKey, keepers: Keepers) -> SealedKey:
    """Return the private key of a wave sealed for its keepers."""
    secret, publics = bytes(key), [keeper.public_key for keeper in keepers.keepers]
    if len(publics) == 1:
        return SealedKey(keepers, (_sealed(secret, publics[0]),), (None,))
    first = random(len(secret))
    shares = (_sealed(first, publics[0]), _sealed(_xor(secret, first), publics[1]))
    return SealedKey(keepers, shares, (None, None))


def _sealed(secret: bytes, public_key: bytes) -> bytes:
    return bytes(SealedBox(PublicKey(public_key)).encrypt(secret))


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
