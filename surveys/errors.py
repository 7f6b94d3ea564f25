"""Refusals that their reader can act on: a code, its values, and a text in the reader's language.

A refusal becomes text only at the edge: on pages with `in_markdown`, where nothing that a person
typed becomes markup, in commands with `str`. Cheap to import.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from surveys.texts import Texts

Write = Callable[[str], str]
"""The function that writes a value: as it is, or escaped."""


def N_(message: str) -> str:
    """Mark a text for translation where it is defined; it stays English."""
    return message


@dataclass(frozen=True)
class Phrase:
    """A text of the catalogues with its values, which is translated later."""

    template: str
    values: tuple[tuple[str, object], ...] = ()

    def in_words(self, texts: "Texts", write: Write = str) -> str:
        """Return the text in a language, each value written by `write`."""
        translated = texts.gettext(self.template)
        shown = {name: _shown(value, texts, write) for name, value in self.values}
        return translated.format(**shown) if shown else translated

    def in_markdown(self, texts: "Texts") -> str:
        """Return the text for a page: no value becomes markup, a link or a picture."""
        return self.in_words(texts, _escape)


def phrase(template: str, **values: object) -> Phrase:
    """Return a text with its values; the template is marked with `N_` where it is defined."""
    return Phrase(template, tuple(values.items()))


@dataclass(frozen=True)
class Where:
    """A place in a file, as an editor counts: the first line is 1."""

    file: str
    line: int | None = None
    column: str | None = None

    def in_words(self, texts: "Texts", write: Write = str) -> str:
        """Return file, line and column in a language."""
        parts = [write(self.file)]
        if self.line is not None:
            parts.append(texts.gettext("line {n}").format(n=self.line))
        if self.column is not None:
            parts.append(texts.gettext("column “{name}”").format(name=write(self.column)))
        return ", ".join(parts)


class PeilError(Exception):
    """A refusal: `code` selects one of the class's `texts`, which `values` fill in.

    A value is text, a number, a date, another phrase or error, or a tuple of these.
    """

    texts: ClassVar[Mapping[str, str]] = {}
    """Template by code, each marked with `N_`."""

    def __init__(self, code: str, /, **values: object) -> None:
        """Keep code and values. Raises KeyError for a code that the class does not have."""
        super().__init__(code)
        self.code = code
        self.values = values
        self._template = self.texts[code]

    @property
    def what(self) -> Phrase:
        """What is wrong, without the place in a file."""
        return phrase(self._template, **self.values)

    def in_words(self, texts: "Texts", write: Write = str) -> str:
        """Return what is wrong in a language, each value written by `write`."""
        return self.what.in_words(texts, write)

    def in_markdown(self, texts: "Texts") -> str:
        """Return what is wrong for a page: no value becomes markup, a link or a picture."""
        return self.in_words(texts, _escape)

    def __str__(self) -> str:
        """Return what is wrong in English, for a command line and for logs."""
        from surveys.texts import DEFAULT, Texts  # noqa: PLC0415 - Babel is slow to import

        return self.in_words(Texts(DEFAULT))


class FieldsError(PeilError):
    """A form with fields that cannot be saved as they are; `faults` has what is wrong by field."""

    texts: ClassVar = {
        "fields": N_("Nothing was saved yet. What is wrong stands with each field."),
    }

    def __init__(self, faults: Mapping[str, PeilError]) -> None:
        """Keep the faults by the names of the fields."""
        self.faults = faults
        super().__init__("fields")


def _shown(value: object, texts: "Texts", write: Write) -> str:
    if isinstance(value, Phrase | PeilError):
        return value.in_words(texts, write)
    if isinstance(value, tuple):
        return ", ".join(_shown(one, texts, write) for one in value)
    if isinstance(value, date):
        return texts.date(value)
    return write(str(value))


def _escape(text: str) -> str:
    from surveys.texts import escape_markdown  # noqa: PLC0415 - Babel is slow to import

    return escape_markdown(text)
