"""The life of a wave: opened once, closed once, never reopened."""

import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID

from sqlmodel import Session

from db import messages, people, programme, slips, waves
from db.engine import forget_deleted, reading, writing
from db.people import UnitRow
from surveys import trail
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.instrument import closes_round, open_questions_of_wave
from surveys.organisation import load_instrument
from surveys.organisation.confirmation_rule import before_opening
from surveys.organisation.later_starts import units_taking_part, where_invited_count
from surveys.organisation.next_waves import Thresholds, next_thresholds
from surveys.organisation.turns import questions_in
from surveys.organisation.who_leads import leaders_by_unit
from surveys.units import Tree
from surveys.waves.keepers import check_keepers, note_sealed
from surveys.waves.tokens import new_token, token_hash

Period = Literal["weekly", "biweekly", "monthly"]


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
        "nobody_takes_part": N_(
            "Nobody takes part on {opens_on}: every unit with people in it starts later. Change "
            "that on the page Programme."
        ),
        "slips": N_(
            "{unit} has {slips} slips for {people} people. Make its slips again with `peil slips`, "
            "or withdraw them there for personal links."
        ),
        "unconfirmed": N_(
            "{number} people in small units are not confirmed yet, in: {units}. HR or the works "
            "council confirm them on the page Confirmations; then the wave opens."
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
        "other_number": N_("Wave {wave} is the one that is open. Nothing was changed."),
        "counted_elsewhere": N_(
            "Wave {wave} was counted by another process meanwhile; all is well."
        ),
        "no_box": N_(
            "The ballot box of wave {wave} is not in {folder}: nothing can be counted. Put the "
            "store folder back as it was. Nothing was changed."
        ),
        "damaged_box": N_(
            "Wave {wave} is not counted: its ballot box is damaged ({why}). Stop Peil, keep a copy "
            "of {folder}, and restore the last backup; or give the wave up with "
            "`peil discard-wave`. Nothing was changed."
        ),
        "no_memory": N_(
            "Wave {wave} is not counted: there is not enough memory. Give the process of the clock "
            "more. Nothing was changed, and nothing is lost."
        ),
        "no_reminders": N_("There are no reminders for a wave that is not open."),
        "not_counted": N_("Results are announced once a wave has been counted."),
    }


@dataclass(frozen=True)
class OpenedWave:
    """A wave that has just been opened, with the tokens to hand out; they are not stored anywhere.

    People who answer with a paper slip have no token here; `slips` has the number of slips by the
    name of their unit.
    """

    id: UUID
    number: int
    tokens: Mapping[UUID, str]
    slips: Mapping[str, int]


def open_wave(
    installation: Installation,
    *,
    opens_on: date,
    closes_on: date,
    period: Period = "biweekly",
    thresholds: Thresholds | None = None,
    by_message: bool = False,
    ends_round: bool | None = None,
) -> OpenedWave:
    """Open the next wave of the programme, and make a token for everybody without a paper slip.

    Freezes questions, thresholds (by default those decided on) and the tree of units, and makes the
    key pair and the box. A block that was brought forward is asked; so are the open questions at
    the end of a round where that was planned, else with `ends_round`, else in their turn. With
    `by_message` no tokens are made yet: an invitation is queued for everybody, and gets its token
    when it is sent. Raises WaveError while another wave is open or somebody is to be confirmed,
    before set-up, with nobody to invite or taking part, or with too few or too many slips, and
    KeyMissingError or KeeperError when its key cannot be kept.
    """
    if closes_on < opens_on:
        raise WaveError("closes_before_opening", closes_on=closes_on, opens_on=opens_on)
    destroy_counted_boxes(installation)
    instrument = load_instrument(installation)
    with writing(installation.engine) as session:
        _check_can_open(session)
        if waiting := before_opening(session):
            raise WaveError("unconfirmed", number=waiting.number, units=waiting.few_units)
        check_keepers(session, installation)
        number = waves.last_number(session) + 1
        limits = thresholds or next_thresholds(session)
        units = {row.id: row for row in people.units(session)}
        counts_in = where_invited_count(session, opens_on)
        if not counts_in:
            raise WaveError("nobody_takes_part", opens_on=opens_on)
        slips.withdraw_but_for(session, units_taking_part(session, opens_on))
        on_paper = slips.per_unit(session)
        _check_slips(on_paper, counts_in, units)
        by_link = {person: unit for person, unit in counts_in.items() if unit not in on_paper}
        tokens = {} if by_message else {person: new_token() for person in by_link}
        issued = [(token, counts_in[person]) for person, token in tokens.items()]
        public_key = _issue_tokens(session, installation, number, issued)
        wave = waves.Wave(
            number=number,
            opens_on=opens_on,
            closes_on=closes_on,
            period=period,
            questions=[],
            k=limits.k,
            k_distribution=limits.k_distribution,
            k_comment=limits.k_comment,
        )
        asked = questions_in(session, number)
        leaders = None
        if instrument.leading.question in asked:
            leaders = leaders_by_unit(session, counts_in)
        snapshot = _snapshot_units(units.values(), counts_in.values(), leaders)
        waves.add_wave(session, wave, snapshot)
        planned = programme.asks_open_questions(session, number)
        if (at_end := ends_round if planned is None else planned) is None:
            at_end = closes_round(instrument, asked)
        waves.open_draft(
            session,
            wave,
            [question.id for question in asked],
            [question.id for question in open_questions_of_wave(instrument, at_end=at_end)],
            public_key,
        )
        messages.invite(session, wave.id, by_link, links=0 if by_message else 1)
        if by_message:
            messages.prepare(session, wave.id, by_link, "invitation")
        sealed_for = note_sealed(session, installation, number)
        sealed = f", sealed for {' and '.join(sealed_for)}" if sealed_for else ""
        trail.note(session, "wave opened", f"wave {number}, until {closes_on}{sealed}")
    forget_deleted(installation.engine, ("slip",))
    slips_by_name = {units[unit].name: printed for unit, printed in on_paper.items()}
    return OpenedWave(wave.id, number, tokens, slips_by_name)


