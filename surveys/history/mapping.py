"""The mapping of a file of past answers: columns to questions, cells to options.

It is YAML written by a person; every error names its field. Whether questions and options exist is
checked in `coding.py`.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeVar

import yaml
from pydantic import BeforeValidator, Field, ValidationError, model_validator

from surveys import yaml_documents
from surveys.errors import N_, PeilError
from surveys.instrument.scales import Frozen
from surveys.names import as_written
from surveys.tables.cells import normalised
from surveys.tables.delimited_file import Delimiter
from surveys.tables.encodings import Encoding
from surveys.tables.table import Upload
from surveys.waves import Period


class MappingError(PeilError):
    """A mapping that cannot be used; each fault is a line of its own.

    Faults name fields of YAML files and stay English, as what the YAML parser says does.
    """

    texts: ClassVar = {"faults": N_("The mapping cannot be used:\n{faults}")}

    def __init__(self, *faults: str, file: str) -> None:
        """Prefix each fault with the file."""
        self.faults = [f"{file}: {fault}" for fault in faults]
        super().__init__("faults", faults="\n".join(self.faults))


def _tidy(value: Any) -> Any:
    return as_written(value) if isinstance(value, str) else value


def _several(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else (value,)


def _file_or_fields(value: Any) -> Any:
    if isinstance(value, dict) or (isinstance(value, str) and as_written(value)):
        return _tidy(value)
    msg = "expected the name of a file, or the fields of such a file below it"
    raise ValueError(msg)


Name = Annotated[str, BeforeValidator(_tidy), Field(min_length=1)]
Cell = Annotated[str, BeforeValidator(_tidy)]
Form = TypeVar("Form", bound=Frozen)


class WaveOfHistory(Frozen):
    """The title of the imported wave, and the days on which it was open."""

    title: Name
    opens_on: date
    closes_on: date
    period: Period = "monthly"

    @model_validator(mode="after")
    def _in_order(self) -> "WaveOfHistory":
        if self.closes_on < self.opens_on:
            msg = f"closes_on {self.closes_on} is before opens_on {self.opens_on}"
            raise ValueError(msg)
        return self


class FileForm(Frozen):
    """The form of the file, for when `auto` does not detect it.

    `skip_rows` is the number of rows right below the names of the columns that are not answers.
    """

    encoding: Encoding = "auto"
    delimiter: Delimiter = "auto"
    skip_rows: Annotated[int, Field(ge=0, le=1_000)] = 0


class UnitColumn(Frozen):
    """The column with the unit of each person.

    `rename` maps names in the file to names in Peil; `invited` has the number of people invited by
    name in Peil, for every unit in the file or for none.
    """

    column: Name
    rename: dict[Name, Name] = Field(default_factory=dict)
    invited: dict[Name, Annotated[int, Field(ge=0, le=10_000_000)]] | None = None


class PlacedUnits(Frozen):
    """The column with the unit that a row is about, and where units new to Peil lie.

    `rename` maps names in the file to names in Peil; `above` has the unit above each new one, and
    `new_below` that above all new ones which `above` does not name.
    """

    column: Name
    rename: dict[Name, Name] = Field(default_factory=dict)
    above: dict[Name, Name] = Field(default_factory=dict)
    new_below: Name | None = None


class QuestionColumn(Frozen):
    """The column with the answers to a question, and the list that decodes its cells.

    A question of which several options can be chosen may have a column for each instead: `columns`
    has the number of its option by column, `chosen` the cells that say it was chosen, where they
    are not usual ones.
    """

    column: Name | None = None
    answers: Name | None = None
    separator: str | None = Field(default=None, min_length=1)
    columns: dict[Name, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    chosen: Annotated[tuple[Cell, ...], BeforeValidator(_several)] = ()

    @property
    def titles(self) -> tuple[str, ...]:
        """The columns with answers to the question."""
        return (*self.columns,) if self.column is None else (self.column,)

    @model_validator(mode="after")
    def _is_one_or_several(self) -> "QuestionColumn":
        if (self.column is None) == (not self.columns):
            msg = "give either column, or columns with an option for each"
            raise ValueError(msg)
        if self.columns and (self.answers is not None or self.separator is not None):
            msg = "with columns there is neither answers nor separator"
            raise ValueError(msg)
        if self.chosen and not self.columns:
            msg = "chosen is about columns with an option for each"
            raise ValueError(msg)
        return self


OwnQuestions = Annotated[str | dict[str, Any] | None, BeforeValidator(_file_or_fields)]
"""The name of a file beside the mapping, or what such a file holds."""


class HistoryMapping(Frozen):
    """A whole mapping; `questions` are by id, option numbers start at 1 for the first shown.

    Of the rows, those count that have one of the cells of `only` in each of its columns, and
    something in each of the columns of `filled`.
    `own_questions` is the name of a file beside the mapping, or what such a file holds.
    """

    organisation: Name | None = None
    wave: WaveOfHistory
    file: FileForm = FileForm()
    unit: UnitColumn
    own_questions: OwnQuestions = None
    only: dict[Name, Annotated[tuple[Cell, ...], BeforeValidator(_several)]] = Field(
        default_factory=dict
    )
    filled: tuple[Name, ...] = ()
    skip: tuple[Cell, ...] = ()
    answers: dict[Name, dict[Name, int]] = Field(default_factory=dict)
    questions: dict[Name, QuestionColumn] = Field(min_length=1)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns to read: that of the unit, of the questions, of `only` and of `filled`."""
        asked = (title for question in self.questions.values() for title in question.titles)
        return (self.unit.column, *asked, *self.only, *self.filled)

    @model_validator(mode="after")
    def _fits_together(self) -> "HistoryMapping":
        faults = []
        used = {self.unit.column: "unit"}
        for question, asked in self.questions.items():
            if asked.answers is not None and asked.answers not in self.answers:
                faults.append(f"questions.{question}.answers: there is no list {asked.answers!r}")
            for title in asked.titles:
                if title in used:
                    faults.append(f"questions.{question}: {title!r} is used by {used[title]} too")
                used.setdefault(title, f"questions.{question}")
        for name, options in self.answers.items():
            written = [normalised(cell) for cell in options]
            faults += [
                f"answers.{name}: {cell!r} is written twice"
                for cell in dict.fromkeys(written)
                if written.count(cell) > 1
            ]
            faults += [
                f"answers.{name}: {cell!r} is also in skip"
                for cell in self.skip
                if normalised(cell) in written
            ]
        if faults:
            raise ValueError("\n".join(faults))
        return self


