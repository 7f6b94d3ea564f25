"""Coding of cells in a file of past answers as answers to questions. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from surveys.errors import N_, PeilError
from surveys.history.mapping import HistoryMapping, MappingError, QuestionColumn
from surveys.instrument import Instrument, Question
from surveys.instrument.ratings import Grade
from surveys.instrument.scales import Choice, Number
from surveys.names import same_name
from surveys.tables.cells import normalised, tidy

_BETWEEN = "; "
"""What stands between the titles of columns that were chosen."""

NUMBER_OF_ENDS = 2
"""The number of labels of a grade that names both ends of its range."""


class CellError(PeilError):
    """A cell that is not an answer to its question."""

    texts: ClassVar = {
        "not_an_answer": N_("“{cell}” is not one of the answers to {question}."),
        "too_many": N_("{question} takes at most {most} different answers."),
        "not_a_mark": N_(
            "“{cell}” does not say whether “{column}” was chosen. Name the cells that do in the "
            "mapping, as `chosen:`."
        ),
    }


_CHOSEN = frozenset({"y", "yes", "j", "ja", "1", "x", "true", "checked", "selected", "quoted"})
_NOT_CHOSEN = frozenset(
    {"n", "no", "nee", "0", "false", "unchecked", "not selected", "not quoted", "-oth-"}
)
"""What survey tools write into the column of one option, as names are compared."""


@dataclass(frozen=True)
class Coding:
    """The mapping from the cells of a column, or of one for each option, to answers to a question.

    `options` are those of a cell; with several columns, the titles of those that were chosen, as
    `chosen` cells say, the usual ones, or one of the `labels` of the option.
    """

    question: Question
    columns: tuple[str, ...]
    options: Mapping[str, int]
    skipped: frozenset[str]
    separator: str | None
    chosen: frozenset[str] | None = None
    labels: Mapping[str, int] = field(default_factory=dict)

    @property
    def column(self) -> str:
        """The columns in words."""
        return " + ".join(self.columns)

    def cell_of(self, cells: Sequence[str]) -> str:
        """Return the cell to read: that of the column, or the titles that were chosen.

        Raises CellError.
        """
        if self.chosen is None:
            return cells[0]
        marked = (
            title
            for title, cell in zip(self.columns, cells, strict=True)
            if self._is_chosen(title, cell)
        )
        return _BETWEEN.join(marked)

    def _is_chosen(self, title: str, cell: str) -> bool:
        mark = normalised(cell)
        if not mark or mark in self.skipped:
            return False
        if self.chosen:
            return mark in self.chosen
        # Some tools repeat the option itself.
        if mark in _CHOSEN or self.labels.get(mark) == self.options[normalised(title)]:
            return True
        if mark in _NOT_CHOSEN:
            return False
        raise CellError("not_a_mark", cell=_short(cell), column=title)

    def read(self, cell: str) -> tuple[int, ...]:
        """Return the chosen options (0 = first shown) of a tidy cell, none when it was skipped.

        Raises CellError.
        """
        if normalised(cell) in self.skipped:
            return ()
        chosen = []
        for part in self._parts(cell):
            if (option := self.options.get(normalised(part))) is None:
                raise CellError("not_an_answer", cell=_short(part), question=self.question.id)
            chosen.append(option)
        most = self.question.scale.max_choices
        if len(set(chosen)) < len(chosen) or len(chosen) > most:
            raise CellError("too_many", question=self.question.id, most=most)
        return tuple(chosen)

    def _parts(self, cell: str) -> Iterator[str]:
        """Yield the answers in a cell; an option that holds the separator is one of them.

        The longest options are looked for first.
        """
        if self.separator is None:
            yield from filter(None, [cell])
            return
        separator, rest = same_name(self.separator) or self.separator, same_name(cell)
        options = sorted(self.options, key=len, reverse=True)
        while rest := rest.strip().removeprefix(separator).strip():
            whole = (o for o in options if rest == o or _is_before(separator, rest, o))
            part = next(whole, None) or rest.split(separator, 1)[0].strip()
            yield part
            rest = rest[len(part) :]


def _short(cell: str) -> str:
    return cell if len(cell) <= 60 else f"{cell[:60]}..."


def _is_before(separator: str, text: str, option: str) -> bool:
    """Return whether a text starts with an option, and a separator behind it."""
    return text.startswith(option) and text[len(option) :].lstrip().startswith(separator)


def codings(mapping: HistoryMapping, asked: Instrument, file: str) -> list[Coding]:
    """Return the coding of each question, in the order of the mapping from `file`.

    Without a list of answers, a cell may contain the number of the option (1 = first shown) or its
    label in any language; for a mark or a quantity, the figure itself. Raises MappingError for a
    question or an option that does not exist.
    """
    known = {question.id: question for question in asked.questions()}
    faults, made = [], []
    for question_id, column in mapping.questions.items():
        place = f"questions.{question_id}"
        if (question := known.get(question_id)) is None:
            faults.append(f"{place}: there is no question with this id")
            continue
        listed = mapping.answers[column.answers] if column.answers else None
        faults += _misfits(question, column, listed, place)
        skipped = frozenset(map(normalised, mapping.skip))
        if column.columns:
            listed = column.columns
        labels = options_by_label(question)
        options = (
            labels
            if listed is None
            else {normalised(cell): number - 1 for cell, number in listed.items()}
        )
        separator = _BETWEEN if column.columns else column.separator
        chosen = frozenset(map(normalised, column.chosen)) if column.columns else None
        made.append(Coding(question, column.titles, options, skipped, separator, chosen, labels))
    if faults:
        raise MappingError(*faults, file=file)
    return made


def _misfits(
    question: Question, column: QuestionColumn, listed: Mapping[str, int] | None, field: str
) -> Iterator[str]:
    scale = question.scale
    if question.sensitive is not None:
        yield f"{field}: questions about health complaints are not imported"
    if column.separator is not None and scale.max_choices == 1:
        yield f"{field}.separator: this question takes one answer"
    if column.columns and scale.max_choices == 1:
        yield f"{field}.columns: this question takes one answer"
    named = f"{field}.columns" if column.columns else f"answers.{column.answers}"
    for cell, number in (column.columns or listed or {}).items():
        if not 1 <= number <= scale.size:
            yield (
                f"{named}: {cell!r} is option {number}, "
                f"but {question.id} has the options 1 to {scale.size}"
            )


def options_by_label(question: Question) -> dict[str, int]:
    """Return the options by label, and by number unless the labels are numbers themselves.

    The two ends of a grade have words as well.
    """
    scale = question.scale
    languages = scale.choices[0].text if isinstance(scale, Choice) else scale.labels
    named = [pair for language in languages for pair in enumerate(scale.options(language))]
    if isinstance(scale, Grade):
        ends = [names for names in scale.labels.values() if len(names) == NUMBER_OF_ENDS]
        named += [pair for names in ends for pair in zip((0, scale.size - 1), names, strict=True)]
    elif not isinstance(scale, Number):
        named += [(option, str(option + 1)) for option in range(scale.size)]
        # The codes that LimeSurvey gives to the answers of a list.
        named += [(option, f"A{option + 1}") for option in range(scale.size)]
        named += [(option, f"AO{option + 1:02}") for option in range(scale.size)]
    by_label: dict[str, set[int]] = {}
    for option, name in named:
        by_label.setdefault(normalised(tidy(name)), set()).add(option)
    # A label that means different options in two languages is ambiguous without a list.
    return {name: options.pop() for name, options in by_label.items() if len(options) == 1}
