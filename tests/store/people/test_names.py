"""The same name is one unit by whichever door it comes; what would make a unit is asked about."""

import unicodedata
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from db import people
from db.base import insert
from db.engine import reading, writing
from surveys.doctor.contents import check_names_of_units
from surveys.history.importing import import_history
from surveys.installation.installation import Installation
from surveys.organisation.organisation import Contacts, SetUpError, create_with_first_unit
from surveys.people.file.faults import PeopleFileError
from surveys.people.file.table import Upload
from surveys.people.importing.importing import Files, apply, plan_import
from surveys.people.importing.plan import Plan
from surveys.people.importing.summary import summary
from surveys.tables.faults import DelimitedFileError
from surveys.texts import Texts
from tests.builders import add_unit
from tests.refusals import code

FIELD = Path(__file__).parents[2] / "field"


def whole_of(installation: Installation) -> UUID:
    with reading(installation.engine) as session:
        return next(unit.id for unit in people.units(session) if unit.parent_id is None)


def plan_of(installation: Installation, name: str, content: bytes | None = None) -> Plan:
    content = (FIELD / name).read_bytes() if content is None else content
    return plan_import(installation, None, Files(Upload(name, content)))


def take(installation: Installation, name: str, content: bytes | None = None) -> None:
    plan = plan_of(installation, name, content)
    apply(installation, None, plan, beyond_limits=True)


def units_of(installation: Installation) -> list[str]:
    with reading(installation.engine) as session:
        return sorted(unit.name for unit in people.units(session) if unit.parent_id)


def faults_of(installation: Installation, name: str, content: bytes | None = None) -> list[str]:
    with pytest.raises(PeopleFileError) as refused:
        plan_of(installation, name, content)
    return refused.value.lines(Texts("en"))


@pytest.mark.usefixtures("organisation")
@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("f03_nfc.csv", "f03_nfd.csv"),
        ("f03_nfd.csv", "f03_nfc.csv"),
        ("f03_soft_hyphen_base.csv", "f03_soft_hyphen.csv"),
        ("f03_soft_hyphen.csv", "f03_soft_hyphen_base.csv"),
    ],
)
def test_a_list_with_other_signs_of_the_same_look_changes_nothing(
    installation: Installation, first: str, then: str
) -> None:
    take(installation, first)
    assert plan_of(installation, then).is_empty
    assert all(unicodedata.is_normalized("NFC", name) for name in units_of(installation))


@pytest.mark.usefixtures("organisation")
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.sampled_from("\u00ad\u200b\u2060\ufeff\u200e\u202a\u202c"), max_size=8), st.data()
)
def test_a_unit_typed_again_is_no_new_one(
    installation: Installation, signs: list[str], data: st.DataObject
) -> None:
    name = "Équipe \u2013 l\u2019été"
    add_unit(installation, name, whole_of(installation))
    typed = list(
        data.draw(st.sampled_from((name, name.upper(), name.lower().replace("\u2013", "-"))))
    )
    for sign in signs:
        typed.insert(data.draw(st.integers(0, len(typed))), sign)
    written = unicodedata.normalize(data.draw(st.sampled_from(("NFC", "NFD"))), "".join(typed))
    plan = plan_of(installation, "p.csv", f"name;email;unit\nA;a@x.nl;{written}.\n".encode())
    assert not plan.new_units
    assert [new.unit for new in plan.joined] == [name]


@pytest.mark.usefixtures("organisation")
def test_units_in_any_script_and_emoji_are_kept_as_written(installation: Installation) -> None:
    names = ["بی\u200cپیش", "👩\u200d💻 Dev", "Žižkov", "日本", "\u2764\ufe0f Zorg"]
    rows = "".join(f"P{i};p{i}@example.org;{name}\n" for i, name in enumerate(names))
    take(installation, "people.csv", f"name;email;unit\n{rows}".encode())
    assert set(names) <= set(units_of(installation))


@pytest.mark.usefixtures("organisation")
def test_new_units_are_listed_with_those_that_may_be_meant(installation: Installation) -> None:
    add_unit(installation, "Nachtploeg", whole_of(installation))
    content = b"name;email;unit\nA;a@x.nl;Nachtplog\nB;b@x.nl;Facilities\n"
    plan = plan_of(installation, "people.csv", content)
    assert {unit.path: unit.near for unit in plan.new_units} == {
        "Nachtplog": ("Nachtploeg",),
        "Facilities": (),
    }
    (part,) = (part for part in summary(plan) if part.kind == "new units")
    few = "1 person, too few for results of its own"
    assert part.lines == (
        f"Nachtplog: {few} (did you mean “Nachtploeg”?)",
        f"Facilities: {few}",
    )