def load(path: Path | Upload) -> HistoryMapping:
    """Return a mapping; raise MappingError with the file and every invalid field."""
    return load_as(HistoryMapping, path, "wave, unit and questions")


def load_as(form: type[Form], path: Path | Upload, needed: str) -> Form:
    """Return a mapping of a form; `needed` names its fields for somebody whose file has none.

    Raises MappingError with the file and every invalid field.
    """
    try:
        content = path.content if isinstance(path, Upload) else path.read_bytes()
    except OSError as error:
        raise MappingError(f"cannot be read ({error.strerror})", file=path.name) from error
    document = read_fields(content, path.name, needed)
    try:
        return form.model_validate(document)
    except ValidationError as error:
        faults = [line for fault in error.errors() for line in _named(fault["loc"], fault)]
        raise MappingError(*faults, file=path.name) from error


def read_fields(content: bytes, file: str, needed: str) -> dict[str, Any]:
    """Return the fields of a mapping as they are written, every value a string, unchecked.

    Raises MappingError.
    """
    try:
        document = yaml_documents.load(content.decode("utf-8-sig"), _LiteralLoader)
    except UnicodeDecodeError as error:
        raise MappingError("is not written in UTF-8", file=file) from error
    except yaml.YAMLError as error:
        raise MappingError(f"is not valid YAML: {error}", file=file) from error
    if not isinstance(document, dict):
        raise MappingError(f"expected the fields {needed}", file=file)
    return document


class _LiteralLoader(yaml_documents.Bounded, yaml.BaseLoader):
    """A loader without type conversion: `No`, `NA` and `2020` remain strings."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Raise ConstructorError for a repeated key: one of the two would be lost silently."""
        seen: list[Any] = []
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                problem = f"{key!r} is written twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
            seen.append(key)
        return super().construct_mapping(node, deep)


def _named(loc: tuple[int | str, ...], fault: Mapping[str, Any]) -> list[str]:
    """Return the lines of a fault with its field; faults of the whole name it themselves."""
    message = {
        "missing": "is missing",
        "extra_forbidden": "is not a field of a mapping",
        "string_too_short": "is empty",
        "too_short": "is empty",
        "model_type": "expected fields below it, each with its name",
        "dict_type": "expected fields below it, each with its name",
    }.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    if fault["type"].startswith("date"):
        message = f"{fault['input']!r} is not a date such as 2020-08-31"
    field = ".".join(str(step) for step in loc if step != "[key]")
    return [f"{field}: {line}" if field else line for line in message.split("\n")]
