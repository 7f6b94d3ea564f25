"""Lists with headings of other systems: what is guessed of them, and what is read."""

import csv
import io
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.people.file.faults import PeopleFileError
from surveys.people.file.mapping import (
    ColumnChoice,
    Headings,
    folded,
    guess,
    is_number,
    read_headings,
)
from surveys.people.file.rows import PersonRow, read_people
from surveys.people.file.table import Upload
from surveys.people.importing.columns import ColumnsError, as_yaml, check_choice, from_yaml
from surveys.texts import Texts
from tests.refusals import code

AFAS = """\
Medewerker;Roepnaam;Voorvoegsels;Achternaam;E-mailadres werk;E-mailadres privé;Afdeling;\
Datum uit dienst
1012;Anne;de;Vries;a.devries@example.org;anne@home.example;Zorg;
1013;Bo;;Jansen;b.jansen@example.org;;Zorg;
0014;Cem;van der;Berg;c.vdberg@example.org;cem@home.example;Kantoor;
"""
YOUFORCE = """\
Personeelsnummer;Roepnaam;Voorvoegsel;Achternaam;Organisatorische eenheid;E-mail zakelijk
000123;Anne;de;Vries;Zorg;a.devries@example.org
"""
VISMA_NET = """\
Employee ID,Employee Name,Department,Email
E12,Anne de Vries,Zorg,a.devries@example.org
"""
PERSONIO = """\
Employee ID;First name;Last name;Email;Department;Team;Status
12;Anne;de Vries;a.devries@example.org;Zorg;Nacht;active
13;Bo;Jansen;b.jansen@example.org;Kantoor;;active
"""
WORKDAY = """\
Company Report\t\t\t\t
Employee ID\tPreferred Name - First Name\tPreferred Name - Last Name\tPrimary Work Email\t\
Supervisory Organization
12\tAnne\tde Vries\ta.devries@example.org\tZorg (Mo Baas)
"""
EXPORTS: Mapping[str, tuple[str, str, Mapping[str, tuple[str, ...]], PersonRow]] = {
    "afas": (
        AFAS,
        "utf-8-sig",
        {
            "name": ("Roepnaam", "Voorvoegsels", "Achternaam"),
            "email": ("E-mailadres werk",),
            "unit": ("Afdeling",),
            "key": ("Medewerker",),
        },
        PersonRow(2, "Anne de Vries", "a.devries@example.org", "Zorg", "1012"),
    ),
    "youforce": (
        YOUFORCE,
        "cp1252",
        {
            "name": ("Roepnaam", "Voorvoegsel", "Achternaam"),
            "email": ("E-mail zakelijk",),
            "unit": ("Organisatorische eenheid",),
            "key": ("Personeelsnummer",),
        },
        PersonRow(2, "Anne de Vries", "a.devries@example.org", "Zorg", "000123"),
    ),
    "visma": (
        VISMA_NET,
        "utf-8",
        {
            "name": ("Employee Name",),
            "email": ("Email",),
            "unit": ("Department",),
            "key": ("Employee ID",),
        },
        PersonRow(2, "Anne de Vries", "a.devries@example.org", "Zorg", "E12"),
    ),
    "personio": (
        PERSONIO,
        "utf-8-sig",
        {
            "name": ("First name", "Last name"),
            "email": ("Email",),
            "unit": ("Department", "Team"),
            "key": ("Employee ID",),
        },
        PersonRow(2, "Anne de Vries", "a.devries@example.org", "Zorg / Nacht", "12"),
    ),
    "workday": (
        WORKDAY,
        "utf-16",
        {
            "name": ("Preferred Name - First Name", "Preferred Name - Last Name"),
            "email": ("Primary Work Email",),
            "unit": ("Supervisory Organization",),
            "key": ("Employee ID",),
        },
        PersonRow(3, "Anne de Vries", "a.devries@example.org", "Zorg (Mo Baas)", "12"),
    ),
}


@pytest.mark.parametrize("system", EXPORTS)
def test_the_exports_of_well_known_systems_are_guessed_and_read(system: str) -> None:
    text, encoding, columns, person = EXPORTS[system]
    upload = Upload(f"{system}.csv", text.replace("\n", "\r\n").encode(encoding))
    headings = read_headings(upload)
    assert not headings.is_known or system == "visma"
    assert dict(guess(headings).columns) == dict(columns)
    row = read_people(upload, choice=guess(headings)).rows[0]
    assert (row.line, row) == (person.line, person)
    assert headings.who_left == {"afas": "Datum uit dienst"}.get(system)


def test_a_list_with_our_own_headings_needs_no_guess_unless_its_names_are_numbers() -> None:
    def known(text: str) -> bool:
        return read_headings(Upload("people.csv", text.encode())).is_known

    assert known("naam;e-mail;afdeling\nAnn;a@example.org;Zorg\n")
    assert known("name,email,unit\n")
    assert not known("medewerker;e-mail;afdeling\n1012;a@example.org;Zorg\n")
    assert not known("name,email,team,department\nAnn,a@example.org,A,B\n")
    assert not known("name,unit\nAnn,A\n")


def test_a_number_is_refused_as_a_name_whatever_the_columns_are_called() -> None:
    people = read_people(Upload("p.csv", b"medewerker;mail;team\n1012;a@example.org;A\n"))
    assert [fault.code for fault in people.faults] == ["name_is_number"]
    assert is_number("00.12-3")
    assert not is_number("Anne 2")
    assert not is_number("李 4")


