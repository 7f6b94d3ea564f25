"""One comparison of names of units, people, columns and answers, for every door. Pure.

A name is kept as it is written (`as_written`), and compared without what no eye tells apart
(`same_name`): case, composed and decomposed letters, invisible signs, kinds of spaces, dashes and
quotation marks, and a full stop at the end.
"""

import re
import unicodedata

_SPACE, _DASH, _QUOTE = " ", "-", "'"
_BLANK_BRAILLE = "\u2800"
_QUOTES = frozenset(
    "\"`'\u00b4\u02b9\u02ba\u02bb\u02bc\u02bd\u02c8\u02ee\u05f3\u05f4\u055a\u201a\u201e"
    "\u2032\u2033\u2034\u2035\u2036\u301d\u301e\u301f\uff02\uff07\uff40"
)
_DASHES = "\u2212\u2043\u02d7"

_IN_FLAGS = range(0xE0000, 0xE0080)
"""Invisible letters that tell the flags of regions apart, such as that of Scotland."""

_VISIBLE_MARKS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
"""Signs before a number that Unicode counts among the invisible ones."""

_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2065\u3164\uffa0")
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_JOINERS = "\u200c\u200d"
_IN_CONTEXT = frozenset("\u034f\u180b\u180c\u180d\u180f") | frozenset(_JOINERS)

_FLAG_OR_TAG = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|[\U000e0000-\U000e007f]")
_JOINED = "\u0590-\u1fff\u2100-\ua7ff\ua800-\uffff\U00010000-\U0010ffff"
"""Scripts and emoji in which a joiner changes what is seen; Latin, Greek and Cyrillic have none."""
_NEEDLESS = re.compile(
    f"(?<![{_JOINED}])[{_JOINERS}]+|[{_JOINERS}]+(?![{_JOINED}])|(?:^|(?<= ))[{_SELECTORS}]+"
)
_MAY_BE_NEEDLESS = re.compile(f"[{''.join(sorted(_INVISIBLE))}{_SELECTORS}]")
_DOT_UNSEEN = re.compile("(?<=[ij])\u0307(?![\u0300-\u0314])")
"""The dot of a Turkish capital İ, which nobody sees on a small i unless an accent stands there."""

_UNREADABLE = frozenset({"Cc", "Cs"})
_REPLACEMENT = "\ufffd"


def _is_selector(sign: str) -> bool:
    return "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"


def _is_invisible(sign: str) -> bool:
    if sign in _INVISIBLE or _is_selector(sign):
        return True
    kept = sign in _VISIBLE_MARKS or ord(sign) in _IN_FLAGS
    return unicodedata.category(sign) == "Cf" and not kept


class _Compared(dict[int, str]):
    """What each sign is compared as; worked out when a sign is met first."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        kind = unicodedata.category(sign)
        if _is_invisible(sign):
            as_compared = ""
        elif sign in _QUOTES or kind in {"Pi", "Pf"}:
            as_compared = _QUOTE
        elif kind == "Pd" or sign in _DASHES:
            as_compared = _DASH
        else:
            as_compared = _SPACE if sign == _BLANK_BRAILLE else sign
        self[code] = as_compared
        return as_compared


class _Kept(dict[int, str]):
    """What is kept of each sign; invisible ones that a name may need are looked at in context."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        is_needed = sign in _IN_CONTEXT or _is_selector(sign)
        self[code] = kept = "" if _is_invisible(sign) and not is_needed else sign
        return kept


_COMPARED, _KEPT = _Compared(), _Kept()


def same_name(text: str) -> str:
    """Return a name in the form in which names are compared: equal for the same name only.

    Never shown, and never kept: a later version of Unicode may fold more. Text that has nothing but
    full stops stays as it is.
    """
    if text.isascii():
        folded = text.translate(_COMPARED).casefold()
    else:
        # Caseless matching of compatibility forms as in chapter 3.13 of the Unicode Standard, D146.
        bare = unicodedata.normalize("NFD", _FLAG_OR_TAG.sub(r"\1", text)).translate(_COMPARED)
        for _ in range(2):
            bare = _DOT_UNSEEN.sub("", unicodedata.normalize("NFKD", bare.casefold()))
        folded = bare.translate(_COMPARED)
    words = " ".join(folded.split())
    return words.rstrip(" .") or words


def as_written(text: str) -> str:
    """Return a name as it is kept: composed (NFC), with single spaces and no needless sign.

    Invisible signs go, but for those that are part of a spelling: joiners in Persian, in scripts of
    India and in emoji, variants of a sign, and the letters of flags. Signs that no name may have
    (`is_readable`) stay.
    """
    if not (text.isascii() or _is_plain(text)):
        kept = _FLAG_OR_TAG.sub(r"\1", unicodedata.normalize("NFC", text.translate(_KEPT)))
        text = _NEEDLESS.sub("", " ".join(kept.split()))
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def _is_plain(text: str) -> bool:
    """Return whether a text is composed already, and has nothing that may have to go; quickly."""
    return (
        text.isprintable()
        and unicodedata.is_normalized("NFC", text)
        and _MAY_BE_NEEDLESS.search(text) is None
    )


def is_readable(text: str) -> bool:
    """Return whether a text has neither control characters nor signs lost in an earlier program."""
    if _REPLACEMENT in text:
        return False
    # What can be printed has no control characters; invisible signs that a name needs cannot.
    return text.isprintable() or not any(unicodedata.category(s) in _UNREADABLE for s in text)
