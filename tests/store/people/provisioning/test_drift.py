"""What the directory says and Peil does not follow is told, and kept for two weeks."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from db.engine import writing
from surveys.access import NotAllowedError, Reader, reader
from surveys.doctor import contents
from surveys.installation import Installation
from surveys.people.provisioning import notes
from surveys.people.provisioning.directory import remove_token
from surveys.people.provisioning.drift import Drift, InSeveral, Named, drift, drift_now
from tests.builders import add_person
from tests.store.people.provisioning.conftest import USER, Provider

pytestmark = pytest.mark.both_databases


def of(provider: Provider) -> Drift:
    differences = drift_now(provider.installation, "groups")
    assert differences is not None
    return differences


def test_two_that_agree_differ_in_nothing(provider: Provider) -> None:
    provider.group("Care", provider.user("ann"))
    assert of(provider).is_none
    (verdict,) = contents.check_directory(provider.installation, "groups")
    assert (verdict.severity, verdict.what) == ("ok", "The directory and Peil agree.")


def test_people_in_several_groups_are_named_with_the_one_that_counts(provider: Provider) -> None:
    ann = provider.user("ann", displayName="Ann")
    provider.group("A", ann)
    provider.group("B", ann)
    assert of(provider).in_several == (InSeveral("Ann", "B", ("A",)),)


def test_people_and_units_that_no_directory_knows_are_counted_and_named(
    provider: Provider, north: UUID
) -> None:
    provider.group("Care", provider.user("ann"))
    add_person(provider.installation, north, "Mo")
    differences = of(provider)
    assert differences.never_named == Named(1, ("Mo",))
    assert differences.without_group == Named(1, ("North",))
    departments = drift_now(provider.installation, "department")
    assert departments is not None
    assert departments.without_group == Named()


def test_a_refusal_names_who_is_here_and_tells_nothing_of_others(
    provider: Provider, north: UUID
) -> None:
    add_person(provider.installation, north, "Ann")
    emails = [{"value": "ann@example.org", "type": "work"}]
    upn: dict[str, Any] = {"schemas": [USER], "userName": "a@b.onmicrosoft.com", "emails": emails}
    for body in (upn, {"schemas": [USER], "userName": "Otto"}):
        provider.send("POST", "Users", body)
    refused = {(n.kind, n.person, n.group, n.times) for n in of(provider).notes}
    assert refused == {("person_known", "Ann", None, 1), ("person_refused", None, None, 1)}
    verdicts = list(contents.check_directory(provider.installation, "groups"))
    assert {verdict.severity for verdict in verdicts} == {"warning"}
    assert verdicts[0].what.endswith(": 2.")
    person = provider.rows("SELECT id FROM person")[0][0]
    provider.send("DELETE", f"Users/{UUID(str(person))}")
    assert [note.kind for note in of(provider).notes] == ["person_refused"]


def test_no_more_than_200_different_notes_are_made_a_day(provider: Provider) -> None:
    with writing(provider.installation.engine) as session:
        for number in range(205):
            notes.note(session, "group_refused", group_name=str(number))
        notes.note(session, "group_refused", group_name="1")
    assert len(of(provider).notes) == 200
    assert sum(note.times for note in of(provider).notes) == 201


def test_notes_are_kept_for_two_weeks(provider: Provider) -> None:
    today = datetime.now(UTC).date()
    for days, left in ((14, 1), (16, 0)):
        with writing(provider.installation.engine) as session:
            notes.note(session, "groups_off")
            notes.forget_old(session, today + timedelta(days=days))
        assert len(of(provider).notes) == left


def test_only_those_who_may_see_changes_of_people_see_it(provider: Provider, north: UUID) -> None:
    def seen_by(who: Reader | None) -> Drift | None:
        assert who is not None
        return drift(provider.installation, who, "groups")

    adam = add_person(provider.installation, north, "Adam", role="administrator")
    assert seen_by(reader(provider.installation, adam)) is not None
    manager = add_person(provider.installation, north, "Max", role="manager", role_for=north)
    with pytest.raises(NotAllowedError):
        seen_by(reader(provider.installation, manager))


def test_where_no_directory_synchronises_there_is_nothing_to_tell(
    provider: Provider, installation: Installation
) -> None:
    remove_token(installation)
    assert drift_now(provider.installation, "groups") is None
    (verdict,) = contents.check_directory(provider.installation, "groups")
    assert verdict.severity == "ok"
