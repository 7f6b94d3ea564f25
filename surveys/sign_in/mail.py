"""Sign-in links by mail for people with a role; nobody learns whether one was sent.

Anybody may type anybody's address, so a request must neither fill a mailbox nor stand in the way of
its owner. There is one mail in fifteen minutes, unless its link was used. Another request in that
time sends nothing and leads to the same mail: its link is valid for thirty minutes, so for fifteen
from the last request that it answers.

A link works only in the browser that asked for it, so that one which is seen or forwarded is of no
use elsewhere. If another browser asks in the meantime, nobody can tell which of the two is the
owner's; from then on the link works in any, after a confirmation. That gives a stranger nothing:
who sees the owner's mail could as well have asked first, and who does not has no link.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db import people
from db.engine import writing
from surveys.access.mail_address import is_address, is_same, spellings
from surveys.installation import Installation
from surveys.messages import DeliveryError
from surveys.messages.channels import send
from surveys.messages.notices import notice
from surveys.settings import Settings
from surveys.sign_in.sign_in import issue, open_to_other_browsers, revoke_link
from surveys.texts import Texts

MAIL_INTERVAL = timedelta(minutes=15)
"""Least time between two mails to one person, unless the link in the first was used."""

MAILED_LINK_LIFETIME = 2 * MAIL_INTERVAL
"""Anybody who asks just before the next mail is due has the old link for another interval."""


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

    The link works once, in the browser with this secret. It is sent to the stored address, never to
    the typed one. Nothing is sent if the last mail is recent. Raises DeliveryError after revoking
    the link.
    """
    new_link = _new_link(installation, address, browser, now)
    if new_link is None:
        return
    texts = Texts(new_link.language)
    _ = texts.gettext
    link = f"{settings.address.rstrip('/')}/sign-in/{new_link.secret}"
    body = _(
        "Hello,\n\n"
        "Somebody, probably you, asked to sign in to Peil at {organisation} with this address:\n\n"
        "{link}\n\n"
        "The link works once, for {minutes} minutes, in the browser in which it was asked for. If "
        "it was not you, you need not do anything: nobody gets in without this message. If you "
        "want to sign in all the same, ask for a link in your own browser; then this one works "
        "there.\n"
    )
    message = notice(
        new_link.language,
        _("Your link to sign in to Peil"),
        body,
        link=link,
        button=_("Sign in"),
        organisation=new_link.organisation,
        minutes=str(int(MAILED_LINK_LIFETIME.total_seconds() / 60)),
    )
    try:
        send(
            settings,
            address=new_link.address,
            subject=message.subject,
            body=message.body,
            html=message.html,
            sender=new_link.organisation,
        )
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
        if (sent := people.mailed_link(session, person.id, now + MAIL_INTERVAL)) is not None:
            open_to_other_browsers(sent, browser)
            return None
        secret = issue(session, "link", person.id, now + MAILED_LINK_LIFETIME, browser=browser)
        language = person.language or organisation.language
        return _NewLink(secret, person.email, language, organisation.name)
