"""Whom people can turn to, in words: the same for everybody."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from surveys.instrument import shipped
from surveys.organisation.organisation import Contacts
from surveys.texts import Texts, escape_markdown

_TELEPHONE = re.compile(r"\+?[\d ().-]{3,20}")


@dataclass(frozen=True)
class Support:
    """Somebody to turn to, in one language: who, how to reach them, and what it costs.

    `who` and `contact` are plain text. `more` is a template for `typed`, what the organisation has
    typed; the template itself may hold links as [words](address). `short` stands for `who` and
    `more` where there is little room; empty to leave the line out.
    """

    who: str
    contact: str
    more: str
    short: str
    typed: Mapping[str, str]

    @property
    def dial(self) -> str:
        """The number to call; empty where the contact is none, such as where to make a booking."""
        return re.sub(r"[^\d+]", "", self.contact) if _TELEPHONE.fullmatch(self.contact) else ""


def support_for(contacts: Contacts, language: str) -> list[Support]:
    """Return whom to turn to, the same for everybody."""
    typed = {
        "name": contacts.counsellor_name,
        "phone": contacts.counsellor_phone,
        "booking": contacts.company_doctor or "",
    }
    return [
        Support(
            line.who[language],
            line.contact.format(**typed),
            line.more[language],
            line.short[language] if line.short else "",
            typed,
        )
        for line in shipped().support
        if line.id != "occupational_physician" or contacts.company_doctor is not None
    ]


def support_lines(contacts: Contacts, language: str) -> list[str]:
    """Return whom to turn to as lines of Markdown, numbers as links that a phone calls.

    What somebody typed is escaped.
    """
    lines = []
    for one in support_for(contacts, language):
        more = one.more.format(**{k: escape_markdown(v) for k, v in one.typed.items()})
        contact = escape_markdown(one.contact)
        if one.dial:
            contact = f"[{contact}](tel:{one.dial})"
        contact = f"{contact}. " if contact else ""
        lines.append(f"**{one.who}** · {contact}{more}")
    return lines


@functools.lru_cache(maxsize=256)
def support_in_short(contacts: Contacts, language: str) -> str:
    """Return the same in one line of Markdown, for pages that are about something else."""
    told = []
    for one in support_for(contacts, language):
        if one.short:
            contact = escape_markdown(one.contact)
            who = one.short if one.short.endswith("?") else f"{one.short}:"
            told.append(f"{who} [{contact}](tel:{one.dial})" if one.dial else f"{who} {contact}")
    title = Texts(language).gettext("Someone to talk to")
    elsewhere = shipped().support_elsewhere[language]
    return f"**{title}** · {' · '.join(told)} · {elsewhere}"
