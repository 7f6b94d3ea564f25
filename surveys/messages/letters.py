"""Writes the messages of a wave: whom to, in which words, and under which message they belong."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from db import people, results
from db import secrets as stored
from db.engine import reading, writing
from db.outbox import Letter
from surveys.access.result_links import result_link
from surveys.installation.installation import Installation
from surveys.messages.texts import filled, kind_of
from surveys.messages.wording import AllTexts, all_texts
from surveys.settings.settings import Settings
from surveys.texts import Texts, negotiated
from surveys.units.tree import Tree

_PURPOSE = "message ids"


@dataclass(frozen=True)
class Written:
    """A message as it leaves: where to, and what it says."""

    channel: str | None
    address: str
    subject: str
    body: str
    headers: dict[str, str]


class Writer:
    """Writes the messages about one wave; what all of them share is read once."""

    def __init__(self, installation: Installation, settings: Settings, wave_id: UUID) -> None:
        """Read organisation, units and words."""
        self._installation = installation
        self._address = settings.address.rstrip("/")
        self._host = urlsplit(self._address).hostname or "localhost"
        self._key = _key(installation)
        self._links: dict[UUID, str] = {}
        with reading(installation.engine) as session:
            wave = results.wave(session, wave_id)
            self._wave, self._closes_on = wave.id, wave.closes_on
            found = people.organisation(session)
            self._name, self._language = (found.name, found.language) if found else ("", "en")
            units = {row.id: row for row in people.units(session)}
            self._unit_names = {unit: row.name for unit, row in units.items()}
            self._tree = Tree({unit: row.parent_id for unit, row in units.items()})
            self._leaders: dict[UUID, list[str]] = {}
            for row in people.who_has(session, "manager"):
                if row.unit_id is not None:
                    self._leaders.setdefault(row.unit_id, []).append(row.name)
            self._texts: AllTexts = all_texts(session)

    def write(self, letter: Letter, kind: str, token: str | None) -> Written:
        """Return a message as it leaves; an invitation holds `token`, nothing else does."""
        language = negotiated(letter.language, self._language)
        text = self._texts[kind_of(kind), language]
        values = {
            "name": letter.name,
            "organisation": self._name,
            "unit": self._unit_names.get(letter.unit, self._name),
            "closes_on": Texts(language).date(self._closes_on),
            "leader": self._leader_of(letter.unit),
            "privacy": f"{self._address}/privacy",
        }
        if kind == "results":
            values["link"] = f"{self._address}/results?u={self._link_of(letter.unit)}"
        elif token is not None:
            values["link"] = f"{self._address}/answer?t={token}"
        said = filled(text, values)
        by_mail = letter.channel is None or letter.channel.lower() == "mail"
        address = letter.email if by_mail else letter.channel_address or letter.email
        headers = self._headers(letter, kind) if by_mail else {}
        return Written(letter.channel, address, said.subject, said.body, headers)

    def _headers(self, letter: Letter, kind: str) -> dict[str, str]:
        """Say that nobody wrote this by hand; put reminders under the invitation."""
        headers = {
            "Message-ID": self._message_id(letter.person, kind, letter.attempts),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        }
        if kind.startswith("reminder") and letter.invited_at_attempt is not None:
            first = self._message_id(letter.person, "invitation", letter.invited_at_attempt)
            headers |= {"In-Reply-To": first, "References": first}
        return headers

    def _message_id(self, person: UUID, kind: str, attempt: int) -> str:
        """Return the same for the same message each time; nobody else can guess or read it.

        Another one for another attempt: mail servers throw away a second message of the same id.
        """
        meant = f"{self._wave}/{person}/{kind}/{attempt}".encode()
        return f"<{hmac.new(self._key, meant, sha256).hexdigest()[:40]}@{self._host}>"

    def _link_of(self, unit: UUID) -> str:
        if unit not in self._links:
            self._links[unit] = result_link(self._installation, unit)
        return self._links[unit]

    def _leader_of(self, unit: UUID) -> str:
        """Name who leads a unit, or the nearest one above it that somebody leads."""
        above = list(self._tree.upwards(unit)) if unit in self._tree.parent else []
        names: list[str] = next((self._leaders[u] for u in above if u in self._leaders), [])
        return ", ".join(names) or self._name


def _key(installation: Installation) -> bytes:
    with reading(installation.engine) as session:
        known = stored.secret(session, _PURPOSE)
    if known is not None:
        return known
    try:
        with writing(installation.engine) as session:
            stored.add(session, _PURPOSE, secrets.token_bytes(32))
    except IntegrityError:
        # Another process made it at the same moment; that one counts.
        pass
    return _key(installation)
