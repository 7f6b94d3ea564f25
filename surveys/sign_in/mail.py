"""A sign-in link by mail, for who holds a role here; nobody learns whether it was sent."""

from dataclasses import dataclass
from datetime import datetime

from db import people
from db.engine import writing
from surveys.access.mail_address import is_address, is_same
from surveys.installation.installation import Installation
from surveys.messages.channels import send
from surveys.messages.delivery_error import DeliveryError
from surveys.settings.settings import Settings
from surveys.sign_in.sign_in import LINK_LIFETIME, issue, withdraw
from surveys.texts import Texts

LINKS_AT_ONCE = 3
"""So many links that were asked for by mail may somebody have at a time."""


@dataclass(frozen=True)
class _Made:
    """A link that is to be sent: its secret, and to whom it goes in which language."""

    secret: str
    address: str
    language: str
    organisation: str


def send_link(
    installation: Installation, settings: Settings, *, address: str, browser: str, now: datetime
) -> None:
    """Send a link to who has this address and holds a role; do nothing for anybody else.

    The link works once, for fifteen minutes, in the browser with this secret. It goes to the
    address that is known here, never to what was typed. Raises DeliveryError, and then the
    link is of no use.
    """
    made = _make(installation, address, browser, now)
    if made is None:
        return
    texts = Texts(made.language)
    _ = texts.gettext
    link = f"{settings.address.rstrip('/')}/sign-in/{made.secret}"
    subject = _("Your link to sign in to Peil")
    body = _(
        "Hello,\n\n"
        "Somebody, probably you, asked to sign in to Peil at {organisation} with this address:\n\n"
        "{link}\n\n"
        "The link works once, for {minutes} minutes, in the browser in which it was asked for. If "
        "it was not you, you need not do anything: nobody gets in without this message.\n"
    )
    minutes = int(LINK_LIFETIME.total_seconds() / 60)
    body = body.format(organisation=made.organisation, link=link, minutes=minutes)
    try:
        send(settings, address=made.address, subject=subject, body=body)
    except DeliveryError:
        withdraw(installation, made.secret)
        raise


def _make(installation: Installation, address: str, browser: str, now: datetime) -> _Made | None:
    if not is_address(address):
        return None
    with writing(installation.engine) as session:
        people.remove_expired(session, now)
        person = people.person_with(session, address)
        organisation = people.organisation(session)
        if person is None or organisation is None or not is_same(person.email, address):
            return None
        if not people.access(session, person.id):
            return None
        if people.mailed_links(session, person.id, now) >= LINKS_AT_ONCE:
            return None
        secret = issue(session, "link", person.id, now + LINK_LIFETIME, browser=browser)
        language = person.language or organisation.language
        return _Made(secret, person.email, language, organisation.name)
