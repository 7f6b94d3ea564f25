"""The texts that an organisation uses: reading, changing and restoring them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from db import messages, people
from db.engine import reading, writing
from surveys import trail
from surveys.access import Reader, check_administers
from surveys.installation import Installation
from surveys.instrument import Question
from surveys.messages.before_link import first_question, with_question
from surveys.messages.mail_html import html_mail
from surveys.messages.suggestions import load_suggestions
from surveys.messages.texts import (
    KINDS,
    WHILE_OPEN,
    Kind,
    MessageText,
    checked,
    default_text,
    filled,
    marked_as_test,
)
from surveys.organisation import load_instrument
from surveys.organisation.turns import next_questions
from surveys.settings import Settings
from surveys.texts import LANGUAGES, Texts
from surveys.trail.saving import Seen, check_unchanged, note_saved
from surveys.waves import answer_link

AllTexts = dict[tuple[Kind, str], MessageText]


@dataclass(frozen=True)
class Wording:
    """The text of a kind of message in a language, and whether it differs from the default."""

    text: MessageText
    is_own: bool


def all_texts(session: Session) -> AllTexts:
    """Return the texts in use, by kind of message and language."""
    own = messages.texts(session)
    texts = {}
    for kind in KINDS:
        for language in LANGUAGES:
            words = own.get((kind, language))
            texts[kind, language] = MessageText(*words) if words else default_text(kind, language)
    return texts


def read_wording(installation: Installation, who: Reader, kind: Kind, language: str) -> Wording:
    """Return the text of a kind of message; raise NotAllowedError."""
    check_administers(who)
    with reading(installation.engine) as session:
        own = messages.texts(session).get((kind, language))
    return Wording(MessageText(*own) if own else default_text(kind, language), own is not None)


def change_text(
    installation: Installation,
    who: Reader,
    kind: Kind,
    language: str,
    text: MessageText,
    seen: Seen | None = None,
) -> MessageText:
    """Use another text from now on, and return it as stored.

    Raises NotAllowedError, TextError, and ChangedMeanwhileError when another text was `seen`;
    nothing was changed then.
    """
    check_administers(who)
    return _write(installation, who, kind, language, checked(kind, text), seen)


def restore_default_text(
    installation: Installation,
    who: Reader,
    kind: Kind,
    language: str,
    seen: Seen | None = None,
) -> MessageText:
    """Use the default text of Peil again, and return it; raises as `change_text` does."""
    check_administers(who)
    return _write(installation, who, kind, language, default_text(kind, language), seen)


def preview(
    installation: Installation, settings: Settings, kind: Kind, language: str, text: MessageText
) -> MessageText:
    """Return a text filled in with invented values; raise TextError."""
    return filled(checked(kind, text), _invented_values(installation, settings, kind, language))


def example_mail(
    installation: Installation, settings: Settings, kind: Kind, language: str, text: MessageText
) -> tuple[MessageText, str]:
    """Return a message as it is sent, as text and as HTML, marked as a test; raise TextError.

    The values are invented. An invitation asks the first question, as in the next wave.
    """
    text = checked(kind, text)
    values = _invented_values(installation, settings, kind, language)
    first = None
    if kind == "invitation":
        instrument, asked = load_instrument(installation), _asked_next(installation)
        first = first_question(instrument, [q.id for q in asked], "biweekly", language)
    marked = marked_as_test(text, language)
    layout = html_mail(
        kind,
        marked,
        language,
        first=first,
        five_links=settings.mails_five_links,
        is_test=True,
        minutes=_minutes_of_next(installation),
    )
    message = filled(with_question(marked, first), values)
    return message, layout.filled(message.subject, values)


def _asked_next(installation: Installation) -> Sequence[Question]:
    with reading(installation.engine) as session:
        return next_questions(session)


def _minutes_of_next(installation: Installation) -> int:
    return load_instrument(installation).minutes(_asked_next(installation))


def _invented_values(
    installation: Installation, settings: Settings, kind: Kind, language: str
) -> Mapping[str, str]:
    with reading(installation.engine) as session:
        organisation = people.organisation(session)
    texts, day, talk_by = Texts(language), date(2030, 3, 8), date(2030, 3, 22)
    _ = texts.gettext
    address = settings.address
    made_up = _("{value} (made up)")
    # The link opens nothing, so that a test message can be shown to others.
    links = {
        "invitation": answer_link(settings, "EXAMPLE"),
        "managers": f"{address}/team?unit=EXAMPLE",
        "count": f"{address}/count",
        "talk": f"{address}/team?unit=EXAMPLE",
        "reply": f"{address}/team?unit=EXAMPLE",
        "review": f"{address}/team?unit=EXAMPLE&view=agreed",
    }
    unit = made_up.format(value=_("Planning"))
    closes_on = texts.closing(day) if kind in WHILE_OPEN else texts.date(day)
    return {
        "name": _("Sam Example"),
        "organisation": organisation.name if organisation else _("Example"),
        "unit": unit,
        "units": unit,
        "leader": _("Mo Example"),
        "closes_on": made_up.format(value=closes_on),
        "duration": texts.minutes(_minutes_of_next(installation)),
        "talk_by": made_up.format(value=texts.closing(talk_by)),
        "suggestion": load_suggestions().for_wave(1).text[language],
        "link": links.get(kind, f"{address}/results?u=EXAMPLE"),
        "privacy": f"{address}/privacy",
    }


def _write(
    installation: Installation,
    who: Reader,
    kind: Kind,
    language: str,
    text: MessageText,
    seen: Seen | None,
) -> MessageText:
    thing = f"text {kind} {language}"
    with writing(installation.engine) as session:
        now = all_texts(session)[kind, language]
        check_unchanged(session, thing, seen=seen, now=now, wanted=text, by=who.known_as)
        own = (text.subject, text.body) if text != default_text(kind, language) else None
        messages.write_text(session, kind, language, own)
        note_saved(session, thing, text, who.known_as)
        how = "own words" if own else "the words of Peil"
        trail.note(session, "message text changed", f"{kind} ({language}): {how}", who.person)
    return text
