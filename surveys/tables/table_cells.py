"""Cells of files that people open in a spreadsheet."""

_BEGIN_FORMULAS = tuple("=+-@\uff1d\uff0b\uff0d\uff20|%")
_BEGIN_ANYTHING = ("\t", "\r", "\n")


def harmless(text: str) -> str:
    """Return a text that a spreadsheet takes as a text, whatever somebody wrote into it.

    An apostrophe goes before what would be a formula, also behind spaces.
    """
    if text.startswith(_BEGIN_ANYTHING) or text.lstrip().startswith(_BEGIN_FORMULAS):
        return f"'{text}"
    return text
