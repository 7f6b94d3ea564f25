"""Tokens: the secrets of personal links, and the codes on paper slips. Pure.

A link's secret is 194 random bits in letters and digits, because mail programs leave a `-` or `_`
at the end of a link out of it. A check sign follows, so that a link that lost its last sign can be
mended and a damaged one is known to be damaged. Links made before that are 24 bytes in base64, 32
signs without a check.

A code is short enough to type and too long to guess: sixteen characters of Crockford's base 32 are
80 bits. At a million guesses a second it takes some two hundred thousand years to hit one of a
hundred thousand slips, so attempts are not counted.
"""

import re
import secrets
from hashlib import sha256

SIGNS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
"""The signs of a token: 59, a prime, without l, I and O. The first 49 are letters."""

LETTERS = 49
SECRET_LENGTH = 33
"""Random signs. With the check sign a token is two signs longer than an older one: no damage that
adds or loses one sign makes one kind look like the other."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U: the first three look like digits, the last makes words."""

CODE_LENGTH = 16

_VALUES = {sign: value for value, sign in enumerate(SIGNS)}
_SECRET = re.compile(f"[{SIGNS[:LETTERS]}][{SIGNS}]{{{SECRET_LENGTH - 1}}}")
_WITHOUT_CHECK = re.compile(r"[A-Za-z0-9_-]{32}")
_CODE = re.compile(r"(?:[A-Za-z0-9]-?){16}")

_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": ""})


def new_token() -> str:
    """Return the secret of one personal link; it begins with a letter."""
    rest, first = divmod(secrets.randbelow(LETTERS * len(SIGNS) ** (SECRET_LENGTH - 1)), LETTERS)
    signs = [SIGNS[first]]
    while len(signs) < SECRET_LENGTH:
        rest, value = divmod(rest, len(SIGNS))
        signs.append(SIGNS[value])
    secret = "".join(signs)
    return secret + _check_sign(secret)


def mended(text: str) -> str | None:
    """Return the token or code that a text is, its check sign added if lost; None if it is neither.

    A wrong sign, or two that changed places, never pass for a token with a check sign.
    """
    if _SECRET.fullmatch(text[:SECRET_LENGTH]) and len(text) <= SECRET_LENGTH + 1:
        whole = text[:SECRET_LENGTH] + _check_sign(text[:SECRET_LENGTH])
        return whole if whole.startswith(text) else None
    if _WITHOUT_CHECK.fullmatch(text):
        return text
    code = normalised(text) if _CODE.fullmatch(text) else ""
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else None


def token_hash(token: str) -> bytes:
    """Return the SHA-256 (32 bytes) of a token, which is all that the box stores of it.

    The hash of a slip's code is the same however the code was typed.
    """
    return sha256(normalised(token).encode()).digest()


def new_code() -> str:
    """Return a random code for a paper slip."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def in_groups(code: str) -> str:
    """Return a code as it is printed: K7QF-2M9D-X4TN-B8WR."""
    return "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def normalised(token: str) -> str:
    """Return a typed code in its standard form; return anything that is not a code unchanged."""
    typed = token.strip().upper().translate(_LOOKS_LIKE)
    is_code = len(typed) == CODE_LENGTH and set(typed) <= set(ALPHABET)
    return typed if is_code else token


def _check_sign(secret: str) -> str:
    """Return the sum of the values of all signs, each times its position, modulo the prime."""
    total = sum(position * _VALUES[sign] for position, sign in enumerate(secret, start=1))
    return SIGNS[total % len(SIGNS)]
