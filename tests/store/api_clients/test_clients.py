"""Who lets an application read: never an administrator alone, by no way."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from db.engine import writing
from db.provisioning import remove_unit
from surveys.access import OPERATOR, NotAllowedError, Reader, reader
from surveys.api_clients import (
    MAX_DAYS,
    SCOPES,
    ClientError,
    admitted,
    propose,
    read_clients,
    read_unit_names,
    release,
    remove,
)
from surveys.installation import Installation
from tests.builders import add_person, add_unit
from tests.stored import main_rows

pytestmark = pytest.mark.both_databases

TODAY = date(2026, 3, 2)
People = dict[str, Reader]


@pytest.fixture
def people(installation: Installation, organisation: dict[str, UUID]) -> People:
    """Somebody of each role; Hilde is both administrator and HR."""
    roles = {
        "Adam": ("administrator", None),
        "Hanna": ("hr", None),
        "Nora": ("hr", organisation["North"]),
        "Mo": ("manager", organisation["North"]),
        "Cora": ("council", None),
    }
    made = {}
    for name, (role, unit) in roles.items():
        person = add_person(installation, organisation["North"], name, role=role, role_for=unit)
        made[name] = person
    found = {name: reader(installation, person) for name, person in made.items()}
    return {name: who for name, who in found.items() if who is not None}


def enter(
    at: Installation,
    who: Reader,
    *,
    unit: UUID | None = None,
    name: str = "Power BI",
    days: int = 9,
) -> UUID:
    return propose(at, who, name=name, scopes=SCOPES, unit=unit, days=days, today=TODAY)


def test_who_may_enter_release_look_and_end(installation: Installation, people: People) -> None:
    for name, who in people.items():
        if name != "Adam":
            with pytest.raises(NotAllowedError):
                enter(installation, who)
    known = enter(installation, people["Adam"])
    for name in ("Nora", "Mo", "Cora"):
        for act in (
            lambda who: read_clients(installation, who, TODAY),
            lambda who: release(installation, who, known, TODAY),
            lambda who: remove(installation, who, known),
            lambda who: read_unit_names(installation, who),
        ):
            with pytest.raises(NotAllowedError):
                act(people[name])
    with pytest.raises(ClientError) as refused:
        release(installation, people["Adam"], known, TODAY)
    assert refused.value.code == "own"
    with pytest.raises(ClientError) as refused:
        release(installation, None, known, TODAY)
    assert refused.value.code == "server", "the operator is no way around HR"
    (listed,) = read_clients(installation, people["Hanna"], TODAY)
    assert (listed.state, listed.obstacle, listed.confirmers) == ("waiting", None, ("Hanna",))
    token = release(installation, people["Hanna"], known, TODAY)
    admitted_client = admitted(installation, token, TODAY)
    assert admitted_client is not None
    assert admitted_client.reader.roles == frozenset(), "an application holds no role"
    with pytest.raises(ClientError) as refused:
        release(installation, people["Hanna"], known, TODAY)
    assert refused.value.code == "gone", "no second token for the same application"
    remove(installation, people["Hanna"], known)
    remove(installation, people["Hanna"], known)
    assert admitted(installation, token, TODAY) is None


def test_whoever_entered_it_releases_nothing_though_they_are_hr(
    installation: Installation, organisation: dict[str, UUID], people: People
) -> None:
    person = add_person(installation, organisation["North"], "Hilde", role="hr")
    held = reader(installation, person)
    assert held is not None
    both = Reader(held.person, held.name, None, held.roles | {"administrator"}, frozenset())
    known = enter(installation, both)
    with pytest.raises(ClientError) as refused:
        release(installation, both, known, TODAY)
    assert refused.value.code == "own"
    assert release(installation, people["Hanna"], known, TODAY)


def test_another_administrator_and_stale_rights_release_nothing(
    installation: Installation, organisation: dict[str, UUID], people: People
) -> None:
    known = enter(installation, people["Adam"])
    other = add_person(installation, organisation["North"], "Anna", role="administrator")
    anna = reader(installation, other)
    assert anna is not None
    pretended = Reader(anna.person, anna.name, None, frozenset({"hr"}), frozenset())
    for who in (anna, pretended):
        with pytest.raises(ClientError) as refused:
            release(installation, who, known, TODAY)
        assert refused.value.code == "role"


def test_without_hr_the_server_releases(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    known = enter(installation, OPERATOR, unit=organisation["North"])
    assert read_clients(installation, OPERATOR, TODAY)[0].confirmers == ()
    token = release(installation, None, known, TODAY)
    client = admitted(installation, token, TODAY)
    assert client is not None
    assert client.reader.managed_units == {organisation["North"]}


def test_a_program_that_waits_has_no_token_at_all(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    del organisation
    known = enter(installation, OPERATOR)
    assert main_rows(installation, "SELECT hash FROM api_client") == [(None,)]
    for secret in ("0" * 43, "A" * 43, ""):
        assert admitted(installation, f"peil_{known.hex}_{secret}", TODAY) is None


def test_a_token_is_valid_for_a_year_at_most_and_not_after_its_last_day(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    del organisation
    for days in (0, -1, MAX_DAYS + 1, 10**9):
        with pytest.raises(ClientError) as refused:
            enter(installation, OPERATOR, days=days)
        assert refused.value.code == "days"
    known = enter(installation, OPERATOR, days=MAX_DAYS)
    last = TODAY + timedelta(days=MAX_DAYS)
    with pytest.raises(ClientError) as refused:
        release(installation, None, known, last + timedelta(days=1))
    assert refused.value.code == "expired"
    token = release(installation, None, known, last)
    assert admitted(installation, token, last)
    assert admitted(installation, token, last + timedelta(days=1)) is None


def test_what_is_wrong_is_said_and_nothing_is_stored(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    def refusal(**changed: object) -> str:
        values: dict[str, object] = {
            "name": "B",
            "scopes": SCOPES,
            "unit": None,
            "days": 1,
            "today": TODAY,
        }
        with pytest.raises(ClientError) as refused:
            propose(installation, OPERATOR, **{**values, **changed})  # type: ignore[arg-type]
        return refused.value.code

    for name in ("", "  ", "x" * 61, "a\x00b"):
        assert refusal(name=name) == "name"
    for scopes in ((), ("comments",), ("units", "people")):
        assert refusal(scopes=scopes) == "scopes"
    assert refusal(unit=uuid4()) == "unit"
    assert main_rows(installation, "SELECT * FROM api_client") == []
    enter(installation, OPERATOR, name="B")
    assert refusal() == "taken"
    del organisation


def test_entering_releasing_and_ending_are_in_the_trail(
    installation: Installation, people: People
) -> None:
    known = enter(installation, people["Adam"])
    release(installation, people["Hanna"], known, TODAY)
    remove(installation, people["Adam"], known)
    noted = main_rows(
        installation, "SELECT action, subject, person_id FROM audit_entry WHERE action LIKE '%API%'"
    )
    assert {(action, subject) for action, subject, _ in noted} == {
        ("API client entered", "Power BI: units, waves, results, overview of Example"),
        ("API token released", "Power BI"),
        ("API client ended", "Power BI"),
    }
    assert len({person for *_, person in noted}) == 2


def test_a_program_of_a_unit_goes_with_it(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    unit = add_unit(installation, "Brief", organisation["Example"])
    token = release(installation, None, enter(installation, OPERATOR, unit=unit), TODAY)
    with writing(installation.engine) as session:
        remove_unit(session, unit)
    assert admitted(installation, token, TODAY) is None
    assert read_clients(installation, OPERATOR, TODAY) == []
