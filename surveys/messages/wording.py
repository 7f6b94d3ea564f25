"""The words an organisation uses: administrators read and change them, and go back to ours."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from db import messages, people
from db.engine import reading, writing
from surveys.access.access import Reader, check_administers
from surveys.installation.installation import Installation
from surveys.messages.texts import (
    KINDS,
    Kind,
    MessageText,
    checked,
    default_text,
    filled,
)
from surveys.settings.settings import Settings
from surveys.texts import LANGUAGES, Texts
from surveys.trail import trail

AllTexts = dict[tuple[Kind, str], MessageText]


@dataclass(frozen=True)
class Wording:
    """The words of a kind of message in a language, and whether they are somebody's own."""

    text: MessageText
    is_own: bool


def all_texts(session: Session) -> AllTexts:
    """Return the words of every kind of message in every language, as they are sent now."""
    own = messages.texts(session)
    found = {}
    for kind in KINDS:
        for language in LANGUAGES:
            words = own.get((kind, language))
            found[kind, language] = MessageText(*words) if words else default_text(kind, language)
    return found


def wording(installation: Installation, who: Reader, kind: Kind, language: str) -> Wording:
    """Return the words of a kind of message; raises NotAllowedError."""
    check_administers(who)
    with reading(installation.engine) as session:
        own = messages.texts(session).get((kind, language))
    return Wording(MessageText(*own) if own else default_text(kind, language), own is not None)


def change(
    installation: Installation, who: Reader, kind: Kind, language: str, text: MessageText
) -> None:
    """Use other words from now on; raises NotAllowedError, TextError without having changed any."""
    check_administers(who)
    _write(installation, who.person, kind, language, checked(kind, text))


def back_to_ours(installation: Installation, who: Reader, kind: Kind, language: str) -> None:
    """Use the words that Peil brings along again; raises NotAllowedError."""
    check_administers(who)
    _write(installation, who.person, kind, language, None)


def preview(
    installation: Installation, settings: Settings, kind: Kind, language: str, text: MessageText
) -> MessageText:
    """Return what somebody would get, with made-up values; raises TextError."""
    with reading(installation.engine) as session:
        found = people.organisation(session)
    _ = Texts(language).gettext
    address = settings.address.rstrip("/")
    # No link that opens anything, so that a test message can be shown around.
    link = f"{address}/answer?t=EXAMPLE" if kind == "invitation" else f"{address}/results?u=EXAMPLE"
    return filled(
        checked(kind, text),
        {
            "name": _("Sam Example"),
            "organisation": found.name if found else _("Example"),
            "unit": _("Planning"),
            "leader": _("Mo Example"),
            "closes_on": Texts(language).date(date(2030, 3, 8)),
            "link": link,
            "privacy": f"{address}/privacy",
        },
    )


def _write(
    installation: Installation, who: UUID, kind: Kind, language: str, text: MessageText | None
) -> None:
    with writing(installation.engine) as session:
        kept = (text.subject, text.body) if text and text != default_text(kind, language) else None
        messages.write_text(session, kind, language, kept)
        how = "own words" if kept else "the words of Peil"
        trail.note(session, "message text changed", f"{kind} ({language}): {how}", who)
