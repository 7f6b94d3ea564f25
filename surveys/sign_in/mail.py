"""Sign-in links by mail for people with a role; nobody learns whether one was sent."""

from dataclasses import dataclass
from datetime import datetime

from db import people
from db.engine import writing
from surveys.access.mail_address import is_address, is_same, spellings
from surveys.installation import Installation
from surveys.messages import DeliveryError
from surveys.messages.channels import send
from surveys.settings import Settings
from surveys.sign_in.sign_in import LINK_LIFETIME, issue, revoke_link
from surveys.texts import Texts

MAX_PENDING_LINKS = 3
"""Maximum number of unused links per person that were requested by mail."""


@dataclass(frozen=True)
class _NewLink:
    """A link to be sent: its secret, the recipient and the language."""

    secret: str
    address: str
    language: str
    organisation: str


def send_link(
    installation: Installation, settings: Settings, *, address: str, browser: str, now: datetime
) -> None:
    """Send a link to the person with this address and a role; do nothing for anybody else.

    The link works once, for fifteen minutes, in the browser with this secret. It is sent to the
    stored address, never to the typed one. Raises DeliveryError after revoking the link.
    """
    new_link = _new_link(installation, address, browser, now)
    if new_link is None:
        return
    texts = Texts(new_link.language)
    _ = texts.gettext
    link = f"{settings.address.rstrip('/')}/sign-in/{new_link.secret}"
    subject = _("Your link to sign in to Peil")
    body = _(
        "Hello,\n\n"
        "Somebody, probably you, asked to sign in to Peil at {organisation} with this address:\n\n"
        "{link}\n\n"
        "The link works once, for {minutes} minutes, in the browser in which it was asked for. If "
        "it was not you, you need not do anything: nobody gets in without this message.\n"
    )
    minutes = int(LINK_LIFETIME.total_seconds() / 60)
    body = body.format(organisation=new_link.organisation, link=link, minutes=minutes)
    try:
        send(settings, address=new_link.address, subject=subject, body=body)
    except DeliveryError:
        revoke_link(installation, new_link.secret)
        raise


def _new_link(
    installation: Installation, address: str, browser: str, now: datetime
) -> _NewLink | None:
    if not is_address(address):
        return None
    with writing(installation.engine) as session:
        people.remove_expired(session, now)
        person = people.person_with(session, *spellings(address))
        organisation = people.organisation(session)
        if person is None or organisation is None or not is_same(person.email, address):
            return None
        if not people.access(session, person.id):
            return None
        if people.mailed_links(session, person.id, now) >= MAX_PENDING_LINKS:
            return None
        secret = issue(session, "link", person.id, now + LINK_LIFETIME, browser=browser)
        language = person.language or organisation.language
        return _NewLink(secret, person.email, language, organisation.name)
