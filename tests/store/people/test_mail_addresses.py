"""Every door takes the same e-mail addresses, and whatever it takes can be sent to."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from apprise import AppriseAsset
from hypothesis import HealthCheck, example, given, settings
from scim2_models import Context, InvalidValueException

from db import people
from db.engine import reading
from surveys.access.mail_address import MailAddressError, comparable
from surveys.installation import Installation
from surveys.messages import DeliveryError
from surveys.messages.mail import Mail
from surveys.operations import Founder, Locale, set_up_installation
from surveys.organisation import Contacts, SetUpError
from surveys.people.file.faults import PeopleFileError
from surveys.people.file.rows import read_people
from surveys.people.file.table import Upload
from surveys.people.provisioning.details import details_of
from surveys.people.provisioning.resources import POLICY, Employee
from surveys.sign_in.openid import sign_in_with_identity
from surveys.tables.spreadsheet_cells import as_csv
from tests.addresses import ADDRESSES
from tests.mail import Mailbox, mail_server
from tests.rosters import appoint, files, import_all, who_works_where

pytestmark = pytest.mark.usefixtures("organisation")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def mail() -> Iterator[Mailbox]:
    with mail_server() as running:
        yield running


@pytest.fixture(scope="module")
def sender(mail: Mailbox) -> Iterator[Mail]:
    with closing(Mail(mail.url, AppriseAsset())) as made:
        yield made


def by_file(text: str) -> str | None:
    """Return the address that a file of people holds, None if it is refused."""
    try:
        written = as_csv(["name", "email", "unit"], [["Ann", text, "North"]])
        file = read_people(Upload("people.csv", written))
    except PeopleFileError:
        return None
    return None if file.faults else file.rows[0].email


def by_scim(text: str) -> str | None:
    """Return the address that SCIM would keep, None if it is refused."""
    body = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "ann",
        "emails": [{"value": text}],
    }
    user = Employee.model_validate(
        body, scim_ctx=Context.RESOURCE_CREATION_REQUEST, scim_policy=POLICY
    )
    try:
        return details_of(user).email
    except InvalidValueException:
        return None


def by_role(installation: Installation, text: str) -> str | None:
    """Return the address under which somebody new gets a role, None if it is refused."""
    try:
        person = appoint(installation, email=text, name="Ann", role="hr", unit=None)
    except MailAddressError:
        return None
    with reading(installation.engine) as session:
        stored = people.person(session, person)
    assert stored is not None
    return stored.email


def by_set_up(installation: Installation, text: str) -> bool:
    """Return whether set-up takes an address; the organisation that is there stays."""
    try:
        set_up_installation(
            installation,
            name="Acme",
            contacts=Contacts("Ada", "0800 1"),
            locale=Locale(),
            founder=Founder("Sam", text),
            code=None,
        )
    except SetUpError as refused:
        return refused.code == "already"
    except MailAddressError:
        return False
    raise AssertionError


def by_sign_in(installation: Installation, text: str) -> bool:
    """Return whether somebody who is known by an address may enter with it."""
    times = {"iat": NOW.timestamp(), "exp": NOW.timestamp() + 60}
    return sign_in_with_identity(installation, {"email": text, **times}, ["email"], NOW) is not None


def can_be_sent_to(sender: Mail, text: str) -> bool:
    try:
        sender.send(text, "Hello", "Body", {})
    except DeliveryError:
        return False
    return True


@given(text=ADDRESSES.map(str.strip))
@example(text="jürgen@example.org")
@example(text="'@0.A")
@example(text="ann@MÜNCHEN.example")
@example(text="a|b/c@mail.corp.internal")
@example(text="ann@exa_mple.org")
@example(text="\u212aim@example.org")
@example(text="\ufeffann@example.org")
@example(text="a" * 64 + "@" + "b" * 63 + "." + "c" * 63 + "." + "d" * 58 + ".org")
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_door_takes_the_same_addresses(
    installation: Installation, mail: Mailbox, sender: Mail, text: str
) -> None:
    stored = by_file(text)
    mail.raw.clear()
    assert by_scim(text) == stored
    kept = by_role(installation, text)
    assert (kept and comparable(kept)) == (stored and comparable(stored))
    taken = stored is not None
    assert by_set_up(installation, text) == taken
    assert by_sign_in(installation, text) == taken
    assert can_be_sent_to(sender, text) == taken
    if stored is None or kept is None:
        assert not mail.raw
        return
    # The same person, whatever the spelling; and one message, to one address, with one header.
    assert by_role(installation, kept.upper() if kept.isascii() else kept) == kept
    assert by_sign_in(installation, stored)
    ((recipient, message),) = mail.raw
    assert comparable(recipient) == comparable(text)
    head = message.split(b"\r\n\r\n")[0]
    assert head.count(b"\r\nTo: ") == 1
    assert len([line for line in head.split(b"\r\n") if not line.startswith(b" ")]) == 8


def test_a_domain_is_one_in_its_own_letters_and_in_idna(installation: Installation) -> None:
    written, encoded = "Ann@MÜNCHEN.example", "ann@xn--mnchen-3ya.example"
    import_all(installation, files(f"name,email,unit\nAnn,{written},North\n"))
    assert list(who_works_where(installation)) == ["Ann@münchen.example"]
    assert by_sign_in(installation, encoded)
    assert by_sign_in(installation, written)
    plan = import_all(installation, files(f"name,email,unit\nAnn,{encoded},South\n"))
    assert (len(plan.moved), plan.joined, plan.left) == (1, (), ())
    assert who_works_where(installation) == {encoded: ("Ann", "Example / South")}
