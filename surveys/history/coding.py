"""Coding of cells in a file of past answers as answers to questions. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from surveys.errors import N_, PeilError
from surveys.history.mapping import HistoryMapping, MappingError, QuestionColumn
from surveys.instrument import Instrument, Question
from surveys.instrument.ratings import Grade
from surveys.instrument.scales import Choice, Number
from surveys.names import same_name
from surveys.tables.cells import normalised, tidy

NUMBER_OF_ENDS = 2
"""The number of labels of a grade that names both ends of its range."""


class CellError(PeilError):
    """A cell that is not an answer to its question."""

    texts: ClassVar = {
        "not_an_answer": N_("“{cell}” is none of the answers to {question}."),
        "too_many": N_("{question} takes at most {most} different answers."),
    }


@dataclass(frozen=True)
class Coding:
    """The mapping from the cells of a column to answers to a question."""

    question: Question
    column: str
    options: Mapping[str, int]
    skipped: frozenset[str]
    separator: str | None

    def read(self, cell: str) -> tuple[int, ...]:
        """Return the chosen options (0 = first shown) of a tidy cell, none when it was skipped.

        Raises CellError.
        """
        if normalised(cell) in self.skipped:
            return ()
        chosen = []
        for part in self._parts(cell):
            if (option := self.options.get(normalised(part))) is None:
                shown = part if len(part) <= 60 else f"{part[:60]}..."
                raise CellError("not_an_answer", cell=shown, question=self.question.id)
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
        field = f"questions.{question_id}"
        if (question := known.get(question_id)) is None:
            faults.append(f"{field}: there is no question with this id")
            continue
        listed = mapping.answers[column.answers] if column.answers else None
        faults += _misfits(question, column, listed, field)
        options = (
            _options_by_label(question)
            if listed is None
            else {normalised(cell): number - 1 for cell, number in listed.items()}
        )
        skipped = frozenset(map(normalised, mapping.skip))
        made.append(Coding(question, column.column, options, skipped, column.separator))
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
    for cell, number in (listed or {}).items():
        if not 1 <= number <= scale.size:
            yield (
                f"answers.{column.answers}: {cell!r} is option {number}, "
                f"but {question.id} has the options 1 to {scale.size}"
            )


def _options_by_label(question: Question) -> dict[str, int]:
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
