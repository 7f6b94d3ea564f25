"""Tokens: the secrets of personal links, and the codes on paper slips. Pure.

A link's secret is 24 random bytes. A code is short enough to type and too long to guess: sixteen
characters of Crockford's base 32 are 80 bits. At a million guesses a second it takes some two
hundred thousand years to hit one of a hundred thousand slips, so attempts are not counted.
"""

import secrets
from hashlib import sha256

TOKEN_BYTES = 24

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U: the first three look like digits, the last makes words."""

CODE_LENGTH = 16

_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": ""})


def new_token() -> str:
    """Return the secret of one personal link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


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
