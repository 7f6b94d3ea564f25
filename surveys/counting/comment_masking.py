"""What could lead to a person is masked in comments before they are stored. Pure.

It happens at the count, in memory: nobody ever reads the words below a mask, no backup has them,
and a directory that changes later brings none of them back. What counts as a trace is decided by
the check that warns people while they write, so nobody is surprised.
"""

import re
from collections.abc import Iterable, Mapping

from surveys.answering.comment_check import traces, words_of

MASK = "[…]"
"""What stands for a name from the directory, an e-mail address or a phone number."""

_SEVERAL = re.compile(rf"{re.escape(MASK)}(?:[\s-]*{re.escape(MASK)})+")


def words_in(comments: Iterable[str]) -> frozenset[str]:
    """Return the words of all comments that may be names, folded, to be looked up at once."""
    return frozenset(word for comment in comments for word in words_of(comment))


def masked(comment: str, names: Mapping[str, bool]) -> str:
    """Return a comment with a mask in the place of each trace; several in a row become one.

    `names` maps the words that are part of a name in the directory to whether they are its first
    part, as for `traces`.
    """
    found = traces(comment, names)
    # The longest first: a number may be part of an address.
    for trace in sorted(found.all, key=len, reverse=True):
        comment = re.sub(rf"(?<!\w){re.escape(trace)}(?!\w)", MASK, comment)
    return _SEVERAL.sub(MASK, comment)