def test_a_fault_names_the_column_as_the_file_does() -> None:
    text = "Roepnaam;Achternaam;E-mail werk;Afdeling;Personeelsnummer\nAnn;;;Zorg;=1\n;;x;Zorg;2\n"
    upload = Upload("p.csv", text.encode())
    people = read_people(upload, choice=guess(read_headings(upload)))
    assert people.titles["name"] == "Roepnaam + Achternaam"
    with pytest.raises(PeopleFileError) as refused:
        read_people(upload, choice=ColumnChoice({"name": ("Naam",), "email": ("E-mail werk",)}))
    (line,) = refused.value.lines(Texts("en"))
    assert "column “Naam”: there is no such column" in line


HEADING = {
    "first": ["Roepnaam", "First name", "voornaam"],
    "between": ["Tussenvoegsel", "Voorvoegsels"],
    "last": ["Achternaam", "LAST_NAME", "Last name"],
    "email": ["E-mailadres werk", "Work email", "e-mail", "E-MAIL ZAKELIJK"],
    "unit": ["Afdeling", "Department", "Organisatorische eenheid"],
    "key": ["Medewerker", "Employee ID", "Personeelsnummer"],
    "private": ["E-mailadres privé", "Personal email", "Home Email"],
    "other": ["Functie", "Geboortedatum", "FTE", "Kostenplaats", "Salaris"],
}
NUMBERED = {"key", "other"}
WORDS = st.from_regex(r"[A-Ca-céëü][a-céëüA-C '-]{0,7}", fullmatch=True)


@st.composite
def exports(draw: st.DrawFn) -> tuple[list[str], list[str], list[list[str]]]:
    """Kinds, headings and rows of an export: needed columns in any order, some others."""
    kinds = draw(st.permutations(list(HEADING)))
    left_out = draw(st.sets(st.sampled_from(["between", "private", "other", "key"])))
    kinds = [kind for kind in kinds if kind not in left_out]
    titles = [draw(st.sampled_from(HEADING[kind])) for kind in kinds]
    rows = []
    for number in range(draw(st.integers(1, 5))):
        row = []
        for kind in kinds:
            if kind in {"email", "private"}:
                row.append(f"{kind}{number}@example.org")
            elif kind in NUMBERED:
                row.append(str(draw(st.integers(0, 99_999))))
            else:
                row.append(draw(WORDS))
        rows.append(row)
    return kinds, titles, rows


def file_of(titles: Sequence[str], rows: Sequence[Sequence[str]], encoding: str) -> Upload:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([titles, *rows])
    return Upload("export.csv", text.getvalue().encode(encoding))


@given(exports(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_whatever_the_order_names_are_words_addresses_are_those_of_work_and_all_is_read(
    export: tuple[list[str], list[str], list[list[str]]], encoding: str
) -> None:
    kinds, titles, rows = export
    upload = file_of(titles, rows, encoding)
    headings = read_headings(upload)
    chosen = guess(headings)
    check_choice(chosen, headings)
    kind_of = {title: kind for kind, title in zip(kinds, titles, strict=True)}
    asked = {column: [kind_of[title] for title in of] for column, of in chosen.columns.items()}
    parts = [kind for kind in ("first", "between", "last") if kind in kinds]
    assert asked == {
        "name": parts,
        "email": ["email"],
        "unit": ["unit"],
        **({"key": ["key"]} if "key" in kinds else {}),
    }
    people = read_people(upload, choice=chosen)
    assert not [fault for fault in people.faults if fault.code != "key_twice"]
    for read, row in zip(people.rows, rows, strict=True):
        cells = dict(zip(kinds, row, strict=True))
        words = " ".join(cells[part] for part in parts)
        assert read.name == " ".join(words.split())
        assert not is_number(read.name)
        assert read.email == cells["email"]
    shuffled = file_of([title.upper() for title in reversed(titles)], [], encoding)
    assert read_headings(shuffled).fingerprint == headings.fingerprint
    assert from_yaml("columns.yaml", as_yaml(chosen)) == chosen


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "no_mapping"),
        ("- name", "no_mapping"),
        ("name: {a: b}", "no_mapping"),
        ("name: [", "unreadable"),
        ("salary: Salaris", "unknown_column"),
    ],
)
def test_a_file_of_columns_that_says_nothing_is_refused(said: str, why: str) -> None:
    with pytest.raises(ColumnsError, check=code(why)):
        from_yaml("columns.yaml", said)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("naam: Achternaam", "missing"),
        ("{name: Achternaam, email: E-mail, unit: Team, key: [Nr, Team]}", "several"),
        ("{name: Nr, email: E-mail, unit: Team}", "number"),
        ("{name: Achternaam, email: E-mail, unit: Afdeling}", "unknown_heading"),
        ("{name: Achternaam, email: E-mail, unit: [Team, Achternaam]}", "twice"),
    ],
)
def test_columns_that_cannot_be_meant_are_refused(said: str, why: str) -> None:
    titles = ("Achternaam", "E-mail", "Team", "Nr")
    headings = Headings("p.csv", titles, {**dict.fromkeys(titles, ("x",)), "Nr": ("1", "2")})
    with pytest.raises(ColumnsError, check=code(why)):
        check_choice(from_yaml("columns.yaml", said), headings)


def test_headings_are_compared_by_letters_and_digits() -> None:
    assert folded(" E-mail_adres (werk) ") == folded("emailadreswerk")
