"""The units that an import made: they go with it, unless something uses them by then."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from db import imported_units, people, roster
from db.imported_units import Use
from surveys.errors import N_, Phrase, phrase
from surveys.units import Tree

USED: Mapping[Use, str] = {
    "people": N_("people work there"),
    "roles": N_("somebody has a role for it"),
    "directory": N_("your list of people or your directory knows it"),
    "slips": N_("it has paper slips"),
    "results": N_("it is part of another survey or wave"),
    "follow_up": N_("it has agreements, events or talks"),
    "units": N_("units below it stay"),
}
_GONE = N_("Units that went with it: {names}.")
_STAYS = N_("The unit “{name}” stays: {reason}.")


@dataclass(frozen=True)
class StayingUnit:
    """A unit that an import made and that stays, with what uses it."""

    name: str
    uses: Sequence[Use]


@dataclass(frozen=True)
class MadeUnits:
    """What becomes of the units that an import made, when it is taken back; by name."""

    gone: Sequence[str]
    staying: Sequence[StayingUnit]

    def told(self) -> list[Phrase]:
        """Return it as sentences: those that are gone, then each that stays and why."""
        sentences = [phrase(_GONE, names=tuple(self.gone))] if self.gone else []
        for unit in self.staying:
            reasons = tuple(phrase(USED[use]) for use in unit.uses)
            sentences.append(phrase(_STAYS, name=unit.name, reason=reasons))
        return sentences


def note_made(session: Session, name: str, before: Collection[UUID]) -> None:
    """Note within a transaction that an import made all units but those of before.

    The root unit is left out: it stands for the organisation, which stays.
    """
    made = [u.id for u in people.units(session) if u.id not in before and u.parent_id is not None]
    imported_units.give_to(session, dict.fromkeys(made, name))


def remove_made(session: Session, name: str, but: Collection[UUID] = ()) -> MadeUnits:
    """Delete within a transaction the units that an import made and that nothing uses.

    Run it once the results of the import are deleted; `but` stay in any case, without a word. A
    unit that another import has results of goes with that one. What else stays is nobody's any
    more: it stays for good.
    """
    made = imported_units.made_by(session, name) - set(but)
    uses = imported_units.uses(session, made)
    rows = people.units(session)
    names = {unit.id: unit.name for unit in rows}
    tree = Tree({unit.id: unit.parent_id for unit in rows})
    gone: list[UUID] = []
    staying: list[UUID] = []
    holds_some = {above for unit, above in tree.parent.items() if unit not in made}
    for unit in tree.bottom_up:
        if unit not in made:
            continue
        if unit in holds_some:
            uses[unit].append("units")
        if uses[unit]:
            staying.append(unit)
            holds_some.add(tree.parent[unit])
        else:
            gone.append(unit)
    heirs = imported_units.heirs(session, staying)
    imported_units.give_to(session, {unit: heirs.get(unit) for unit in staying})
    roster.delete(session, people.Unit, gone)
    return MadeUnits(
        gone=sorted(names[unit] for unit in gone),
        staying=sorted(
            (StayingUnit(names[unit], tuple(uses[unit])) for unit in staying),
            key=lambda unit: unit.name,
        ),
    )
