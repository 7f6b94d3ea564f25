"""What the columns of a list of people mean: by their names, as confirmed before, or as guessed.

What an administrator of the whole organisation, or the operator, has confirmed is kept for the next
file with the same headings; of a list only its headings are kept, never a cell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import yaml

from db.engine import writing
from surveys import trail, yaml_documents
from surveys.access import Reader
from surveys.errors import N_, PeilError, Phrase, phrase
from surveys.installation import Installation
from surveys.kept_mappings import KeptMapping, keep_mapping, kept_mapping
from surveys.people.file.columns import PEOPLE
from surveys.people.file.mapping import JOINED, ColumnChoice, Headings, guess, read_headings
from surveys.people.file.table import Upload, refuse_large
from surveys.tables.encodings import Encoding

NAMES: Mapping[str, str] = {
    "name": N_("name"),
    "email": N_("e-mail address"),
    "unit": N_("unit"),
    "key": N_("personnel number"),
    "language": N_("language"),
    "role": N_("role"),
    "leads": N_("leads the unit"),
    "channel": N_("channel"),
    "channel_address": N_("address on the channel"),
    "send_at": N_("time of day"),
}
"""What each column of people is called, to be translated."""

_ONE = N_("{column} from {titles}")

READ_AS = N_("The columns are read as confirmed: {columns}.")
WHO_LEFT = N_(
    "The column “{column}” is not read: everybody in the file works here. Leave out those who have "
    "left."
)


class ColumnsError(PeilError):
    """Columns whose meaning is not known, or that were chosen in a way that cannot be."""

    texts: ClassVar = {
        "unconfirmed": N_(
            "{file} has other headings than Peil knows. It would read them so: {columns}. If that "
            "is right, confirm it on the page “People”, or give a file with --columns that says: "
            "{line}"
        ),
        "unreadable": N_("{file} cannot be read ({why})."),
        "no_mapping": N_(
            "{file} says nothing of columns. Write a line for each, such as email: E-mailadres "
            "werk."
        ),
        "unknown_column": N_("There is no column “{value}”. Known are {known}."),
        "missing": N_("Say which column has {columns}."),
        "several": N_("Only name and unit are put together from several columns, not {column}."),
        "twice": N_("“{value}” is chosen for {columns}. A column has one of them."),
        "number": N_("“{value}” has numbers. Choose the columns that have names."),
        "unknown_heading": N_("{file} has no column “{value}”. It has {known}."),
    }


@dataclass(frozen=True)
class ColumnsFound:
    """The headings of a file, and what its columns mean as far as that is known."""

    headings: Headings
    remembered: ColumnChoice | None
    guessed: ColumnChoice

    @property
    def is_certain(self) -> bool:
        """Whether nobody has to be asked."""
        return self.remembered is not None or self.headings.is_known


def look_at_columns(
    installation: Installation, upload: Upload, encoding: Encoding = "auto"
) -> ColumnsFound:
    """Return the columns of a file of people. Raises PeopleFileError if it cannot be read."""
    refuse_large(upload)
    headings = read_headings(upload, encoding)
    kept = kept_mapping(installation, "people", headings.fingerprint)
    remembered = None
    if kept is not None:
        fields = kept.fields.items()
        remembered = ColumnChoice({column: tuple(titles) for column, titles in fields})
    return ColumnsFound(headings, remembered, guess(headings))


def check_choice(choice: ColumnChoice, headings: Headings) -> None:
    """Raise ColumnsError for columns that cannot be read so from a file with these headings."""
    if choice.missing:
        missing = tuple(phrase(NAMES[column]) for column in choice.missing)
        raise ColumnsError("missing", columns=missing)
    used: dict[str, str] = {}
    for column, titles in choice.columns.items():
        if len(titles) > 1 and column not in JOINED:
            raise ColumnsError("several", column=phrase(NAMES[column]))
        for title in titles:
            if title not in headings.cells:
                known = ", ".join(headings.titles)
                raise ColumnsError("unknown_heading", file=headings.file, value=title, known=known)
            if title in used:
                both = tuple(phrase(NAMES[one]) for one in (used[title], column))
                raise ColumnsError("twice", value=title, columns=both)
            used[title] = column
            if column == "name" and headings.has_numbers(title):
                raise ColumnsError("number", value=title)


def remember_columns(
    installation: Installation, who: Reader | None, headings: Headings, choice: ColumnChoice
) -> None:
    """Keep what the columns of files with these headings mean, and note it.

    Only somebody who administers the whole organisation decides this for others; for anybody else
    nothing is kept. Raises ColumnsError.
    """
    check_choice(choice, headings)
    if who is not None and not who.administers:
        return
    with writing(installation.engine) as session:
        columns = {column: list(titles) for column, titles in choice.columns.items()}
        kept = KeptMapping("people", headings.fingerprint, headings.file, columns)
        if not keep_mapping(session, kept):
            return
        by = who.known_as if who else None
        read = (f"{column}: {' + '.join(titles)}" for column, titles in choice.columns.items())
        trail.note(session, "columns confirmed", "; ".join(read), by)


def in_words(choice: ColumnChoice) -> tuple[Phrase, ...]:
    """Return what columns mean, to be joined by commas."""
    return tuple(
        phrase(_ONE, column=phrase(NAMES[column]), titles=" + ".join(titles))
        for column, titles in choice.columns.items()
    )


def notes_of(found: ColumnsFound, choice: ColumnChoice | None) -> list[Phrase]:
    """Return what anybody who looks at a plan should know of the columns it was made from."""
    notes = [phrase(READ_AS, columns=in_words(choice))] if choice is not None else []
    if (left := found.headings.who_left) is not None:
        notes.append(phrase(WHO_LEFT, column=left))
    return notes


def as_yaml(choice: ColumnChoice) -> str:
    """Return a choice as the one line of a file that `from_yaml` reads."""
    columns = {
        column: titles[0] if len(titles) == 1 else list(titles)
        for column, titles in choice.columns.items()
    }
    text: str = yaml.safe_dump(
        columns, allow_unicode=True, sort_keys=False, default_flow_style=True, width=1_000_000
    )
    return text


def from_yaml(name: str, text: str) -> ColumnChoice:
    """Return the choice in a file: a heading, or a list of headings, for each column.

    Raises ColumnsError.
    """
    try:
        said = yaml_documents.load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = f"line {mark.line + 1}" if mark else type(error).__name__
        raise ColumnsError("unreadable", file=name, why=why) from error
    if not isinstance(said, dict) or not said:
        raise ColumnsError("no_mapping", file=name)
    return ColumnChoice({_column(key): _titles(name, value) for key, value in said.items()})


def _column(key: Any) -> str:
    column = PEOPLE.meant(str(key))
    if column is None:
        raise ColumnsError("unknown_column", value=str(key), known=", ".join(PEOPLE.every))
    return column


def _titles(name: str, value: Any) -> tuple[str, ...]:
    titles = value if isinstance(value, list) else [value]
    if not titles or not all(isinstance(title, str | int | float) for title in titles):
        raise ColumnsError("no_mapping", file=name)
    return tuple(" ".join(str(title).split()) for title in titles)


def chosen_columns(found: ColumnsFound, choice: ColumnChoice | None = None) -> ColumnChoice | None:
    """Return how a file is read: as chosen, as kept, or by the names of its columns (None).

    Raises ColumnsError for headings that somebody has to confirm first. With too little to guess
    from, the names decide, and reading says which column is not there.
    """
    if choice is not None:
        check_choice(choice, found.headings)
        return choice
    if found.is_certain or found.guessed.missing:
        return found.remembered
    raise ColumnsError(
        "unconfirmed",
        file=found.headings.file,
        columns=in_words(found.guessed),
        line=as_yaml(found.guessed).rstrip(),
    )
