"""When two mail addresses are the same, and what is none."""

import re

LONGEST = 254

_ONE_ADDRESS = re.compile(r"[^\s@,;<>\"\x00-\x1f\x7f]{1,64}@[^\s@,;<>\"\x00-\x1f\x7f]{1,253}")


def is_address(text: str) -> bool:
    """Return whether a text can be one mail address: no line break, no second one."""
    return len(text) <= LONGEST and _ONE_ADDRESS.fullmatch(text) is not None


def is_same(one: str, other: str) -> bool:
    """Return whether two addresses lead to one mailbox: only A to Z are alike in both cases.

    Folding other letters would make one of a stranger's: the sign for kelvin is a k when folded.
    """
    return one == other or (one.isascii() and other.isascii() and one.lower() == other.lower())
