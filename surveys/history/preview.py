"""What an import of past answers makes of a file, to look at before it is done. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from surveys.counting.tally import Histogram
from surveys.errors import N_, Phrase, phrase
from surveys.history.coding import Coding
from surveys.names import same_name
from surveys.units import NewName

LeftOut = Literal["filtered", "no_answer"]
"""Why a row is not a ballot: the mapping takes only others, or nothing was answered."""

LEFT_OUT: Mapping[LeftOut, str] = {
    "filtered": N_("Rows left out because of “only” or “filled” in the mapping"),
    "no_answer": N_("Rows left out because nothing is answered in them"),
}
MAY_BE_UNFINISHED = N_(
    "The column “{column}” may tell who did not finish. All rows with an answer count; to take "
    "only some of them, write under `only:` in the mapping which cells they have in this column."
)

_SURE = frozenset({"finished", "submitdate", "date submitted", "datum verzonden"})
_LESS_SURE = frozenset({"progress", "lastpage", "last page", "laatste pagina"})
_TELLS_WHO_FINISHED = _SURE | _LESS_SURE | {"status"}
_FIRST_UNITS = 5


@dataclass(frozen=True)
class Understood:
    """How a column was understood: each cell as written, and the option that it stands for."""

    column: str
    question: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FirstNumbers:
    """Numbers of a unit as they will be published: counts per option, the last one good."""

    unit: str
    question: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Preview:
    """Everything to look at before an import; `new_units` with those that may be meant."""

    left_out: Mapping[LeftOut, int]
    notes: Sequence[Phrase]
    known_units: Sequence[str]
    new_units: Sequence[NewName]
    columns: Sequence[Understood]
    numbers: Sequence[FirstNumbers]


def understood(coding: Coding, cells: Iterable[tuple[str, tuple[int, ...]]]) -> Understood:
    """Return how the cells of a column were understood, with the words of English options."""
    scale = coding.question.scale
    words = scale.options("en")
    return Understood(
        coding.column,
        coding.question.id,
        tuple(
            (cell, "; ".join(words[option] for option in options))
            for cell, options in sorted(cells)
            if cell
        ),
    )


def perhaps_unfinished(titles: Sequence[str], used: Iterable[str]) -> list[str]:
    """Return the columns that may tell who did not finish, and that no filter uses.

    How far somebody came adds nothing to whether they sent their answers.
    """
    known = set(map(same_name, used))
    if known & _SURE:
        known |= _LESS_SURE
    return [
        title
        for title in titles
        if same_name(title) in _TELLS_WHO_FINISHED and same_name(title) not in known
    ]


def unfinished_note(column: str) -> Phrase:
    """Return the advice to look at a column that may tell who did not finish."""
    return phrase(MAY_BE_UNFINISHED, column=column)


def first_numbers(
    histograms: Iterable[Histogram], names: Mapping[UUID, str], questions: Iterable[str], root: UUID
) -> list[FirstNumbers]:
    """Return the numbers of the whole and the first few units, as they will be published."""
    asked = set(questions)
    made = [one for one in histograms if one.question in asked]
    order = sorted({one.unit for one in made}, key=lambda unit: (unit != root, names[unit]))
    shown = set(order[:_FIRST_UNITS])
    return [
        FirstNumbers(names[one.unit], one.question, tuple(one.counts))
        for one in sorted(made, key=lambda one: (order.index(one.unit), one.question))
        if one.unit in shown
    ]
