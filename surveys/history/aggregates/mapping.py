"""The mapping of a table of aggregates: what its columns mean, and which question is which.

A row is about one unit, one wave and one question. It holds either how many chose each option, or
the mean of the answers, or the share of favourable ones.
"""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from surveys.history.mapping import (
    Cell,
    FileForm,
    Name,
    OwnQuestions,
    PlacedUnits,
    WaveOfHistory,
)
from surveys.instrument import Instrument, Question
from surveys.instrument.scales import Frozen
from surveys.waves import Thresholds


class WavesOfTable(Frozen):
    """The column with the wave of a row, and the days of each wave.

    Without `dates`, a cell is the last day of a survey, such as 2024-09-30.
    """

    column: Name
    dates: dict[Name, WaveOfHistory] | None = Field(default=None, min_length=1)


class MeanColumn(Frozen):
    """The column with means; `worst` and `best` are the ends of the scale they are on."""

    column: Name
    worst: float
    best: float


class FavourableColumn(Frozen):
    """The column with the favourable part of the answers; `whole` is what stands for all."""

    column: Name
    whole: float = Field(default=100, gt=0)


class AskedAs(Frozen):
    """The id of a question, and the ends of its scale where they differ from those of others."""

    id: Name
    worst: float | None = None
    best: float | None = None


def _as_asked(value: Any) -> Any:
    return {"id": value} if isinstance(value, str) else value


Asked = Annotated[AskedAs, BeforeValidator(_as_asked)]


class QuestionsOfTable(Frozen):
    """The column with the question of a row, and the question of Peil for each of its cells."""

    column: Name
    ids: dict[Name, Asked] = Field(min_length=1)


class AggregatesMapping(Frozen):
    """A whole mapping: `counts` has the columns of the options, the first shown first.

    `answers` is the column with the number of answers; without one, `least` is the smallest number
    that the other tool shows a mean of. `invited` is the column with the number of people invited.
    """

    source: Name
    organisation: Name | None = None
    file: FileForm = FileForm()
    unit: PlacedUnits
    wave: WaveOfHistory | None = None
    waves: WavesOfTable | None = None
    questions: QuestionsOfTable
    counts: tuple[Name, ...] | None = Field(default=None, min_length=2)
    mean: MeanColumn | None = None
    favourable: FavourableColumn | None = None
    answers: Name | None = None
    least: int | None = Field(default=None, ge=Thresholds().k)
    sd: Name | None = None
    invited: Name | None = None
    own_questions: OwnQuestions = None
    skip: tuple[Cell, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns to read, each once."""
        return tuple(self._columns.values())

    @property
    def _columns(self) -> dict[str, str]:
        """The columns by the field that names them."""
        named = {
            "unit": self.unit.column,
            "waves": self.waves.column if self.waves else None,
            "questions": self.questions.column,
            "mean": self.mean.column if self.mean else None,
            "favourable": self.favourable.column if self.favourable else None,
            "answers": self.answers,
            "sd": self.sd,
            "invited": self.invited,
        }
        counts = {f"counts.{place}": name for place, name in enumerate(self.counts or ())}
        return {field: name for field, name in {**named, **counts}.items() if name is not None}

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        faults = []
        if (self.wave is None) == (self.waves is None):
            faults.append("wave: give either wave, for all rows, or waves, with a column")
        given = [self.counts, self.mean, self.favourable]
        if sum(part is not None for part in given) != 1:
            faults.append("counts: give exactly one of counts, mean and favourable")
        elif self.counts is not None:
            faults += [
                f"{field}: belongs to means; with counts Peil adds them up itself"
                for field in ("answers", "least", "sd")
                if getattr(self, field) is not None
            ]
        elif (self.answers is None) == (self.least is None):
            faults.append(
                "answers: give either answers, the column with the number of answers, or least, "
                "the smallest number of answers that the other tool shows a number of"
            )
        if self.favourable and self.least is not None and self.least < Thresholds().k_distribution:
            faults.append("least: a favourable part needs 10 answers or more")
        if self.sd is not None and (self.mean is None or self.answers is None):
            faults.append("sd: needs mean and answers")
        if self.mean is not None and self.mean.worst == self.mean.best:
            faults.append("mean: worst and best are the same")
        faults += [
            f"questions.ids.{cell}: worst and best belong together, differ, and go with mean"
            for cell, asked in self.questions.ids.items()
            if (asked.worst is not None or asked.best is not None)
            and (
                self.mean is None or None in (asked.worst, asked.best) or asked.worst == asked.best
            )
        ]
        used: dict[str, str] = {}
        for field, column in self._columns.items():
            if column in used:
                faults.append(f"{field}: {column!r} is used by {used[column]} too")
            used.setdefault(column, field)
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def scale_of(self, asked: AskedAs) -> tuple[float, float]:
        """Return the least and the most favourable value of what the file has of a question."""
        if self.mean is not None:
            if asked.worst is not None and asked.best is not None:
                return asked.worst, asked.best
            return self.mean.worst, self.mean.best
        return 0.0, self.favourable.whole if self.favourable else 100.0


def check_questions(plan: AggregatesMapping, instrument: Instrument) -> list[str]:
    """Return what is wrong with the questions of a mapping, a line each."""
    known = {question.id: question for question in instrument.questions()}
    faults = []
    seen: dict[str, str] = {}
    for cell, asked in plan.questions.ids.items():
        field = f"questions.ids.{cell}"
        if (question := known.get(asked.id)) is None:
            faults.append(f"{field}: there is no question {asked.id}")
            continue
        if asked.id in seen:
            faults.append(f"{field}: {asked.id} stands for {seen[asked.id]!r} already")
        seen.setdefault(asked.id, cell)
        if misfit := _misfit(plan, question):
            faults.append(f"{field}: {misfit}")
    return faults


def _misfit(plan: AggregatesMapping, question: Question) -> str | None:
    scale = question.scale
    if question.sensitive is not None:
        return "questions about health complaints are not imported"
    if plan.counts is not None:
        if scale.max_choices > 1:
            return "several answers are possible to it; import the answers of each person instead"
        if len(plan.counts) != scale.size:
            return f"{question.id} has {scale.size} options, but counts has {len(plan.counts)}"
    elif question.role not in {"anchor", "own"} or scale.values is None:
        return f"{question.id} has no line over waves, so a mean of it would never be shown"
    return None
