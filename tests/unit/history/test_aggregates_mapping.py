"""A mapping of aggregates says what a row holds, and its faults name their field."""

from pathlib import Path

import pytest

from surveys.history.aggregates.mapping import AggregatesMapping, check_questions
from surveys.history.aggregates.table import Aggregate, read_aggregates
from surveys.history.mapping import MappingError, load_as
from surveys.instrument import shipped

HEAD = "source: Old tool\nunit: {column: team}\nquestions: {column: item, ids: {Alone: iso_1}}\n"
WAVE = "wave: {title: 2020, opens_on: 2020-08-01, closes_on: 2020-09-30}\n"
COUNTS = "counts: [a, b, c, d, e]\n"
MEAN = "mean: {column: score, worst: 1, best: 7}\n"
N = "answers: n\n"


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
