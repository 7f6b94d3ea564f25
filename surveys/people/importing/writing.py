"""Writes a plan into the database, all at once; the open wave is not touched."""

from collections.abc import Callable, Mapping
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlmodel import Session

from db import people, waves
from db import roster as stored
from db.base import insert_many
from surveys.access.mail_address import comparable
from surveys.errors import N_
from surveys.people.importing.places import Place
from surveys.people.importing.plan import GrantedRole, NewPerson, Plan, Who
from surveys.people.importing.state import RosterSnapshot

Stage = Literal["files", "roster", "comparing", "writing"]
STAGES: Mapping[Stage, str] = {
    "files": N_("Reading files"),
    "roster": N_("Reading who works here"),
    "comparing": N_("Comparing"),
    "writing": N_("Writing people"),
}
"""What each stage of an import is called, to be translated."""

Report = Callable[[Stage, int, int], None]
"""Called with the stage of the import, how much of it is done, and how much there is."""

_AT_ONCE = 10_000


def write(session: Session, roster: RosterSnapshot, plan: Plan, report: Report) -> None:
    """Write a plan made for the roster `roster`, within the transaction of a session."""
    _Writing(session, roster, plan, report).write()


class _Writing:
    """Writes a plan within a transaction."""

    def __init__(
        self, session: Session, roster: RosterSnapshot, plan: Plan, report: Report
    ) -> None:
        self._session, self._plan, self._report = session, plan, report
        self._people = {person.id: person for person in roster.people}
        self._units: dict[Place, UUID] = {unit.place: uuid4() for unit in plan.new_units}
        self._who: dict[Who, UUID] = {comparable(new.row.email): uuid4() for new in plan.joined}
        self._done = 0
        self._total = len(plan.joined) + len(plan.changed) + len(plan.left)

    def write(self) -> None:
        plan, session = self._plan, self._session
        stored.delete(session, people.Access, [role.id for role in plan.revoked_roles])
        for gone in _in_parts([leaver.id for leaver in plan.left]):
            stored.remove_people(session, gone)
            self._tell(len(gone))
        self._write_units()
        self._change_people()
        for rows in _in_parts([self._person(new) for new in plan.joined]):
            insert_many(session, people.Person, rows)
            self._tell(len(rows))
        stored.delete(session, people.Unit, [unit.id for unit in plan.gone_units])
        insert_many(session, people.Access, [self._access(role) for role in plan.granted_roles])
        self._list_changes()

    def _tell(self, number: int) -> None:
        self._done += number
        self._report("writing", self._done, self._total)

    def _unit(self, place: Place) -> UUID:
        return place if isinstance(place, UUID) else self._units[place]

    def _write_units(self) -> None:
        """Change units; keys are set free first, so that two units can exchange theirs."""
        plan = self._plan
        freed = [{"id": unit.id, "key": None} for unit in plan.changed_units]
        stored.update(self._session, people.Unit, freed)
        new = [
            {
                "id": self._unit(unit.place),
                "parent_id": self._unit(unit.above),
                "name": unit.name,
                "key": unit.key,
            }
            for unit in plan.new_units
        ]
        insert_many(self._session, people.Unit, new)
        changed = [
            {
                "id": unit.id,
                "parent_id": self._unit(unit.above) if unit.above is not None else None,
                "name": unit.name,
                "key": unit.key,
            }
            for unit in plan.changed_units
        ]
        stored.update(self._session, people.Unit, changed)

    def _change_people(self) -> None:
        """Change people; addresses and keys that go from one to another are set free first."""
        rows: list[dict[str, Any]] = []
        for change in self._plan.changed:
            moved = {} if change.place is None else {"unit_id": self._unit(change.place)}
            rows.append({"id": change.id, **dict(change.after), **moved})
        stored.update(
            self._session, people.Person, [{"id": r["id"], "key": None} for r in rows if "key" in r]
        )
        before = {self._people[row["id"]].email for row in rows if "email" in row}
        taken_over = [row for row in rows if "email" in row and before & {row["email"]}]
        if taken_over:
            freed = [{"id": row["id"], "email": row["id"].hex} for row in rows if "email" in row]
            stored.update(self._session, people.Person, freed)
        for some in _in_parts(rows):
            stored.update(self._session, people.Person, some)
            self._tell(len(some))

    def _person(self, new: NewPerson) -> dict[str, Any]:
        row = new.row
        return {
            "id": self._who[comparable(row.email)],
            "name": row.name,
            "email": row.email,
            "unit_id": self._unit(new.place),
            "language": row.language,
            "key": row.key,
            "channel": row.channel,
            "channel_address": row.channel_address,
            "send_at": row.send_at,
        }

    def _access(self, role: GrantedRole) -> dict[str, Any]:
        person = role.who if isinstance(role.who, UUID) else self._who[role.who]
        unit = None if role.place is None else self._unit(role.place)
        return {
            "id": uuid4(),
            "person_id": person,
            "role": role.role,
            "unit_id": unit,
            "confirmed": not role.waits,
            "given_by": self._plan.made_by,
            "by_list": True,
        }

    def _list_changes(self) -> None:
        wave = waves.open_wave(self._session)
        plan = self._plan
        listed: list[tuple[str, str, str | None, str | None]]
        listed = [("joined", new.row.name, None, new.unit) for new in plan.joined]
        listed += [("moved", c.name, c.from_unit, c.to_unit) for c in plan.moved]
        listed += [("left", leaver.name, leaver.unit, None) for leaver in plan.left]
        rows = [
            {
                "id": uuid4(),
                "open_wave": wave.number if wave else None,
                "kind": kind,
                "name": name,
                "from_unit": before,
                "to_unit": after,
            }
            for kind, name, before, after in listed
        ]
        insert_many(self._session, stored.RosterChange, rows)


def _in_parts(rows: list[Any]) -> list[list[Any]]:
    return [rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE)]
