"""Whether waves ask who leads people, so that leaders and others can be set side by side.

Off until an organisation switches it on, and never asked where too few of either are invited to
show anything: an answer that is of no use is not collected.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlmodel import Session

from db import people
from db.engine import reading, writing
from surveys import trail
from surveys.access import Reader, check_administers
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.organisation.next_waves import next_thresholds
from surveys.organisation.places import where_ballots_count


class WhoLeadsError(PeilError):
    """A decision about asking who leads that cannot be taken."""

    texts: ClassVar = {
        "no_organisation": N_("Set up the organisation first."),
        "not_agreed": N_(
            "Confirm that the works council has agreed before people are asked whether they lead."
        ),
        "too_few": N_(
            "It takes more than {least} people who lead a unit and more than {least} others. Your "
            "list of people has {leaders} and {others}. Nothing could be shown, so nothing is "
            "asked."
        ),
    }


@dataclass(frozen=True)
class LeadersAndOthers:
    """How many people are known to lead a unit, and how many are not; `least` take part in each."""

    leaders: int
    others: int
    least: int

    @property
    def are_enough(self) -> bool:
        """Whether something could be shown: of exactly that many it tells that all answered."""
        return min(self.leaders, self.others) > self.least


def leaders_by_unit(session: Session, counted_in: Mapping[UUID, UUID]) -> Counter[UUID]:
    """Return how many people who lead a unit have their ballot in each unit itself.

    `counted_in` has the unit of every invited person's ballot.
    """
    leading = {row.id for row in people.who_has(session, "manager")}
    return Counter(unit for person, unit in counted_in.items() if person in leading)


def leaders_and_others(session: Session) -> LeadersAndOthers:
    """Return, within a transaction, how many lead and how many do not as the list is now."""
    counted_in = where_ballots_count(session)
    leaders = leaders_by_unit(session, counted_in).total()
    least = next_thresholds(session).k_distribution
    return LeadersAndOthers(leaders, len(counted_in) - leaders, least)


def load_leaders_and_others(installation: Installation) -> LeadersAndOthers:
    """Return how many lead and how many do not as the list is now."""
    with reading(installation.engine) as session:
        return leaders_and_others(session)


def is_switched_on(session: Session) -> bool:
    """Return, within a transaction, whether the organisation wants people asked."""
    row = people.facts_of_organisation(session)
    return row is not None and bool(row.asks_who_leads)


def load_is_switched_on(installation: Installation) -> bool:
    """Return whether the organisation wants people asked."""
    with reading(installation.engine) as session:
        return is_switched_on(session)


def asks_who_leads(session: Session) -> bool:
    """Return, within a transaction, whether the next wave may ask who leads."""
    return is_switched_on(session) and leaders_and_others(session).are_enough


def load_asks_who_leads(installation: Installation) -> bool:
    """Return whether the next wave may ask who leads."""
    with reading(installation.engine) as session:
        return asks_who_leads(session)


def ask_who_leads(
    installation: Installation, who: Reader, *, on: bool, agreed: bool = False
) -> None:
    """Let the next waves ask who leads, in their turn, or no longer.

    Switching it on takes the word that the works council has agreed. Raises NotAllowedError, and
    WhoLeadsError without that word or with too few people.
    """
    check_administers(who)
    if on and not agreed:
        raise WhoLeadsError("not_agreed")
    with writing(installation.engine) as session:
        row = people.organisation(session)
        if row is None:
            raise WhoLeadsError("no_organisation")
        known = leaders_and_others(session)
        if on and not known.are_enough:
            raise WhoLeadsError(
                "too_few", least=known.least, leaders=known.leaders, others=known.others
            )
        if row.asks_who_leads != on:
            row.asks_who_leads = on
            action: trail.Action = (
                "question who leads switched on" if on else "question who leads switched off"
            )
            trail.note(session, action, "le_1", who.known_as)
