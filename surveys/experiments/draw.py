"""The draw by lot: who starts first follows from the list of units and a number drawn after it.

Anybody who has the record can draw again, by hand if they wish. Pure.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar
from uuid import UUID

from surveys.errors import N_, PeilError
from surveys.texts import Texts

FORMAT = 1
"""The version of the record's form."""

NONCE_BYTES = 16
"""Bytes of the random number that is drawn once the list is closed."""

_NONCE = re.compile(f"[0-9a-f]{{{2 * NONCE_BYTES}}}")


class RecordError(PeilError):
    """A record of a draw that cannot be read, or does not say what its own steps lead to."""

    texts: ClassVar = {
        "unreadable": N_("This is not a record of a draw by lot."),
        "fingerprint": N_("The fingerprint is not that of this list of units."),
        "seed": N_("The seed does not follow from the fingerprint and the number drawn."),
        "order": N_("The order is not the one that the lot leads to."),
    }


@dataclass(frozen=True)
class Draw:
    """A draw: the list with the numbers that start in each step, and what follows from it."""

    units: frozenset[UUID]
    starting: tuple[int, ...]
    nonce: str

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the list, known before anything is drawn."""
        return fingerprint(self.units, self.starting)

    @property
    def seed(self) -> str:
        """The SHA-256 of fingerprint and number drawn; everything else follows from it."""
        return _hash(f"{self.fingerprint}:{self.nonce}")

    def ticket(self, unit: UUID) -> str:
        """Return the ticket of a unit; the lowest comes first."""
        return _hash(f"{self.seed}:{unit.hex}")

    @property
    def order(self) -> tuple[UUID, ...]:
        """The units in the order of their tickets."""
        return tuple(sorted(self.units, key=self.ticket))

    @property
    def steps(self) -> Mapping[UUID, int | None]:
        """The step in which each unit starts, from 0; None for those that wait to the end."""
        step_of_place = [step for step, number in enumerate(self.starting) for _ in range(number)]
        waiting = [None] * (len(self.units) - len(step_of_place))
        return dict(zip(self.order, [*step_of_place, *waiting], strict=True))


def list_text(units: Collection[UUID], starting: Sequence[int]) -> str:
    """Return the list as the text that is hashed: the numbers, then the ids in order, by line."""
    return "\n".join([",".join(map(str, starting)), *sorted(unit.hex for unit in units)])


def fingerprint(units: Collection[UUID], starting: Sequence[int]) -> str:
    """Return the SHA-256 of a list of units and of the numbers that start in each step."""
    return _hash(list_text(units, starting))


def record(draw: Draw, names: Mapping[UUID, str], language: str) -> str:
    """Return a draw as a document that anybody can check, its steps in words (JSON)."""
    steps = draw.steps
    document = {
        "record": "draw by lot",
        "format": FORMAT,
        "how": how(language),
        "starting": list(draw.starting),
        "list": list_text(draw.units, draw.starting),
        "fingerprint": draw.fingerprint,
        "nonce": draw.nonce,
        "seed": draw.seed,
        "order": [
            {
                "unit": unit.hex,
                "name": names.get(unit, ""),
                "ticket": draw.ticket(unit),
                "step": None if (step := steps[unit]) is None else step + 1,
            }
            for unit in draw.order
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def how(language: str) -> list[str]:
    """Return the steps of the draw in words."""
    _ = Texts(language).gettext
    return [
        _(
            "The list was closed first: the numbers that start in each step, then the ids of all "
            "units in alphabetical order, each on a line of its own. Its SHA-256 is the "
            "fingerprint."
        ),
        _(
            "Then the server drew a random number. List and number stand in the audit trail since "
            "that moment, and the list can no longer be changed."
        ),
        _("The seed is the SHA-256 of: fingerprint, colon, number."),
        _("The ticket of a unit is the SHA-256 of: seed, colon, id of the unit."),
        _(
            "Sorted by ticket, the first units start in the first step, the next ones in the next "
            "step; the others wait."
        ),
        _("To check all of it: peil experiment verify, with this file."),
    ]


def verify(document: str) -> Draw:
    """Draw again from a record and return the draw; raise RecordError where it says otherwise."""
    try:
        said = json.loads(document)
        first, *ids = said["list"].split("\n")
        starting = tuple(int(number) for number in first.split(","))
        units = [UUID(hex=unit) for unit in ids]
        drawn = Draw(frozenset(units), starting, _checked_nonce(said["nonce"]))
        _check(said, drawn, is_list=list_text(units, starting) == said["list"])
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise RecordError("unreadable") from fault
    return drawn


def _check(said: Any, drawn: Draw, *, is_list: bool) -> None:
    if not (is_list and said["format"] == FORMAT and is_possible(len(drawn.units), drawn.starting)):
        raise RecordError("unreadable")
    if said["fingerprint"] != drawn.fingerprint:
        raise RecordError("fingerprint")
    if said["seed"] != drawn.seed:
        raise RecordError("seed")
    steps = drawn.steps
    again = [
        (unit.hex, drawn.ticket(unit), None if steps[unit] is None else (steps[unit] or 0) + 1)
        for unit in drawn.order
    ]
    if [(one["unit"], one["ticket"], one["step"]) for one in said["order"]] != again:
        raise RecordError("order")


def is_possible(units: int, starting: Sequence[int]) -> bool:
    """Return whether units can start in steps of these sizes: one or more, and not too many."""
    return bool(starting) and min(starting) >= 1 and sum(starting) <= units


def _checked_nonce(nonce: str) -> str:
    if not _NONCE.fullmatch(nonce):
        msg = "not a number of this length"
        raise ValueError(msg)
    return nonce


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
