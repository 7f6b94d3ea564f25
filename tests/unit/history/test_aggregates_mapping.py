"""A mapping of aggregates says what a row holds, and its faults name their field."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.history.aggregates.mapping import AggregatesMapping, check_questions
from surveys.history.aggregates.table import Aggregate, read_aggregates
from surveys.history.mapping import MappingError, load_as
from surveys.instrument import shipped
from surveys.tables.faults import DelimitedFileError
from surveys.tables.sources import Upload

HEAD = "source: Old tool\nunit: {column: team}\nquestions: {column: item, ids: {Alone: iso_1}}\n"
WAVE = "wave: {title: 2020, opens_on: 2020-08-01, closes_on: 2020-09-30}\n"
COUNTS = "counts: [a, b, c, d, e]\n"
MEAN = "mean: {column: score, worst: 1, best: 7}\n"
N = "answers: n\n"
WIDE = (
    "source: Old tool\nunit: {column: team}\nquestions: {columns: {Alone: iso_1, Mood: mood_1}}\n"
)
ENDS = "mean: {worst: 1, best: 7}\n"


def mapping(folder: Path, text: str) -> AggregatesMapping:
    file = folder / "old.yaml"
    file.write_text(text, encoding="utf-8")
    return load_as(AggregatesMapping, file, "source")


def faults(folder: Path, text: str) -> list[str]:
    try:
        return check_questions(mapping(folder, text), shipped())
    except MappingError as error:
        return [fault.removeprefix("old.yaml: ") for fault in error.faults]


def read(folder: Path, text: str, cells: str) -> list[Aggregate]:
    file = folder / "table.csv"
    file.write_text(cells, encoding="utf-8")
    return list(read_aggregates(file, mapping(folder, text), shipped()).rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["expected the fields source"]),
        (HEAD + COUNTS, ["wave: give either wave, for all rows, or waves, with a column"]),
        (HEAD + WAVE, ["counts: give exactly one of counts, mean and favourable"]),
        (
            HEAD + WAVE + COUNTS + MEAN,
            ["counts: give exactly one of counts, mean and favourable"],
        ),
        (
            HEAD + WAVE + COUNTS + N,
            ["answers: belongs to means; with counts Peil adds them up itself"],
        ),
        (
            HEAD + WAVE + MEAN,
            [
                "answers: give either answers, the column with the number of answers, or least, "
                "the smallest number of answers that the other tool shows a number of"
            ],
        ),
        (HEAD + WAVE + MEAN + "least: 4", ["least: Input should be greater than or equal to 5"]),
        (
            HEAD + WAVE + "favourable: {column: part}\nleast: 9\n",
            ["least: a favourable part needs 10 answers or more"],
        ),
        (HEAD + WAVE + MEAN + "least: 9\nsd: SD\n", ["sd: needs mean and answers"]),
        (HEAD + WAVE + MEAN.replace("7", "1") + N, ["mean: worst and best are the same"]),
        (
            HEAD.replace("iso_1", "{id: iso_1, worst: 5}") + WAVE + MEAN + N,
            ["questions.ids.Alone: worst and best belong together, differ, and go with mean"],
        ),
        (HEAD + WAVE + MEAN + "answers: team", ["answers: 'team' is used by unit too"]),
        (
            HEAD.replace("iso_1", "iso_9, On: mood_1, Off: mood_1") + WAVE + MEAN + N,
            [
                "questions.ids.Alone: there is no question iso_9",
                "questions.ids.Off: mood_1 stands for 'On' already",
            ],
        ),
        (
            HEAD.replace("iso_1", "hv_4") + WAVE + COUNTS,
            ["questions.ids.Alone: questions about health complaints are not imported"],
        ),
        (
            HEAD.replace("iso_1", "pr_1") + WAVE + COUNTS,
            ["questions.ids.Alone: pr_1 has 10 options, but counts has 5"],
        ),
        (
            HEAD.replace("iso_1", "fh_4") + WAVE + COUNTS,
            [
                "questions.ids.Alone: several answers are possible to it; import the answers of "
                "each person instead"
            ],
        ),
        (
            HEAD.replace("{column: item", "{columns: {Mood: mood_1}, column: item")
            + WAVE
            + MEAN
            + N,
            ["questions: give either column and ids, or columns with a question for each"],
        ),
        (
            HEAD.replace("column: item, ", "") + WAVE + MEAN + N,
            ["questions: give either column and ids, or columns with a question for each"],
        ),
        (HEAD + WAVE + ENDS + N, ["mean.column: is missing"]),
        (
            WIDE + WAVE + MEAN + N,
            ["mean.column: take it out; the columns are those of questions.columns"],
        ),
        (
            WIDE + WAVE + COUNTS,
            ["counts: needs a row for each question, so questions with column and ids"],
        ),
        (
            WIDE + WAVE + ENDS + N + "sd: s\n",
            ["sd: needs a row for each question, so questions with column and ids"],
        ),
        (
            WIDE + WAVE + ENDS + "answers: Mood\n",
            ["questions.columns.Mood: 'Mood' is used by answers too"],
        ),
        (
            WIDE.replace("Alone: iso_1", "mood: wlb_1") + WAVE + ENDS + N,
            ["questions.columns.Mood: 'Mood' is used by questions.columns.mood too"],
        ),
        (
            WIDE.replace("iso_1", "mood_1") + WAVE + ENDS + N,
            ["questions.columns.Mood: mood_1 stands for 'Alone' already"],
        ),
        (
            WIDE.replace("iso_1", "iso_3") + WAVE + ENDS + N,
            [
                "questions.columns.Alone: iso_3 has no line over waves, so a mean of it would "
                "never be shown"
            ],
        ),
    ],
)
def test_each_fault_names_the_field(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert faults(tmp_path, text) == expected


def test_a_mean_comes_to_the_scale_of_its_question_with_its_rounding(tmp_path: Path) -> None:
    (row,) = read(tmp_path, HEAD + WAVE + MEAN + N, "team,item,score,n\nNorth,Alone,5.50,12\n")
    assert (row.unit, row.question, row.answers) == ("North", "iso_1", 12)
    assert row.mean == pytest.approx(4)
    assert row.rounding == pytest.approx(0.01 * 4 / 6)
    text = HEAD.replace("iso_1", "{id: iso_1, worst: 7, best: 1}") + WAVE + MEAN + N + "sd: s\n"
    (row,) = read(tmp_path, text, "team;item;score;n;s\nNorth;Alone;2,5;12;1,5\n")
    assert row.mean == pytest.approx(4)
    assert row.sd == pytest.approx(1)


def test_a_favourable_part_is_a_share_of_all(tmp_path: Path) -> None:
    text = HEAD + WAVE + "favourable: {column: part}\n" + N
    (row,) = read(tmp_path, text, "team,item,part,n\nNorth,Alone,72 %,25\n")
    assert row.mean == pytest.approx(0.72)
    (row,) = read(
        tmp_path,
        text.replace("part}", "part, whole: 1}"),
        "team,item,part,n\nNorth,Alone,0.72,25\n",
    )
    assert row.mean == pytest.approx(0.72)


def test_counts_are_read_in_the_order_of_the_options_as_shown(tmp_path: Path) -> None:
    (row,) = read(tmp_path, HEAD + WAVE + COUNTS, "team,item,e,d,c,b,a\nNorth,Alone,5,4,3,2,1\n")
    assert (row.counts, row.answers) == ((1, 2, 3, 4, 5), 15)


UNITS = ["North", "South", "Élan"]
QUESTIONS = {"Alone": "iso_1", "Mood": "mood_1", "Balance": "wlb_1"}
NUMBERS = st.dictionaries(
    st.tuples(st.sampled_from(UNITS), st.sampled_from(["2023-09-30", "2024-09-30"])),
    st.tuples(
        st.integers(1, 400),
        st.lists(
            st.one_of(st.just("NA"), st.integers(10, 70).map(lambda tenths: f"{tenths / 10:g}")),
            min_size=len(QUESTIONS),
            max_size=len(QUESTIONS),
        ),
    ),
    min_size=1,
)


@given(numbers=NUMBERS, turned=st.booleans(), favourable=st.booleans())
def test_a_wide_table_is_read_as_the_long_one_with_the_same_numbers(
    numbers: dict[tuple[str, str], tuple[int, list[str]]], turned: bool, favourable: bool
) -> None:
    asked: dict[str, object] = dict(QUESTIONS)
    if turned and not favourable:
        asked["Alone"] = {"id": "iso_1", "worst": 7, "best": 1}
    common = {
        "source": "Old tool",
        "unit": {"column": "team", "rename": {"Élan": "Zest"}},
        "waves": {"column": "day"},
        "answers": "n",
        "skip": ["NA"],
    }
    kind = "favourable" if favourable else "mean"
    ends = {"whole": 100} if favourable else {"worst": 1, "best": 7}
    long = {"questions": {"column": "item", "ids": asked}, kind: ends | {"column": "score"}}
    wide = {"questions": {"columns": asked}, kind: ends}
    long_rows = [["team", "day", "item", "score", "n"]]
    wide_rows = [["team", "day", *QUESTIONS, "n"]]
    for (unit, day), (answers, cells) in numbers.items():
        wide_rows.append([unit, day, *cells, str(answers)])
        long_rows += [
            [unit, day, question, cell, str(answers)]
            for question, cell in zip(QUESTIONS, cells, strict=True)
        ]
    read_long, read_wide = (
        read_aggregates(
            Upload("t.csv", "\n".join(",".join(row) for row in rows).encode()),
            AggregatesMapping.model_validate(common | fields),
            shipped(),
        )
        for rows, fields in ((long_rows, long), (wide_rows, wide))
    )
    without_line = [[replace(row, line=0) for row in one.rows] for one in (read_long, read_wide)]
    assert without_line[0] == without_line[1]
    assert read_long.left_out == read_wide.left_out
    assert read_long.names == read_wide.names
    assert [row.line for row in read_wide.rows] == [
        place
        for place, (_, cells) in enumerate(numbers.values(), start=2)
        for cell in cells
        if cell != "NA"
    ]


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ("team,Alone,Mood,n\nNorth,4,5,9\nSouth,3,good,9\n", "line 3, column “Mood”"),
        ("team,Alone,Mood,n\nNorth,9,5,9\n", "line 2, column “Alone”"),
        ("team,Alone,Mood,n\nNorth,4,5,9\nNorth,3,4,9\n", "line 3, column “team”"),
        ("team,Alone,Mood,Mood,n\nNorth,4,5,5,9\n", "“Mood”"),
        ("team,Alone,Moods,n\nNorth,4,5,9\n", "“Moods”"),
        ("team,Alone,n\nNorth,4,9\n", "“Mood”"),
    ],
)
def test_what_is_wrong_in_a_wide_table_is_said_with_line_and_column(
    tmp_path: Path, cells: str, place: str
) -> None:
    with pytest.raises(DelimitedFileError) as caught:
        read(tmp_path, WIDE + WAVE + ENDS + N, cells)
    assert place in str(caught.value)
