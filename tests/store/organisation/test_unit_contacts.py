"""Contacts of units: saved by administrators and HR, inherited, the same for all who answer."""

from uuid import UUID

import pytest
from starlette.testclient import TestClient

from dashboard.answering import unit_contacts
from dashboard.clock import today
from db import provisioning
from db.engine import reading, writing
from surveys.access import OPERATOR, NotAllowedError, Reader
from surveys.installation import Installation
from surveys.organisation import (
    Contacts,
    SetUpError,
    contacts_in_open_wave,
    contacts_of_units,
    read_contacts,
    save_unit_contacts,
)
from surveys.trail.reading import read_trail
from surveys.trail.saving import ChangedMeanwhileError, Seen
from surveys.waves import open_wave
from tests.builders import add_people, add_unit
from tests.reading import HR, reader_with

BEA = Contacts("Bea Counsel", "0800 2")


@pytest.fixture
def west(installation: Installation, north: UUID) -> UUID:
    """A unit below North."""
    return add_unit(installation, "West", north)


def of_unit(at: Installation, unit: UUID) -> Contacts | None:
    with reading(at.engine) as session:
        return contacts_of_units(session).of(unit)


@pytest.mark.both_databases
def test_a_unit_and_those_below_it_have_its_contacts_until_it_has_none_of_its_own(
    installation: Installation, north: UUID, west: UUID
) -> None:
    before = of_unit(installation, north)
    saved = save_unit_contacts(installation, HR, north, Contacts(" Bea Counsel", "0800 2 ", " "))
    assert saved == BEA == of_unit(installation, north) == of_unit(installation, west)
    own = Contacts("Cy", "0800 3", "by mail")
    save_unit_contacts(installation, OPERATOR, west, own)
    assert (of_unit(installation, north), of_unit(installation, west)) == (BEA, own)
    known, names = read_contacts(installation, HR)
    assert (known.source(west), list(names.values())) == (west, ["North", "North › West"])
    for unit in (west, north):
        save_unit_contacts(installation, HR, unit, Contacts("", " "))
    assert of_unit(installation, west) == of_unit(installation, north) == before


@pytest.mark.both_databases
def test_contacts_go_with_their_unit(installation: Installation, west: UUID) -> None:
    save_unit_contacts(installation, HR, west, BEA)
    with writing(installation.engine) as session:
        provisioning.remove_unit(session, west)
    known, _ = read_contacts(installation, HR)
    assert known.own == {}


def test_only_administrators_and_hr_change_them_and_it_is_in_the_trail(
    installation: Installation, north: UUID
) -> None:
    for who in (reader_with("manager", leads=north), reader_with("council")):
        with pytest.raises(NotAllowedError):
            save_unit_contacts(installation, who, north, BEA)
        with pytest.raises(NotAllowedError):
            read_contacts(installation, who)
    save_unit_contacts(installation, HR, north, BEA)
    noted = [e for e in read_trail(installation, HR).entries if e.action == "contacts changed"]
    assert [entry.subject for entry in noted] == ["North"]


@pytest.mark.parametrize(
    ("contacts", "code"),
    [(Contacts("Bea", ""), "counsellor_phone"), (Contacts("", "", "Dr"), "counsellor_name")],
)
def test_half_a_contact_is_refused(
    installation: Installation, north: UUID, contacts: Contacts, code: str
) -> None:
    with pytest.raises(SetUpError) as refused:
        save_unit_contacts(installation, HR, north, contacts)
    assert refused.value.code == code


def test_the_root_has_those_of_the_organisation_and_no_others(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    for unit in (organisation["Example"], UUID(int=5)):
        with pytest.raises(SetUpError):
            save_unit_contacts(installation, HR, unit, BEA)


def test_what_somebody_else_saved_meanwhile_is_not_overwritten_unseen(
    installation: Installation, north: UUID
) -> None:
    other = Reader(UUID(int=8), "Bo", None, frozenset({"hr"}), frozenset())
    save_unit_contacts(installation, other, north, BEA)
    with pytest.raises(ChangedMeanwhileError):
        save_unit_contacts(installation, HR, north, Contacts("Cy", "3"), Seen(Contacts("", "")))
    assert of_unit(installation, north) == BEA


def test_everybody_who_answers_in_a_unit_sees_the_same_before_and_after_and_whatever_they_answer(
    client: TestClient, installation: Installation, north: UUID, west: UUID
) -> None:
    unit_contacts.forget()
    add_people(installation, west, 12)
    save_unit_contacts(installation, HR, north, BEA)
    opened = open_wave(installation, opens_on=today(), closes_on=today())
    assert contacts_in_open_wave(installation).of(west) == BEA
    sad, glad, *_ = (f"/a/{token}" for token in opened.tokens.values())

    def support_in(html: str) -> str:
        start = html.index('<section class="support')
        return html[start : html.index("</section>", start)]

    assert "0800 2" in support_in(client.get(sad).text)
    shown = {
        support_in(client.post(page, data={"q-mood_1": option}).text)
        for page, option in ((sad, "0"), (glad, "4"))
    }
    assert len(shown) == 1
    assert "Bea Counsel" in shown.pop()
    used = client.get(sad)
    assert used.status_code == 410
    assert "0800 1234" in support_in(used.text), "a used link does not know its unit any more"
