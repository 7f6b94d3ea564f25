"""Highlights: changes and differences that are significant over all that somebody sees. Pure.

Questions to ask, in the order of the tree of units: neither a ranking nor a verdict.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from surveys.reading import comparison_sentences, sentences
from surveys.reading.organisation import Cell, OrganisationReport, QuestionInReport, UnitInReport
from surveys.statistics.change import Change
from surveys.statistics.discoveries import MAX_FALSE_DISCOVERY_RATE, adjusted_p_values
from surveys.statistics.pooling import Estimate, Position
from surveys.statistics.quantiles import NORMAL_95
from surveys.texts import Texts

Why = Literal["better", "worse", "above", "below"]


@dataclass(frozen=True)
class Highlight:
    """A unit and a question that stand out, and the reason."""

    unit: UUID
    name: str
    question: QuestionInReport
    why: Why
    change: Change | None

    def in_words(self, language: str) -> str:
        """Return what stands out."""
        texts = Texts(language)
        if self.why in {"better", "worse"}:
            before = texts.gettext("the wave before")
            status: sentences.Status = "better" if self.why == "better" else "worse"
            return sentences.change(status, self.change, before, texts) + "."
        position: Position = "probably above" if self.why == "above" else "probably below"
        return comparison_sentences.position(position, texts) + "."

    def ask(self, language: str) -> str:
        """Return a question to ask in the unit."""
        _ = Texts(language).gettext
        return {
            "better": _("What went well, and what do you keep?"),
            "worse": _("What changed, and what would help?"),
            "above": _("What works there that others could learn from?"),
            "below": _("What is different there, and what would help?"),
        }[self.why]


def highlights_of(report: OrganisationReport) -> list[Highlight]:
    """Return the significant changes, and the significant differences from the other units.

    Changes are judged in `significance`. Differences are judged here, over all units and questions
    together: Benjamini-Hochberg with q = .10 on the shrunken distances.
    """
    cells = [
        (unit, question, cell)
        for unit in report.units
        for question in report.questions
        if (cell := unit.cells.get(question.question.id)) is not None
    ]
    compared = [(u, q, c.estimate) for u, q, c in cells if c.estimate is not None]
    together = adjusted_p_values([_p(estimate) for _, _, estimate in compared])
    far = {
        (unit.id, question.question.id)
        for (unit, question, estimate), p in zip(compared, together, strict=True)
        if p <= MAX_FALSE_DISCOVERY_RATE and estimate.position != "not distinguishable"
    }
    return [highlight for cell in cells for highlight in _of_cell(*cell, far)]


def _of_cell(
    unit: UnitInReport,
    question: QuestionInReport,
    cell: Cell,
    far: Collection[tuple[UUID, str]],
) -> list[Highlight]:
    """Return the highlight of one cell, if any: its change before its position."""
    if cell.status == "better" or cell.status == "worse":
        return [Highlight(unit.id, unit.name, question, cell.status, cell.change)]
    if (unit.id, question.question.id) in far and cell.estimate is not None:
        why: Why = "above" if cell.estimate.from_all > 0 else "below"
        return [Highlight(unit.id, unit.name, question, why, None)]
    return []


def _p(estimate: Estimate) -> float:
    """Return the p-value of a shrunken distance, from its 90 % interval."""
    error = (estimate.high - estimate.low) / 2 / NORMAL_95
    if error == 0:
        return 1.0
    return math.erfc(abs(estimate.from_all) / error / math.sqrt(2))
