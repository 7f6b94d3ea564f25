"""From an empty installation to a first wave, step by step."""

import pytest

from db import people
from db.engine import reading
from surveys.access.access import reader
from surveys.access.mail_address import MailAddressError
from surveys.installation.installation import Installation
from surveys.operations.set_up import Founder, Locale, set_up_installation, steps
from surveys.organisation.organisation import Contacts, SetUpError, load_organisation
from surveys.settings.settings import Settings
from tests.builders import add_people
from tests.refusals import code

pytestmark = pytest.mark.both_databases

ADA = Contacts("Ada", "0800 1")
SAM = Founder("Sam", "sam@example.org")


def done(place: Installation, settings: Settings) -> set[str]:
    return {step.name for step in steps(place, settings) if step.is_done}


def test_who_begins_administers_and_reads_no_results(installation: Installation) -> None:
    person = set_up_installation(
        installation, name="Acme", contacts=ADA, locale=Locale(), founder=SAM
    )
    who = reader(installation, person)
    assert who is not None
    assert who.administers
    assert not who.reads_results


def test_who_begins_may_be_hr_as_well(installation: Installation) -> None:
    founder = Founder("Sam", "sam@example.org", is_hr=True)
    person = set_up_installation(
        installation, name="Acme", contacts=ADA, locale=Locale(), founder=founder
    )
    who = reader(installation, person)
    assert who is not None
    assert who.reads_everything


def test_time_zone_language_and_country_are_kept(installation: Installation) -> None:
    locale = Locale("America/New_York", "nl", "US")
    set_up_installation(installation, name="Acme", contacts=ADA, locale=locale, founder=SAM)
    with reading(installation.engine) as session:
        found = people.facts_of_organisation(session)
    assert found is not None
    assert (found.time_zone, found.language, found.country) == ("America/New_York", "nl", "US")


@pytest.mark.parametrize(
    ("name", "founder", "locale", "why"),
    [
        ("", SAM, Locale(), "incomplete"),
        ("Acme", Founder("", "sam@example.org"), Locale(), "founder"),
        ("Acme", Founder("Sam", " "), Locale(), "founder"),
        ("Acme", Founder("Sam", "sam"), Locale(), "no_address"),
        ("Acme", Founder("Sam", "jürgen@example.org"), Locale(), "accented_address"),
        ("Acme", SAM, Locale("Europe/Atlantis"), "time_zone"),
        ("Acme", SAM, Locale("../etc/passwd"), "time_zone"),
    ],
)
def test_what_cannot_be_set_up_changes_nothing(
    installation: Installation, name: str, founder: Founder, locale: Locale, why: str
) -> None:
    with pytest.raises((SetUpError, MailAddressError), check=code(why)):
        set_up_installation(installation, name=name, contacts=ADA, locale=locale, founder=founder)
    assert load_organisation(installation) is None


def test_nobody_begins_twice(installation: Installation) -> None:
    set_up_installation(installation, name="Acme", contacts=ADA, locale=Locale(), founder=SAM)
    other = Founder("Eve", "eve@example.org")
    with pytest.raises(SetUpError, check=code("already")):
        set_up_installation(
            installation, name="Other", contacts=ADA, locale=Locale(), founder=other
        )
    with reading(installation.engine) as session:
        assert people.person_with(session, "eve@example.org") is None


def test_steps_are_done_when_what_they_ask_for_is_there(
    installation: Installation, settings: Settings
) -> None:
    assert done(installation, settings) == set()
    set_up_installation(installation, name="Acme", contacts=ADA, locale=Locale(), founder=SAM)
    assert done(installation, settings) == {"organisation"}
    with reading(installation.engine) as session:
        [whole] = people.units(session)
    add_people(installation, whole.id, 4)
    assert done(installation, settings) == {"organisation", "people"}
    with_mail = settings.model_copy(update={"mail": "mailto://mail.example.org"})
    assert done(installation, with_mail) == {"organisation", "people", "delivery"}
