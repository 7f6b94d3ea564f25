"""From an empty installation to a first wave, step by step."""

from uuid import UUID

import pytest

from db import people
from db.engine import reading
from surveys.access.access import reader
from surveys.access.mail_address import MailAddressError
from surveys.installation.installation import Installation
from surveys.operations.set_up import Founder, Locale, set_up_installation, steps
from surveys.organisation.organisation import Contacts, SetUpError, load_organisation
from surveys.people.importing.importing import ImportRefusedError, plan_import
from surveys.settings.settings import Settings
from tests.builders import add_people
from tests.refusals import code
from tests.rosters import files

pytestmark = pytest.mark.both_databases

SAM = Founder("Sam", "sam@example.org")
HERE = Locale()


def begin(
    installation: Installation, founder: Founder = SAM, locale: Locale = HERE, name: str = "Acme"
) -> UUID:
    contacts = Contacts("Ada", "0800 1")
    return set_up_installation(
        installation, name=name, contacts=contacts, locale=locale, founder=founder, code=None
    )


@pytest.mark.parametrize("is_hr", [False, True])
def test_the_founder_reads_results_only_as_hr(installation: Installation, is_hr: bool) -> None:
    founder = Founder("Sam", "sam@example.org", is_hr=is_hr)
    who = reader(installation, begin(installation, founder, Locale("America/New_York", "nl", "US")))
    assert who is not None
    assert who.administers
    assert (who.reads_results, who.reads_everything) == (is_hr, is_hr)
    with reading(installation.engine) as session:
        facts = people.facts_of_organisation(session)
    assert facts is not None
    assert (facts.time_zone, facts.language, facts.country) == ("America/New_York", "nl", "US")


@pytest.mark.parametrize(
    ("name", "founder", "locale", "why"),
    [
        ("", SAM, HERE, "name"),
        ("Acme", Founder("", "sam@example.org"), HERE, "founder_name"),
        ("Acme", Founder("Sam", " "), HERE, "founder_email"),
        ("Acme", Founder("Sam", "sam"), HERE, "no_address"),
        ("Acme", Founder("Sam", "\u212aim@example.org"), HERE, "no_address"),
        ("Acme", SAM, Locale("Europe/Atlantis"), "time_zone"),
        ("Acme", SAM, Locale("../etc/passwd"), "time_zone"),
    ],
)
def test_what_cannot_be_set_up_changes_nothing(
    installation: Installation, name: str, founder: Founder, locale: Locale, why: str
) -> None:
    with pytest.raises((SetUpError, MailAddressError), check=code(why)):
        begin(installation, founder, locale, name)
    assert load_organisation(installation) is None


def test_an_installation_is_set_up_once(installation: Installation) -> None:
    begin(installation)
    with pytest.raises(SetUpError, check=code("already")):
        begin(installation, Founder("Eve", "eve@example.org"), name="Other")
    with reading(installation.engine) as session:
        assert people.person_with(session, "eve@example.org") is None


def test_nothing_is_imported_before_set_up(installation: Installation) -> None:
    with pytest.raises(ImportRefusedError, check=code("not_set_up")):
        plan_import(installation, None, files("name,email,unit\nAnn,ann@example.org,North\n"))


def test_steps_are_done_one_after_the_other(installation: Installation, settings: Settings) -> None:
    def done(settings: Settings = settings) -> set[str]:
        return {step.name for step in steps(installation, settings) if step.is_done}

    assert done() == set()
    begin(installation)
    assert done() == {"organisation"}
    with reading(installation.engine) as session:
        [whole] = people.units(session)
    add_people(installation, whole.id, 4)
    assert done() == {"organisation", "people"}
    with_mail = settings.model_copy(update={"mail": "mailto://mail.example.org"})
    assert done(with_mail) == {"organisation", "people", "delivery"}
