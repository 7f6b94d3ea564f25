"""The codes on paper slips: short enough to type, too long to guess. Pure.

Sixteen characters of Crockford's base 32 are 80 bits. Whoever tries a million codes a second finds
one of a hundred thousand slips after some two hundred thousand years, so nothing counts attempts.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U: the first three look like digits, the last makes words."""

LENGTH = 16

_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": ""})


def new_code() -> str:
    """Return a code that nobody has seen before."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def in_groups(code: str) -> str:
    """Return a code as it is printed: K7QF-2M9D-X4TN-B8WR."""
    return "-".join(code[place : place + 4] for place in range(0, LENGTH, 4))


def normalised(token: str) -> str:
    """Return the code that somebody typed, however they typed it; anything else as it is."""
    typed = token.strip().upper().translate(_LOOKS_LIKE)
    is_code = len(typed) == LENGTH and set(typed) <= set(ALPHABET)
    return typed if is_code else token
