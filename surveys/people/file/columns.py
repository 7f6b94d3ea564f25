"""The columns of files of people and units, by their English and Dutch names. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.people import Role
from surveys.names import same_name


@dataclass(frozen=True)
class Columns:
    """The columns of a kind of file: each by all names it may have, and those that are required."""

    names: Mapping[str, str]
    needed: tuple[str, ...]
    every: tuple[str, ...]

    def meant(self, title: str) -> str | None:
        """Return the column that a title means, None for a column that is not read."""
        return self.names.get(re.sub(r"[\W_]+", "", same_name(title)))

    def known_in(self, titles: Sequence[str]) -> int:
        """Return the number of different columns that some titles mean."""
        return len({self.meant(title) for title in titles} - {None})


def _columns(needed: tuple[str, ...], **names: str) -> Columns:
    by_name = {name: column for column, all_names in names.items() for name in all_names.split()}
    by_name |= {column.replace("_", ""): column for column in names}
    return Columns(by_name, needed, tuple(names))


PEOPLE = _columns(
    ("name", "email", "unit"),
    name="fullname displayname naam volledigenaam medewerker",
    email="mail emailaddress mailaddress emailadres mailadres",
    unit="team department onderdeel afdeling",
    key="personnelnumber employeenumber employeeid personeelsnummer nummer sleutel",
    language="taal",
    role="roles rol rollen",
    leads="leadsunit geeftleidingaan leidt leidinggevendevan",
    channel="kanaal",
    channel_address="kanaaladres",
    send_at="sendtime verzendtijd tijdstip",
)

UNITS = _columns(
    ("unit", "parent"),
    unit="name team department onderdeel naam afdeling",
    parent="above parentunit bovenliggend bovenliggendonderdeel onderdeelvan valtonder hoortbij",
    key="code unitcode sleutel nummer",
    head="manager hoofd leidinggevende",
)

LANGUAGES = {
    **{"en": "en", "english": "en", "engels": "en"},
    **{"nl": "nl", "dutch": "nl", "nederlands": "nl"},
}
ROLE_NAMES: Mapping[str, Role] = {
    **{"manager": "manager", "leidinggevende": "manager", "hr": "hr"},
    **{"administrator": "administrator", "admin": "administrator", "beheerder": "administrator"},
    **{"council": "council", "works council": "council", "or": "council"},
    "ondernemingsraad": "council",
}
CHANNELS = ("mail", "teams", "slack", "mattermost", "sms")
"""The channels for messages, unless an installation has set up others."""
