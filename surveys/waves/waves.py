"""The life of a wave: open once, closed once, never anything back."""

import random
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import ClassVar, Literal
from uuid import UUID

from sqlmodel import Session

from db import messages, people, programme, results, slips
from db.engine import forget_deleted, reading, writing
from db.people import UnitRow
from surveys.errors import N_, PeilError
from surveys.installation.installation import Installation
from surveys.instrument.rotation import questions_of_wave
from surveys.organisation.organisation import instrument
from surveys.trail import trail
from surveys.units.tree import Tree
from surveys.waves import leftovers
from surveys.waves.slip_codes import normalised

Period = Literal["weekly", "biweekly", "monthly"]

TOKEN_BYTES = 24


class WaveError(PeilError):
    """Something that cannot be done with a wave as it is now."""

    texts: ClassVar = {
        "closes_before_opening": N_(
            "A wave cannot close on {closes_on} before it opens on {opens_on}."
        ),
        "not_set_up": N_(
            "No wave opens before the organisation and a confidential counsellor are set up."
        ),
        "other_open": N_("Wave {wave} is open until {closes_on}; there is one wave at a time."),
        "nobody": N_("There is nobody to invite yet."),
        "slips": N_(
            "{unit} has {slips} slips for {people} people. Make its slips again with `peil slips`, "
            "or withdraw them there for personal links."
        ),
        "no_rhythm": N_(
            "There is no rhythm yet, or another process opens the waves: start the programme."
        ),
        "clock_works": N_("The clock is at work just now: try again in a minute."),
        "no_delivery": N_(
            "No wave opens before there is a way to send invitations: set PEIL_MAIL."
        ),
        "none_open": N_("No wave is open, so there is nothing to count."),
        "still_open": N_("Wave {wave} is open until {closes_on} and is not counted earlier."),
        "counted_elsewhere": N_(
            "Wave {wave} was counted by another process meanwhile; all is well."
        ),
        "no_box": N_(
            "The ballot box of wave {wave} is not in {folder}: nothing can be counted. Put the "
            "store folder back as it was. Nothing was changed."
        ),
        "no_reminders": N_("There are no reminders for a wave that is not open."),
        "not_counted": N_("Results are announced once a wave has been counted."),
    }


@dataclass(frozen=True)
class Thresholds:
    """The least number of people behind any number, a distribution, and a comment."""

    k: int = 5
    k_distribution: int = 10
    k_comment: int = 10

    def __post_init__(self) -> None:
        """Raise ValueError for a threshold under its floor."""
        if self.k < 5 or min(self.k_distribution, self.k_comment) < max(10, self.k):
            msg = "thresholds: k at least 5, distributions and comments at least 10 and at least k"
            raise ValueError(msg)


@dataclass(frozen=True)
class OpenedWave:
    """A wave that has just been opened, with the tokens to hand out; they are kept nowhere.

    Who answers with a paper slip has no token here; `slips` has the number of slips by unit.
    """

    id: UUID
    number: int
    tokens: Mapping[UUID, str]
    slips: Mapping[str, int]


def token_hash(token: str) -> bytes:
    """Return what the box keeps of a token; of the code on a slip, however it was typed."""
    return sha256(normalised(token).encode()).digest()


