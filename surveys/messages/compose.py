"""Rendering the messages of a wave: recipient, text, and the thread of an earlier message."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from urllib.parse import urlsplit
from uuid import UUID

from db import follow_up, people, replies, waves
from db.engine import reading
from db.outbox import Recipient
from surveys.access.result_links import result_link
from surveys.installation import Installation
from surveys.messages.announcement import announced
from surveys.messages.before_link import reply_lines, with_question, with_reply
from surveys.messages.mail_html import html_mail
from surveys.messages.message_ids import id_key, message_id
from surveys.messages.suggestions import Suggestion, load_suggestions
from surveys.messages.texts import KINDS, WHILE_OPEN, filled, kind_of, with_own_results
from surveys.messages.wave_questions import load_wave_questions
from surveys.messages.wording import AllTexts, all_texts
from surveys.programme import load_working_days
from surveys.settings import Settings
from surveys.texts import LANGUAGES, Texts, negotiated
from surveys.units import Tree
from surveys.waves import answer_link

TALK_WITHIN = timedelta(days=14)
"""From the last day of a wave to the day by which a team has talked about it."""

MAX_UNITS_NAMED = 3

Weakest = Callable[[UUID, UUID], str | None]
"""Returns the indicator with the worst published average of a unit in a wave, None without any."""


@dataclass(frozen=True)
class RenderedMessage:
    """A message ready to be sent."""

    channel: str | None
    address: str
    subject: str
    body: str
    headers: dict[str, str]
    html: str | None = None
    """The same for mail programs that show HTML; only for mail."""

    sender: str = ""
    """The name that mail is sent under; the address is that of the settings."""


class Renderer:
    """Renders the messages about one wave; shared data are read once."""

    def __init__(
        self,
        installation: Installation,
        settings: Settings,
        wave_id: UUID,
        weakest: Weakest = lambda unit, wave: None,
    ) -> None:
        """Read the organisation, the units and the texts.

        `weakest` chooses what is suggested to all leaders; without it, the wave alone does.
        """
        self._weakest = weakest
        self._installation = installation
        self._settings = settings
        self._address = settings.address
        self._host = urlsplit(self._address).hostname or "localhost"
        self._key = id_key(installation)
        self._links: dict[UUID, str] = {}
        with reading(installation.engine) as session:
            wave = waves.wave(session, wave_id)
            self._wave, self._number = wave.id, wave.number or 0
            row = people.organisation(session)
            self._name, self._language = (row.name, row.language) if row else ("", "en")
            units = {row.id: row for row in people.units(session)}
            self._unit_names = {unit: row.name for unit, row in units.items()}
            self._tree = Tree({unit: row.parent_id for unit, row in units.items()})
            self._leaders: dict[UUID, list[str]] = {}
            self._led: dict[UUID, list[UUID]] = {}
            for manager in people.who_has(session, "manager"):
                if manager.unit_id is not None:
                    self._leaders.setdefault(manager.unit_id, []).append(manager.name)
                    self._led.setdefault(manager.id, []).append(manager.unit_id)
            led = follow_up.led_units(session, wave_id)
            self._without_talk = {unit for unit, _, talked in led if not talked}
            self._to_review = follow_up.units_reminded(session)
            replied = replies.replies_to(session, wave_id)
            self._without_reply = {unit for unit, _, _ in led} - set(replied)
            last = waves.last_counted(session, 1)
            self._replies = replies.replies_to(session, last[0].id) if last else {}
            self._texts: AllTexts = all_texts(session)
            latest = wave.closes_on + TALK_WITHIN
            talk_by = load_working_days(session).last_until(latest) or latest
            asks = load_wave_questions(session, wave)
        self._minutes = asks.minutes
        for language, line in asks.announced.items():
            # In HTML, the announcement of an invitation stands between its text and its button.
            reminder = self._texts["reminder", language]
            self._texts["reminder", language] = announced(reminder, line)
        self._closing = {
            # For a wave that may have closed, the day on which it did.
            (kind, language): Texts(language).closing(wave.closes_on)
            if kind in WHILE_OPEN
            else Texts(language).date(wave.closes_on)
            for kind in KINDS
            for language in LANGUAGES
        }
        self._talk_by = {language: Texts(language).closing(talk_by) for language in LANGUAGES}
        self._html = {
            (kind, language): html_mail(
                kind,
                text,
                language,
                first=asks.first[language] if kind == "invitation" else None,
                five_links=settings.mails_five_links,
                before=asks.announced[language] if kind == "invitation" else "",
                minutes=self._minutes,
            )
            for (kind, language), text in self._texts.items()
        }
        self._elsewhere = {
            language: with_own_results(self._texts["managers", language], language)
            for language in LANGUAGES
        }
        self._html_elsewhere = {
            language: html_mail("managers", text, language)
            for language, text in self._elsewhere.items()
        }
        self._replied = {
            language: with_question(
                with_reply(self._texts["invitation", language], language), asks.first[language]
            )
            for language in LANGUAGES
        }
        self._html_replied = {
            language: html_mail(
                "invitation",
                self._texts["invitation", language],
                language,
                first=asks.first[language],
                five_links=settings.mails_five_links,
                before=reply_lines(language),
                minutes=self._minutes,
            )
            for language in LANGUAGES
        }
        for language, first in asks.first.items():
            text = announced(self._texts["invitation", language], asks.announced[language])
            self._texts["invitation", language] = with_question(text, first)

    def render(self, recipient: Recipient, kind: str, token: str | None) -> RenderedMessage:
        """Return a message ready to be sent; only an invitation contains `token`."""
        language = negotiated(recipient.language, self._language)
        of_kind = kind_of(kind)
        led = self._by_name(self._led.get(recipient.person, ()))
        if of_kind == "results" and led:
            of_kind = "managers"
        text, layout = self._texts[of_kind, language], self._html[of_kind, language]
        if of_kind == "managers" and not self._is_below(recipient.unit, led):
            text, layout = self._elsewhere[language], self._html_elsewhere[language]
        values = {
            "name": recipient.name,
            "organisation": self._name,
            "unit": self._unit_names.get(recipient.unit, self._name),
            "closes_on": self._closing[of_kind, language],
            "duration": Texts(language).minutes(self._minutes),
            "leader": self._leader_of(recipient.unit),
            "privacy": f"{self._address}/privacy",
        }
        if kind == "results":
            values["own_link"] = f"{self._address}/results?u={self._result_link(recipient.unit)}"
            values["link"] = values["own_link"]
        elif of_kind in {"talk", "reply", "review"}:
            concerned = self._concerned(recipient.person, kind)
            values["link"] = f"{self._address}/team"
            if concerned:
                values["link"] += f"?unit={concerned[0].hex}"
                values["link"] += "&view=agreed" if of_kind == "review" else ""
            values["unit"] = self._names_of(concerned, Texts(language)) or self._name
        elif kind.startswith("count"):
            values["link"] = f"{self._address}/count"
        elif token is not None:
            values["link"] = answer_link(self._settings, token)
        if of_kind == "managers":
            values["link"] = f"{self._address}/team?unit={led[0].hex}"
            values["units"] = self._names_of(led, Texts(language))
            values["talk_by"] = self._talk_by[language]
            values["suggestion"] = self._suggestion.text[language]
        if of_kind == "invitation" and (replied := self._reply_for(recipient.unit)):
            text, layout = self._replied[language], self._html_replied[language]
            values |= replied
        rendered = filled(text, values)
        by_mail = recipient.channel is None or recipient.channel.lower() == "mail"
        address = recipient.email if by_mail else recipient.channel_address or recipient.email
        headers = self._headers(recipient, kind) if by_mail else {}
        return RenderedMessage(
            recipient.channel,
            address,
            rendered.subject,
            rendered.body,
            headers,
            layout.filled(rendered.subject, values) if by_mail else None,
            self._name,
        )

    def _headers(self, recipient: Recipient, kind: str) -> dict[str, str]:
        """Return headers that mark automatic mail and thread reminders under the invitation."""
        headers = {
            "Message-ID": self._message_id(recipient.person, kind, recipient.attempts),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        }
        if kind.startswith("reminder") and recipient.invited_at_attempt is not None:
            first = self._message_id(recipient.person, "invitation", recipient.invited_at_attempt)
            headers |= {"In-Reply-To": first, "References": first}
        return headers

    def _message_id(self, person: UUID, kind: str, attempt: int) -> str:
        """Return a message id that is stable and reveals nothing to others.

        Each attempt has its own: mail servers drop a second message with the same id.
        """
        local = message_id(self._key, f"{self._wave}/{person}/{kind}/{attempt}")
        return f"<{local}@{self._host}>"

    def _result_link(self, unit: UUID) -> str:
        if unit not in self._links:
            self._links[unit] = result_link(self._installation, unit)
        return self._links[unit]

    def _is_below(self, unit: UUID, led: Sequence[UUID]) -> bool:
        """Return whether a unit is one of some units, or below one."""
        return unit in self._tree.parent and not set(led).isdisjoint(self._tree.upwards(unit))

    def _names_of(self, units: Sequence[UUID], texts: Texts) -> str:
        """Name a few units, and say how many more there are."""
        names = [self._unit_names.get(unit, self._name) for unit in units]
        more = len(names) - MAX_UNITS_NAMED
        if more > 1:
            others = texts.ngettext("{n} more unit", "{n} more units", more)
            names = [*names[:MAX_UNITS_NAMED], others]
        return texts.listed(names)

    @cached_property
    def _suggestion(self) -> Suggestion:
        """What is suggested to all leaders: by the whole organisation, since mail is passed on."""
        whole = next((unit for unit, above in self._tree.parent.items() if above is None), None)
        weakest = None if whole is None else self._weakest(whole, self._wave)
        return load_suggestions().for_wave(self._number, weakest)

    def _concerned(self, person: UUID, kind: str) -> list[UUID]:
        """Return the units that somebody leads and that a message asks for a talk or review."""
        asked = self._without_talk if kind == "talk" else self._without_reply
        if kind.startswith("review"):
            asked = self._to_review.get(date.fromisoformat(kind.removeprefix("review-")), set())
        return self._by_name(set(self._led.get(person, ())) & asked)

    def _reply_for(self, unit: UUID) -> dict[str, str]:
        """Return what was said and done in a unit or the nearest above it; {} without a reply."""
        above = self._tree.upwards(unit) if unit in self._tree.parent else ()
        nearest = next((one for one in above if one in self._replies), None)
        if nearest is None:
            return {}
        said, did = self._replies[nearest]
        return {"replied": self._unit_names.get(nearest, self._name), "said": said, "did": did}

    def _by_name(self, units: Collection[UUID]) -> list[UUID]:
        return sorted(units, key=lambda unit: (self._unit_names.get(unit, ""), unit))

    def _leader_of(self, unit: UUID) -> str:
        """Return the managers of a unit, else of the nearest unit above it that has any."""
        above = list(self._tree.upwards(unit)) if unit in self._tree.parent else []
        names: list[str] = next((self._leaders[u] for u in above if u in self._leaders), [])
        return ", ".join(names) or self._name
