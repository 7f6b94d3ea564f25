"""Whether everybody in a small unit was confirmed by a second person before the wave opened."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from db import confirmations, messages, wave_units
from db.engine import reading
from db.inspection import WaveFacts
from surveys.audit.checks import Finding, fault, faults_or_ok
from surveys.errors import N_
from surveys.installation import Installation
from surveys.organisation.small_units import SMALL_UNIT

ASK_WHO = N_(
    "Find out who opened the wave, and whether these people exist: the audit trail and the page "
    "Confirmations help. Tell HR and the works council."
)


_ALL_WELL = N_("Who is new or has moved in a small unit is confirmed by a second person.")
_OFF = N_("Who is new or has moved in a small unit is not confirmed: that is switched off.")
_NOBODY = N_(
    "Who is new or has moved in a small unit is not confirmed: nobody is appointed to do it."
)


@dataclass(frozen=True)
class ConfirmationFacts:
    """Since when places are confirmed, and the numbers of people of whom that went wrong."""

    since: int | None
    """The first wave before which they were; 0: switched off, None: nobody could so far."""

    unconfirmed: int
    """People invited to the open wave in a small unit, and not confirmed there before it opened."""

    by_themselves: int
    """Places that were confirmed by somebody who had changed them."""


def look_at_confirmations(installation: Installation, wave: WaveFacts) -> ConfirmationFacts:
    """Return the facts about confirmations before the open wave, if there is one."""
    with reading(installation.engine) as session:
        since = confirmations.confirmed_from(session)
        by_themselves = confirmations.own_confirmations(session)
        unconfirmed = 0
        if wave.number is not None and wave.id is not None and since and since <= wave.number:
            counts_in = messages.ballot_units(session, wave.id)
            confirmed = confirmations.last_confirmed(session, before_wave=wave.number)
            places = {person: last.place.unit for person, last in confirmed.items()}
            number = Counter(places.values())
            # Who has left since was confirmed, perhaps: their rows have gone with them.
            still_invited = Counter(counts_in.values())
            for unit, invited in wave_units.own_invited(session, wave.id).items():
                number[unit] += max(0, invited - still_invited[unit]) if unit in number else 0
            unconfirmed = sum(
                number[unit] < SMALL_UNIT and places.get(person) != unit
                for person, unit in counts_in.items()
            )
        return ConfirmationFacts(since, unconfirmed, by_themselves)


def findings(facts: ConfirmationFacts) -> Iterable[Finding]:
    """Return what the facts amount to."""
    faults = []
    if facts.unconfirmed:
        sentence = N_("The wave was opened with {number} people in small units not confirmed.")
        faults.append(fault(sentence, ASK_WHO, number=str(facts.unconfirmed)))
    if facts.by_themselves:
        sentence = N_("{number} people were confirmed by the person who had changed them.")
        faults.append(fault(sentence, ASK_WHO, number=str(facts.by_themselves)))
    yield from faults_or_ok(
        _ALL_WELL if facts.since else _OFF if facts.since == 0 else _NOBODY, faults
    )
