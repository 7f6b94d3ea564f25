"""What the columns of a list with headings of another system mean: guessed, then confirmed. Pure.

Exports of AFAS, Visma, Personio, Workday and others name people in several columns, and call a
number “Medewerker” or “Employee”. A guess looks at the headings and at the first cells below them:
a number is never a name, and a private address never the one that messages go to.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from surveys.names import same_name
from surveys.people.file.columns import LANGUAGES, PEOPLE
from surveys.people.file.faults import PeopleFileError, of_file
from surveys.tables.cells import tidy
from surveys.tables.encodings import Encoding
from surveys.tables.faults import DelimitedFileError
from surveys.tables.headings import fingerprint, folded
from surveys.tables.reader import open_table
from surveys.tables.table import TableForm, Upload, Wanted

JOINED: Mapping[str, str] = {"name": " ", "unit": " / "}
"""The columns that may be read from several, and what stands between their cells."""

SAMPLED = 20
"""Number of rows that a guess looks at."""


def _group(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_FULL = _group(
    "name fullname displayname employeename workername naam volledigenaam medewerkernaam "
    "naammedewerker naamvolledig weergavenaam vollername"
)
_FIRST = _group(
    "preferrednamefirstname preferredfirstname roepnaam firstname givenname voornaam "
    "firstnamepreferred legalnamefirstname legalfirstname voornamen vorname preferredname"
)
_BETWEEN = _group("tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels tussenv nameprefix")
_LAST = _group(
    "preferrednamelastname preferredlastname achternaam lastname surname familyname "
    "legalnamelastname legallastname geboortenaam nachname"
)
_EMAIL = _group(
    "emailadreswerk emailwerk werkemail werkemailadres mailwerk emailadreszakelijk emailzakelijk "
    "zakelijkemailadres zakelijkemail primaryworkemail workemail workemailaddress emailwork "
    "emailprimarywork businessemail companyemail geschaftlicheemail email emailaddress emailadres "
    "mail mailaddress mailadres"
)
_DEPARTMENT = _group(
    "afdelingsnaam afdelingomschrijving afdelingsomschrijving omschrijvingafdeling afdelingnaam "
    "afdeling departmentname department organisatorischeeenheid organisatieeenheid orgeenheid "
    "supervisoryorganization supervisoryorganisation organizationalunit organisationunit orgunit "
    "onderdeel unit unitname abteilung dienstverbandafdeling"
)
_TEAM = _group("teamnaam teamname team subteam")
_KEY = _group(
    "personeelsnummer personnelnumber employeenumber employeeid medewerkernummer medewerkercode "
    "medewerkerid werknemernummer workerid staffid personeelsnr personnelno personalnummer "
    "persnr key nummer sleutel"
)
_EITHER = _group("medewerker employee worker werknemer")
"""Headings of a name in one system, and of a number in another."""

_LANGUAGE = _group("preferredlanguage voorkeurstaal correspondentietaal taal language")
_LEFT = _group(
    "datumuitdienst uitdienst uitdienstdatum einddatum enddate terminationdate employmentend "
    "einddatumdienstverband einddatumcontract lastdayofwork lastworkingday austrittsdatum "
    "employmentstatus statusmedewerker"
)

_GROUPS: Mapping[str, tuple[str, ...]] = {
    **{"full": _FULL, "first": _FIRST, "between": _BETWEEN, "last": _LAST, "email": _EMAIL},
    **{"department": _DEPARTMENT, "team": _TEAM, "key": _KEY, "either": _EITHER},
    **{"language": _LANGUAGE, "left": _LEFT},
}
_KNOWN = {word: group for group, words in _GROUPS.items() for word in words}


@dataclass(frozen=True)
class ColumnChoice:
    """The headings from which each column of people is read; only names and units have several."""

    columns: Mapping[str, tuple[str, ...]]

    @property
    def missing(self) -> tuple[str, ...]:
        """The needed columns that nothing is chosen for."""
        return tuple(column for column in PEOPLE.needed if not self.columns.get(column))

    def read(self, cells: Mapping[str, str]) -> dict[str, str]:
        """Return the cells of people in a row, whose cells stand by folded heading."""
        return {
            column: JOINED.get(column, " ").join(
                cell for heading in headings if (cell := cells[folded(heading)])
            )
            for column, headings in self.columns.items()
        }


@dataclass(frozen=True)
class Headings:
    """The headings of a file as they are written, with the first cells below each."""

    file: str
    titles: tuple[str, ...]
    cells: Mapping[str, tuple[str, ...]]

    @property
    def fingerprint(self) -> bytes:
        """A hash by which the next file with the same headings is recognised, in any order."""
        return fingerprint(self.titles)

    @property
    def who_left(self) -> str | None:
        """The heading of a column that says who has left, which an import does not look at."""
        return next((title for title in self.titles if folded(title) in _LEFT), None)

    @property
    def is_known(self) -> bool:
        """Whether the columns have the names that an import knows, and names are not numbers."""
        places: dict[str, list[str]] = {}
        for title in self.titles:
            if (column := PEOPLE.meant(title)) is not None:
                places.setdefault(column, []).append(title)
        is_clear = all(len(titles) == 1 for titles in places.values())
        return (
            is_clear
            and set(PEOPLE.needed) <= set(places)
            and not self.has_numbers(places["name"][0])
        )

    def has_numbers(self, title: str) -> bool:
        """Return whether most of the first cells below a heading are numbers."""
        filled = [cell for cell in self.cells[title] if cell]
        return bool(filled) and 2 * sum(map(is_number, filled)) > len(filled)


def is_number(text: str) -> bool:
    """Return whether a text has digits and no letter, as a personnel number has: never a name."""
    return any(map(str.isdigit, text)) and not any(map(str.isalpha, text))


def read_headings(upload: Upload, encoding: Encoding = "auto") -> Headings:
    """Return the headings of a file of people. Raises PeopleFileError if nothing can be read."""

    def group(title: str) -> str | None:
        return _KNOWN.get(folded(title)) or PEOPLE.meant(title)

    try:
        table = open_table(upload, Wanted(group, ("email",)), TableForm(encoding=encoding))
        places = {title: place for place, title in reversed(list(enumerate(table.titles))) if title}
        rows = list(islice(table.below, SAMPLED))
    except DelimitedFileError as error:
        raise PeopleFileError([of_file(error)]) from error
    cells = {
        title: tuple(tidy(row[place]) if place < len(row) else "" for _line, row in rows)
        for title, place in places.items()
    }
    return Headings(upload.name, tuple(reversed(places)), cells)


def guess(headings: Headings) -> ColumnChoice:
    """Return what the columns probably mean; what nobody can tell stays open."""
    by_word = {folded(title): title for title in reversed(headings.titles)}

    def first(
        words: Sequence[str], may_be: Callable[[str], bool] = lambda _: True
    ) -> tuple[str, ...]:
        known = (by_word[word] for word in words if word in by_word)
        return tuple(islice(filter(may_be, known), 1))

    def has_words(title: str) -> bool:
        return not headings.has_numbers(title)

    def has_languages(title: str) -> bool:
        return all(same_name(cell) in LANGUAGES for cell in headings.cells[title] if cell)

    full = first((*_FULL, *_EITHER), has_words)
    parts = (*first(_FIRST, has_words), *first(_BETWEEN, has_words), *first(_LAST, has_words))
    has_parts = len(parts) > 1 and bool(first(_LAST, has_words))
    department, team = first(_DEPARTMENT, has_words), first(_TEAM, has_words)
    key = first(_KEY) or first(_EITHER, headings.has_numbers)
    chosen = {
        "name": parts if has_parts else full or parts,
        "email": first(_EMAIL),
        "unit": (*department, *team) or first((*_DEPARTMENT, *_TEAM)),
        "key": key,
        "language": first(_LANGUAGE, has_languages),
    }
    others = [column for column in PEOPLE.every if column not in chosen]
    for title in headings.titles:
        if (column := PEOPLE.meant(title)) in others:
            chosen.setdefault(str(column), (title,))
    return ColumnChoice({column: titles for column, titles in chosen.items() if titles})
