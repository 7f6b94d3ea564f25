"""Description of an allowed table, texts shared by the lists, and the allowed guards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from surveys.errors import N_

Side = Literal["people", "results", "follow_up", "box", "upkeep"]


@dataclass(frozen=True)
class Allowed:
    """A table that may exist: its purpose, and the content of each column."""

    side: Side
    purpose: str
    columns: Mapping[str, str]
    orderless: bool = False
    """Whether it must not preserve the order of insertion, although it is about people."""

    @property
    def about_answers(self) -> bool:
        """Whether it belongs to box or results, which must not lead to a person or a time."""
        return self.side in {"box", "results"}


ID = N_("a random number")
NAME = N_("name")
ABOVE = N_("the unit above it")
UNIT = N_("the unit")
WAVE = N_("the wave")
PERSON = N_("the person")

FUNCTIONS = frozenset(
    {
        *("refuse", "state_of", "has_counsellor", "names_among", "refuse_confirmed_by_another"),
        *("refuse_confirmed_place_stays", "refuse_place_change_stays"),
    }
)
"""Functions of the guards on PostgreSQL, and the one that recognises names of people."""

BOX_FUNCTIONS = frozenset({"unit_of", "exchange", "one_length", "as_issued"})
"""The functions through which roles without access use the box on PostgreSQL."""

GUARDS = frozenset(
    {
        "wave_starts_as_draft",
        "wave_goes_one_way",
        "wave_is_frozen_once_open",
        "wave_keeps_its_open_questions",
        "wave_opens_with_a_counsellor",
        "wave_closes_in_time",
        "wave_unit_is_frozen",
        "wave_unit_is_complete",
        "result_is_written_once",
        "result_never_changes",
        "comment_is_written_once",
        "comment_never_changes",
        "analysis_is_written_once",
        "analysis_never_changes",
        "audit_entry_never_changes",
        "audit_entry_stays_a_year",
        "confirmed_by_another",
        "confirmed_place_never_changes",
        "confirmed_place_stays",
        "place_change_never_changes",
        "place_change_stays",
    }
)
"""The triggers of the main database: each refuses a change, none writes. There are no views."""

ONLY_ON_SQLITE = frozenset(
    f"{table}_is_never_replaced"
    for table in (
        *("wave", "wave_unit", "result", "comment", "analysis", "audit_entry"),
        "confirmed_place",
    )
)
"""Guards against INSERT OR REPLACE, which would bypass the others."""
