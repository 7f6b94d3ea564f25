"""The mapping of a table of aggregates: what its columns mean, and which question is which.

A row is about one unit, one wave and one question. It holds either how many chose each option, or
the mean of the answers, or the share of favourable ones. In a wide table a row is about one unit
and one wave, and each question has a column with its means or favourable shares.
"""

from collections.abc import Iterator, Mapping
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
from surveys.names import same_name
from surveys.waves import Thresholds


class WavesOfTable(Frozen):
    """The column with the wave of a row, and the days of each wave.

    Without `dates`, a cell is the last day of a survey, such as 2024-09-30.
    """

    column: Name
    dates: dict[Name, WaveOfHistory] | None = Field(default=None, min_length=1)


class MeanColumn(Frozen):
    """The column with means; `worst` and `best` are the ends of the scale they are on.

    In a wide table the columns are those of the questions, and none is named here.
    """

    column: Name | None = None
    worst: float
    best: float


class FavourableColumn(Frozen):
    """The column with the favourable part of the answers; `whole` is what stands for all.

    In a wide table the columns are those of the questions, and none is named here.
    """

    column: Name | None = None
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
    """The column with the question of a row, and the question of Peil for each of its cells.

    A wide table has `columns` instead: the question of Peil for each column with numbers.
    """

    column: Name | None = None
    ids: dict[Name, Asked] | None = Field(default=None, min_length=1)
    columns: dict[Name, Asked] | None = Field(default=None, min_length=1)

    @property
    def asked(self) -> Mapping[str, AskedAs]:
        """The question of Peil for each cell, or for each column of a wide table."""
        return self.columns or self.ids or {}

    @property
    def field(self) -> str:
        """The field that names the questions."""
        return "questions.ids" if self.columns is None else "questions.columns"

    @model_validator(mode="after")
    def _is_long_or_wide(self) -> Self:
        long = self.column is not None, self.ids is not None
        if (self.columns is None and not all(long)) or (self.columns is not None and any(long)):
            msg = "give either column and ids, or columns with a question for each"
            raise ValueError(msg)
        return self


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
    def is_wide(self) -> bool:
        """Whether a row has a column for each question."""
        return self.questions.columns is not None

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
        wide = {f"questions.columns.{name}": name for name in self.questions.columns or ()}
        every = {**named, **counts, **wide}
        return {field: name for field, name in every.items() if name is not None}

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
        faults += self._misplaced()
        faults += [
            f"{self.questions.field}.{cell}: worst and best belong together, differ, and go with "
            "mean"
            for cell, asked in self.questions.asked.items()
            if (asked.worst is not None or asked.best is not None)
            and (
                self.mean is None or None in (asked.worst, asked.best) or asked.worst == asked.best
            )
        ]
        used: dict[str, str] = {}
        for field, column in self._columns.items():
            name = same_name(column)
            if name in used:
                faults.append(f"{field}: {column!r} is used by {used[name]} too")
            used.setdefault(name, field)
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def _misplaced(self) -> Iterator[str]:
        """Yield what does not go with a wide table, or is missing in any other."""
        for field, part in (("mean", self.mean), ("favourable", self.favourable)):
            if part is not None and not self.is_wide and part.column is None:
                yield f"{field}.column: is missing"
            elif part is not None and self.is_wide and part.column is not None:
                yield f"{field}.column: take it out; the columns are those of questions.columns"
        if self.is_wide and self.counts is not None:
            yield "counts: needs a row for each question, so questions with column and ids"
        if self.is_wide and self.sd is not None:
            yield "sd: needs a row for each question, so questions with column and ids"

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
    for cell, asked in plan.questions.asked.items():
        field = f"{plan.questions.field}.{cell}"
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
