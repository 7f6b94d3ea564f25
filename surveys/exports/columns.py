"""The tables of an export and the meaning of their columns, in a reader's language. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.exports.tables import Column, DataTable, Value
from surveys.texts import Texts

_UNIT, _WAVE, _QUESTION = ("units", "unit"), ("waves", "wave"), ("questions", "question")
LOWEST_TENTHS, HIGHEST_TENTHS = 2, 9


@dataclass(frozen=True)
class Layout:
    """A table without its rows."""

    name: str
    title: str
    meaning: str
    columns: Sequence[Column]
    key: Sequence[str]

    def with_rows(self, rows: Sequence[Sequence[Value]]) -> DataTable:
        """Return the table; every row has a value for each column."""
        return DataTable(self.name, self.title, self.meaning, self.columns, self.key, rows)


def layouts(texts: Texts) -> Mapping[str, Layout]:
    """Return the tables of an export by name, in their order."""
    tables = (*_known(texts), *_measured(texts), *_noted(texts))
    return {table.name: table for table in tables}


def _unit(texts: Texts) -> Column:
    return Column("unit", "string", texts.gettext("The unit."), required=True, refers_to=_UNIT)


def _wave(texts: Texts) -> Column:
    return Column("wave", "string", texts.gettext("The wave."), required=True, refers_to=_WAVE)


def _question(texts: Texts) -> Column:
    meaning = texts.gettext("The question, or the topic as a whole.")
    return Column("question", "string", meaning, required=True, refers_to=_QUESTION)


def _answers(texts: Texts) -> Column:
    meaning = texts.gettext("How many answered, in a band; never the exact number.")
    return Column("answers", "string", meaning)


def _bounds(texts: Texts) -> Sequence[Column]:
    _ = texts.gettext
    return (
        Column(
            "low", "number", _("The low end of the interval that holds it about 19 times in 20.")
        ),
        Column(
            "high", "number", _("The high end of the interval that holds it about 19 times in 20.")
        ),
    )


def _known(texts: Texts) -> Sequence[Layout]:
    _ = texts.gettext
    return (
        Layout(
            "units",
            _("Units"),
            _("The units that are open to the person who made this export."),
            (
                Column("unit", "string", _("The key of the unit."), required=True),
                Column("name", "string", _("The name of the unit."), required=True),
                Column("above", "string", _("The names of the units above it.")),
            ),
            ("unit",),
        ),
        Layout(
            "waves",
            _("Waves"),
            _("The counted waves of this export."),
            (
                Column("wave", "string", _("The key of the wave."), required=True),
                Column("number", "integer", _("Its number; none of an imported wave.")),
                Column("title", "string", _("Its title, where it has one.")),
                Column("opened_on", "date", _("The day on which it opened."), required=True),
                Column("closed_on", "date", _("The day on which it closed."), required=True),
            ),
            ("wave",),
        ),
        Layout(
            "questions",
            _("Questions"),
            _("The questions, and topics as a whole, that any row of this export is about."),
            (
                Column("question", "string", _("The key of the question."), required=True),
                Column("indicator", "string", _("The key of its indicator."), required=True),
                Column("indicator_name", "string", _("The name of its indicator."), required=True),
                Column("text", "string", _("Its words; none of a topic as a whole.")),
                Column("lowest", "number", _("The value of its worst answer, where it has one.")),
                Column("highest", "number", _("The value of its best answer: good.")),
            ),
            ("question",),
        ),
    )


def _measured(texts: Texts) -> Sequence[Layout]:
    _ = texts.gettext
    return (
        Layout(
            "participation",
            _("Who answered"),
            _("Which part of a unit answered in a wave; nobody can tell who was silent."),
            (
                _unit(texts),
                _wave(texts),
                Column("is_shown", "boolean", _("Whether the unit is shown."), required=True),
                Column("part", "string", _("The part that answered, in words.")),
                Column(
                    "tenths",
                    "integer",
                    _("The part in tenths: 2 is fewer than 3, and 9 is 9 or more."),
                    lowest=LOWEST_TENTHS,
                    highest=HIGHEST_TENTHS,
                ),
                _answers(texts),
            ),
            ("unit", "wave"),
        ),
        Layout(
            "averages",
            _("Averages"),
            _("The average answer of a unit to a question in a wave; the last value is good."),
            (
                _unit(texts),
                _wave(texts),
                _question(texts),
                Column("average", "number", _("The average; empty where it is not shown.")),
                *_bounds(texts),
                Column(
                    "not_applicable",
                    "integer",
                    _("To about how many people the question does not apply, where that is shown."),
                ),
            ),
            ("unit", "wave", "question"),
        ),
        Layout(
            "shares",
            _("How answers are divided"),
            _("The part of a unit that chose a group of options, or one option of several."),
            (
                _unit(texts),
                _wave(texts),
                _question(texts),
                Column("group", "string", _("The key of the group."), required=True),
                Column("group_name", "string", _("The name of the group."), required=True),
                Column(
                    "share",
                    "number",
                    _("The share, as a part of 1."),
                    required=True,
                    lowest=0,
                    highest=1,
                ),
                *_bounds(texts),
            ),
            ("unit", "wave", "question", "group"),
        ),
        Layout(
            "quarter_shares",
            _("Three waves together"),
            _("The same of a small unit over its newest three waves, in tenths."),
            (
                _unit(texts),
                _question(texts),
                Column("first_wave", "string", _("The first wave."), True, refers_to=_WAVE),
                Column("last_wave", "string", _("The last wave."), True, refers_to=_WAVE),
                Column("group", "string", _("The key of the group."), required=True),
                Column(
                    "share",
                    "number",
                    _("The share, as a part of 1."),
                    required=True,
                    lowest=0,
                    highest=1,
                ),
                *_bounds(texts),
            ),
            ("unit", "question", "group"),
        ),
        Layout(
            "levels",
            _("Likely levels"),
            _("Where a unit probably stood in a wave, worked out of all waves together."),
            (
                _unit(texts),
                _wave(texts),
                _question(texts),
                Column("level", "number", _("The level."), required=True),
                *_bounds(texts),
                _answers(texts),
            ),
            ("unit", "wave", "question"),
        ),
        Layout(
            "statements",
            _("What is told"),
            _("The one statement about each indicator of a unit in the newest wave."),
            (
                _unit(texts),
                _question(texts),
                Column("in_short", "string", _("In a few words.")),
                Column("change", "string", _("What is known of a change.")),
                Column("standing", "string", _("Where the level stands.")),
            ),
            ("unit", "question"),
        ),
        Layout(
            "together",
            _("What goes together"),
            _("The share of each question in what goes together with an outcome; never a cause."),
            (
                _unit(texts),
                _wave(texts),
                Column("outcome", "string", _("The outcome."), required=True, refers_to=_QUESTION),
                _question(texts),
                Column(
                    "share",
                    "number",
                    _("The share, as a part of 1."),
                    required=True,
                    lowest=0,
                    highest=1,
                ),
                *_bounds(texts),
            ),
            ("unit", "wave", "outcome", "question"),
        ),
    )


def _noted(texts: Texts) -> Sequence[Layout]:
    _ = texts.gettext
    return (
        Layout(
            "imported",
            _("Numbers of other tools"),
            _("What another tool measured before, for reference; not comparable to the decimal."),
            (
                _unit(texts),
                _question(texts),
                Column("source", "string", _("The tool."), required=True),
                Column("measure", "string", _("An average (mean) or a share (favourable)."), True),
                Column("measured_on", "date", _("The day."), required=True),
                Column("value", "number", _("The number."), required=True),
                _answers(texts),
            ),
            ("unit", "question", "source", "measure", "measured_on"),
        ),
        Layout(
            "agreements",
            _("Agreements"),
            _("What units agreed on."),
            (
                _unit(texts),
                Column("number", "integer", _("Its number within the unit."), required=True),
                Column("text", "string", _("The agreement."), required=True),
                Column("indicator", "string", _("The indicator it is about; none: in general.")),
                Column("starts_on", "date", _("Its first day."), required=True),
                Column("look_back_on", "date", _("The day to look back at it."), required=True),
                Column("ended_on", "date", _("Its last day, once it has ended.")),
            ),
            ("unit", "number"),
        ),
    )
