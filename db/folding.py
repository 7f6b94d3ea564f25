"""Folding of words to lower case without accents, the same in Python and in SQL."""

import unicodedata

_LETTERS = [chr(code) for code in range(0xC0, 0x180) if chr(code).isalpha()]
_PLAIN = {
    letter: unicodedata.normalize("NFD", letter)[0]
    for letter in _LETTERS
    if unicodedata.normalize("NFD", letter)[0] != letter
}

ACCENTED, PLAIN = "".join(_PLAIN), "".join(_PLAIN.values())
"""The accented letters of European languages, and the same letters without accents."""

_TABLE = str.maketrans(ACCENTED, PLAIN)


def folded(word: str) -> str:
    """Return a word in lower case without accents."""
    return word.translate(_TABLE).lower()
