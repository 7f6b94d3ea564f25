"""What may be stored in the main database, table by table and column by column, for everybody.

`audit_allowed_box.py` has the ballot box.

The audit compares a database with this list. A new table or column needs an entry here, and so a
thought about what it tells. The texts are message ids: pages translate them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Side = Literal["people", "results", "follow_up", "box", "upkeep"]


def _(message: str) -> str:
    """Mark a text for translation; it stays English here."""
    return message


@dataclass(frozen=True)
class Allowed:
    """A table that may exist: what it is for, and what each of its columns holds."""

    side: Side
    purpose: str
    columns: Mapping[str, str]
    orderless: bool = False
    """Whether it must not keep the order in which rows came, although it is about people."""

    @property
    def about_answers(self) -> bool:
        """Whether it belongs to box or results, where nothing may lead to a person or a moment."""
        return self.side in {"box", "results"}


NAMES: Mapping[Side, str] = {
    "people": _("People and access"),
    "box": _("The ballot box of the open wave"),
    "results": _("Waves and results"),
    "follow_up": _("What became of results"),
    "upkeep": _("Upkeep"),
}

_ID = _("a random number")
_NAME = _("name")
_ABOVE = _("the unit above it")
_UNIT = _("the unit")
_WAVE = _("the wave")
_PERSON = _("the person")

MAIN: Mapping[str, Allowed] = {
    "organisation": Allowed(
        "people",
        _("The organisation: its name, and whom people can talk to."),
        {
            "id": _("always 1: there is one organisation"),
            "name": _NAME,
            "counsellor_name": _("name of the confidential counsellor"),
            "counsellor_phone": _("phone of the confidential counsellor"),
            "company_doctor": _("how to reach the company doctor"),
            "own_questions": _("questions that the organisation added"),
        },
    ),
    "unit": Allowed(
        "people",
        _("The teams and departments."),
        {"id": _ID, "parent_id": _ABOVE, "name": _NAME},
    ),
    "person": Allowed(
        "people",
        _("Everybody who works here, and in which unit."),
        {
            "id": _ID,
            "name": _NAME,
            "email": _("mail address"),
            "unit_id": _("the unit they work in"),
            "language": _("the language they prefer"),
        },
    ),
    "access": Allowed(
        "people",
        _("Who may see the results of which units."),
        {
            "id": _ID,
            "person_id": _PERSON,
            "role": _("their role: manager, HR or administrator"),
            "unit_id": _("the unit a manager leads"),
        },
    ),
    "sign_in": Allowed(
        "people",
        _("Sign-in links and sessions of who reads results. Nobody signs in to answer."),
        {
            "hash": _("a fingerprint of the secret in the link"),
            "kind": _("whether it is a link or a session"),
            "person_id": _PERSON,
            "expires_at": _("when it ends"),
            "reusable": _("whether it works more than once"),
        },
        orderless=True,
    ),
    "invitation": Allowed(
        "people",
        _("Who is invited to the open wave, never whether they answered. Deleted at the count."),
        {
            "wave_id": _WAVE,
            "person_id": _PERSON,
            "mail_state": _("whether the invitation was sent"),
        },
        orderless=True,
    ),
    "slip": Allowed(
        "people",
        _("Paper slips for the next wave. They go into its box when it opens."),
        {
            "hash": _("a fingerprint of the code; the code itself is only on paper"),
            "unit_id": _UNIT,
        },
        orderless=True,
    ),
    "audit_entry": Allowed(
        "people",
        _("The audit trail: who read or changed what, by day. Answering leaves nothing in it."),
        {
            "id": _ID,
            "noted_on": _("the day"),
            "person_id": _("who did it; nobody for what was done on the server itself"),
            "action": _("what was done"),
            "subject": _("the unit, wave or person it was done to"),
        },
        orderless=True,
    ),
    "wave": Allowed(
        "results",
        _("The waves: when they are open, what they ask, and from how many answers they show."),
        {
            "id": _ID,
            "number": _("number of the wave"),
            "title": _("title of the wave"),
            "state": _("open or closed"),
            "opens_on": _("first day"),
            "closes_on": _("last day"),
            "period": _("the time asked about"),
            "questions": _("the questions asked"),
            "k": _("answers needed for a number"),
            "k_distribution": _("answers needed for a distribution"),
            "k_comment": _("answers needed for comments"),
            "public_key": _("the half of the key that seals envelopes and cannot open them"),
        },
    ),
    "wave_unit": Allowed(
        "results",
        _("The units as they were in a wave; how many answered only where that is published."),
        {
            "unit_id": _UNIT,
            "wave_id": _WAVE,
            "parent_id": _ABOVE,
            "name": _NAME,
            "invited": _("number of people invited"),
            "ballots": _("number of answers, where published"),
        },
    ),
    "result": Allowed(
        "results",
        _("The published numbers of whole groups. This is all that remains of the answers."),
        {
            "unit_id": _UNIT,
            "wave_id": _WAVE,
            "question_id": _("the question"),
            "counts": _("how many chose each option, with unanimous groups blurred"),
            "skipped": _("how many skipped the question"),
        },
    ),
    "comment": Allowed(
        "results",
        _("What people wrote in their own words, without their scores and in random order."),
        {
            "unit_id": _UNIT,
            "wave_id": _WAVE,
            "id": _ID,
            "body": _("the comment"),
        },
    ),
    "analysis": Allowed(
        "results",
        _("What was worked out while counting, about the organisation and units of 100 or more."),
        {
            "unit_id": _UNIT,
            "wave_id": _WAVE,
            "kind": _("what was worked out: what goes together, or how well a scale holds"),
            "subject": _("the question or indicator that it is about"),
            "outcome": _("rounded numbers about the whole group"),
        },
    ),
    "agreement": Allowed(
        "follow_up",
        _("What teams agreed on after talking about their results."),
        {
            "id": _ID,
            "unit_id": _UNIT,
            "indicator": _("the topic it is about"),
            "body": _("what was agreed"),
            "starts_on": _("the day it starts"),
            "review_on": _("the day to look back at it"),
            "ended_on": _("the day it ended"),
        },
        orderless=True,
    ),
    "event": Allowed(
        "follow_up",
        _("What happened and may explain numbers, such as a move."),
        {
            "id": _ID,
            "unit_id": _UNIT,
            "body": _("what happened"),
            "happened_on": _("the day it happened"),
        },
        orderless=True,
    ),
    "secret": Allowed(
        "upkeep",
        _("What signs the links to published results, so that nobody can make one up."),
        {"name": _("what it is for"), "value": _("a random secret")},
    ),
    "alembic_version": Allowed(
        "upkeep",
        _("Which version these tables have, so that an update knows what to do."),
        {"version_num": _("version")},
    ),
}

DATES_OF_A_WAVE = frozenset({("wave", "opens_on"), ("wave", "closes_on")})
"""The only columns on the side of box and results that may hold a date."""

NEVER = (
    _("Who gave which answer."),
    _("A note of whether you answered, or when."),
    _("From which device, browser or address you answered."),
    _("Answers that you did not send."),
    _("Your personal link. Only a fingerprint of it waits in the box until you use it."),
    _("Any single answer, once a wave has been counted."),
    _("Any result of a group that is too small to show."),
)
"""What is stored nowhere, at no time unless it says so."""