@pytest.mark.usefixtures("organisation")
def test_in_a_first_list_a_misspelt_unit_is_asked_for_beside_the_larger_one(
    installation: Installation,
) -> None:
    rows = [f"P,p{n}@x.nl,Care / Wijkteam Noord" for n in range(11)]
    rows += ["Q,q@x.nl,Care / Wijkteam Nord", "R,r@x.nl,Care / Team 1", "S,s@x.nl,Care / Team 2"]
    plan = plan_of(installation, "people.csv", "\n".join(["name,email,unit", *rows]).encode())
    assert {unit.path: (unit.people, unit.near) for unit in plan.new_units} == {
        "Care": (14, ()),
        "Care / Wijkteam Noord": (11, ()),
        "Care / Wijkteam Nord": (1, ("Care / Wijkteam Noord",)),
        "Care / Team 1": (1, ()),
        "Care / Team 2": (1, ()),
    }
    (part,) = (part for part in summary(plan) if part.kind == "new units")
    assert part.lines[0].startswith("Care / Wijkteam Nord: 1 person")
    assert part.lines[-1] == "Care: 14 people"


@pytest.mark.usefixtures("organisation")
def test_errors_of_a_spreadsheet_make_no_unit(installation: Installation) -> None:
    before = units_of(installation)
    (line,) = faults_of(installation, "f09_na_unit.xlsx")
    assert "column “unit”: a formula ended in the error #N/A" in line
    content = b"name;email;unit\nA;a@x.nl;4711\nB;b@x.nl;4711\nC;c@x.nl;1-mrt\n"
    lines = faults_of(installation, "people.csv", content)
    assert [line.split(": ")[0] for line in lines] == [
        "people.csv, line 2, column “unit”",
        "people.csv, line 4, column “unit”",
    ]
    assert units_of(installation) == before


@pytest.mark.usefixtures("organisation")
def test_a_number_that_is_a_key_or_a_name_already_is_that_unit(installation: Installation) -> None:
    with writing(installation.engine) as session:
        whole = next(unit.id for unit in people.units(session) if unit.parent_id is None)
        insert(session, people.Unit(name="Purchasing", parent_id=whole, key="4711"))
        insert(session, people.Unit(name="2024", parent_id=whole))
    content = b"name;email;unit\nA;a@x.nl;4711\nB;b@x.nl;2024\n"
    plan = plan_of(installation, "people.csv", content)
    assert [new.unit for new in plan.joined] == ["Purchasing", "2024"]


def same_under_one(session: Session) -> None:
    whole = next(unit.id for unit in people.units(session) if unit.parent_id is None)
    for name in ("Zorg Caf\u00e9", "Zorg Cafe\u0301", "ZORG CAF\u00c9"):
        insert(session, people.Unit(name=name, parent_id=whole))


@pytest.mark.usefixtures("organisation")
def test_an_installation_with_two_units_alike_goes_on_and_hears_of_it(
    installation: Installation,
) -> None:
    assert [verdict.severity for verdict in check_names_of_units(installation)] == ["ok"]
    with writing(installation.engine) as session:
        same_under_one(session)
    (warning,) = check_names_of_units(installation)
    assert warning.severity == "warning"
    # What is written exactly so is still that unit; anything between them is asked about.
    rows = "A;a@x.nl;Zorg Caf\u00e9\nB;b@x.nl;ZORG CAF\u00c9\n"
    plan = plan_of(installation, "people.csv", f"name;email;unit\n{rows}".encode())
    assert [new.unit for new in plan.joined] == ["Zorg Caf\u00e9", "ZORG CAF\u00c9"]
    (line,) = faults_of(
        installation, "people.csv", "name;email;unit\nA;a@x.nl;zorg café\n".encode()
    )
    assert "more than one unit is called" in line


@pytest.mark.usefixtures("organisation")
def test_spellings_of_one_unit_in_a_history_are_one_unit(installation: Installation) -> None:
    before = units_of(installation)
    import_history(installation, FIELD / "f04_case.csv", FIELD / "f04_case.yaml")
    (made,) = set(units_of(installation)) - set(before)
    assert made == "Sales"


@pytest.mark.usefixtures("organisation")
def test_errors_of_a_spreadsheet_make_no_unit_in_a_history(
    installation: Installation, tmp_path: Path
) -> None:
    before, file = units_of(installation), tmp_path / "past.csv"
    text = (FIELD / "f04_case.csv").read_text(encoding="utf-8")
    file.write_text(text.replace("sales,", "#REF!,"), encoding="utf-8")
    with pytest.raises(DelimitedFileError, match="error #REF!"):
        import_history(installation, file, FIELD / "f04_case.yaml")
    assert units_of(installation) == before


def test_the_first_unit_is_a_name(installation: Installation) -> None:
    contacts = Contacts("Ada", "0800 1")
    with pytest.raises(SetUpError, check=code("refused_unit")):
        create_with_first_unit(installation, name="Acme", first_unit="12", contacts=contacts)