def new_token() -> str:
    """Return the secret of one personal link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def open_wave(
    installation: Installation,
    *,
    opens_on: date,
    closes_on: date,
    period: Period = "biweekly",
    thresholds: Thresholds | None = None,
    by_message: bool = False,
) -> OpenedWave:
    """Open the next wave of the programme and give everybody a token, but where slips are printed.

    Freezes questions, thresholds and the tree of units, makes the key pair and the box. A block
    that was brought forward is asked. With `by_message` nobody has a token yet: an invitation waits
    for everybody, and gets its token when it leaves. Raises WaveError while another wave is open,
    before set-up, with nobody to invite, or with too few or too many slips.
    """
    if closes_on < opens_on:
        raise WaveError("closes_before_opening", closes_on=closes_on, opens_on=opens_on)
    limits = thresholds or Thresholds()
    leftovers.clear(installation)
    asked = instrument(installation)
    with writing(installation.engine) as session:
        _refuse_unless_ready(session)
        number = results.last_number(session) + 1
        units = {row.id: row for row in people.units(session)}
        counts_in = where_ballots_count(session)
        slips.withdraw_but_for(session, units)
        on_paper = slips.per_unit(session)
        _refuse_wrong_number(on_paper, counts_in, units)
        invited_by_link = {p: unit for p, unit in counts_in.items() if unit not in on_paper}
        given = {} if by_message else invited_by_link
        tokens = {person: new_token() for person in given}
        box = installation.box(number)
        box.destroy()
        public_key = installation.keys.create(number)
        hashes = [(token_hash(token), counts_in[person]) for person, token in tokens.items()]
        hashes += slips.take_out(session)
        random.SystemRandom().shuffle(hashes)
        box.create(hashes)
        wave = results.Wave(
            number=number,
            opens_on=opens_on,
            closes_on=closes_on,
            period=period,
            questions=[],
            k=limits.k,
            k_distribution=limits.k_distribution,
            k_comment=limits.k_comment,
        )
        parents = {unit.id: unit.parent_id for unit in units.values()}
        invited = Tree(parents).totals(Counter(counts_in.values()))
        snapshot = [
            {"unit_id": u.id, "parent_id": u.parent_id, "name": u.name, "invited": invited[u.id]}
            for u in units.values()
        ]
        results.add_wave(session, wave, snapshot)
        turn = programme.turn_of(session, number)
        questions = [q.id for q in questions_of_wave(asked, turn)]
        results.open_draft(session, wave, questions, public_key)
        messages.invite(session, wave.id, invited_by_link)
        if by_message:
            messages.prepare(session, wave.id, invited_by_link, "invitation")
        trail.note(session, "wave opened", f"wave {number}, until {closes_on}")
    forget_deleted(installation.engine, ("slip",))
    printed = {units[unit].name: number_of for unit, number_of in on_paper.items()}
    return OpenedWave(wave.id, number, tokens, printed)


def open_number(installation: Installation) -> int | None:
    """Return the number of the wave that is open, if there is one."""
    with reading(installation.engine) as session:
        wave = results.open_wave(session)
        return wave.number if wave else None


def _refuse_unless_ready(session: Session) -> None:
    organisation = people.organisation(session)
    if organisation is None or organisation.counsellor_name is None:
        raise WaveError("not_set_up")
    if (already := results.open_wave(session)) is not None:
        raise WaveError("other_open", wave=already.number, closes_on=already.closes_on)
    if not people.everybody(session):
        raise WaveError("nobody")


def _refuse_wrong_number(
    on_paper: Mapping[UUID, int], counts_in: Mapping[UUID, UUID], units: Mapping[UUID, UnitRow]
) -> None:
    """Raise WaveError unless every unit with slips has one for each of its people."""
    number = Counter(counts_in.values())
    for unit, printed in on_paper.items():
        if printed != number[unit]:
            name = units[unit].name if unit in units else str(unit)
            raise WaveError("slips", unit=name, slips=printed, people=number[unit])


def where_ballots_count(session: Session) -> dict[UUID, UUID]:
    """Return the unit of each person's ballot: a manager's counts one unit above the own ones.

    So a manager never reads a number that the own ballot is part of, but for the pool of managers.
    """
    parent = {row.id: row.parent_id for row in people.units(session)}
    tree = Tree(parent)
    counts_in = {row.id: row.unit_id for row in people.everybody(session)}
    led: dict[UUID, list[UUID]] = {}
    for row in people.who_has(session, "manager"):
        if row.unit_id is not None:
            led.setdefault(row.id, []).append(row.unit_id)
    for person, units in led.items():
        highest = min(units, key=tree.depth)
        counts_in[person] = parent[highest] or highest
    return counts_in
