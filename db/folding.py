"""Writes words without accents and capitals, in the same way in Python and in SQL."""

import unicodedata

_LETTERS = [chr(code) for code in range(0xC0, 0x180) if chr(code).isalpha()]
_PLAIN = {
    letter: unicodedata.normalize("NFD", letter)[0]
    for letter in _LETTERS
    if unicodedata.normalize("NFD", letter)[0] != letter
}

ACCENTED, PLAIN = "".join(_PLAIN), "".join(_PLAIN.values())
"""The letters of European languages with an accent, and each without it."""

_TABLE = str.maketrans(ACCENTED, PLAIN)


def folded(word: str) -> str:
    """Return a word without accents, in small letters."""
    return word.translate(_TABLE).lower()