def open_number(installation: Installation) -> int | None:
    """Return the number of the open wave, or None when no wave is open."""
    with reading(installation.engine) as session:
        wave = waves.open_wave(session)
        return wave.number if wave else None


def destroy_counted_boxes(installation: Installation) -> None:
    """Finish an interrupted count: destroy keys and boxes of counted waves.

    What was deleted from the main database becomes unreadable too. Runs at the end of a count,
    before the next wave opens, and whenever a server starts. Does nothing in a process that may not
    count, because it may not touch a box.
    """
    if not installation.keeps_time:
        return
    with reading(installation.engine) as session:
        counted = [wave.number for wave in waves.closed_waves(session)]
    for number in counted:
        if number is not None:
            # The key first: without it the ballots mean nothing, wherever a copy may lie.
            installation.keys.destroy(number)
            installation.box(number).destroy()
    forget_deleted(installation.engine, ("slip", "comment", "invitation", "message"))


def _check_can_open(session: Session) -> None:
    """Raise WaveError before set-up, while a wave is open, or when there is nobody to invite."""
    organisation = people.organisation(session)
    if organisation is None or organisation.counsellor_name is None:
        raise WaveError("not_set_up")
    if (already := waves.open_wave(session)) is not None:
        raise WaveError("other_open", wave=already.number, closes_on=already.closes_on)
    if not people.everybody(session):
        raise WaveError("nobody")


def _check_slips(
    on_paper: Mapping[UUID, int], counts_in: Mapping[UUID, UUID], units: Mapping[UUID, UnitRow]
) -> None:
    """Raise WaveError unless every unit with slips has one for each of its people."""
    number = Counter(counts_in.values())
    for unit, printed in on_paper.items():
        if printed != number[unit]:
            name = units[unit].name if unit in units else str(unit)
            raise WaveError("slips", unit=name, slips=printed, people=number[unit])


def _issue_tokens(
    session: Session, installation: Installation, number: int, issued: Iterable[tuple[str, UUID]]
) -> bytes:
    """Make key pair and box of a wave and return the public key (32 bytes).

    The box gets the hash of every token and of every slip, with its unit, in random order; the
    slips leave the main database.
    """
    box = installation.box(number)
    box.destroy()
    public_key = installation.keys.create(number)
    hashes = [(token_hash(token), unit) for token, unit in issued]
    hashes += slips.take_out(session)
    random.SystemRandom().shuffle(hashes)
    box.create(hashes)
    return public_key


def _snapshot_units(
    units: Collection[UnitRow], counted_in: Iterable[UUID], leaders: Counter[UUID] | None
) -> list[Mapping[str, Any]]:
    """Return the units as they are now, each with the number of people invited in and below it.

    `counted_in` has the unit of every invited person's ballot; `leaders` how many in each unit
    itself lead one, None where that does not matter.
    """
    invited = Tree({unit.id: unit.parent_id for unit in units}).totals(Counter(counted_in))
    return [
        {
            "unit_id": unit.id,
            "parent_id": unit.parent_id,
            "name": unit.name,
            "invited": invited[unit.id],
            "leaders": None if leaders is None else leaders[unit.id],
        }
        for unit in units
    ]
