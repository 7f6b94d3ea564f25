"""Answers that are counted row by row are those of the whole file, and so are refusals."""

import csv
import io
from collections.abc import Mapping
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.answering.ballot import Ballot
from surveys.counting.tally import tally_ballots, tally_counts
from surveys.counting.unit_counts import UnitCounts
from surveys.history import ballot_rows
from surveys.history.answers_file import PastAnswers, read_answers
from surveys.history.mapping import load
from surveys.tables.faults import DelimitedFileError
from surveys.tables.table import Upload

MAPPING = """\
wave: {title: Before, opens_on: 2020-08-01, closes_on: 2020-09-30}
unit: {column: team, rename: {Noord: North}}
skip: [NA]
only: {done: [yes]}
answers: {five: {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5}}
questions:
  mood_1: {column: mood, answers: five}
  iso_1: {column: i1, answers: five}
  iso_2: {column: i2, answers: five}
  iso_3: {column: i3, answers: five}
  iso_4: {column: i4, answers: five}
  iso_5: {column: i5, answers: five}
"""
QUESTIONS = ["mood_1", "iso_1", "iso_2", "iso_3", "iso_4", "iso_5"]
TITLES = ["team", "done", "mood", "i1", "i2", "i3", "i4", "i5", "remark"]
WHOLE = UUID(int=1)
UNITS = {name: uuid5(WHOLE, name) for name in ("North", "South", "Café")}
PARENT: Mapping[UUID, UUID | None] = {WHOLE: None, **dict.fromkeys(UNITS.values(), WHOLE)}

_cells = st.sampled_from(["1", "2", "3", "4", "5", "", "NA", "3,0", "2.0"])
_rows = st.lists(
    st.tuples(
        st.sampled_from(["North", "Noord", "NORTH.", "South", "Café"]),
        st.sampled_from(["yes", "yes", "yes", "no"]),
        *[_cells] * 6,
        st.sampled_from(["", "one\ntwo", "a;b", 'say "no"']),
    ),
    max_size=60,
)


def file_of(rows: list[tuple[str, ...]], sign: str, codec: str) -> Upload:
    text = io.StringIO()
    csv.writer(text, delimiter=sign).writerows([TITLES, *rows])
    return Upload("a.csv", text.getvalue().encode(codec))


def read(file: Upload) -> PastAnswers:
    mapping = Upload("m.yaml", MAPPING.encode())
    return read_answers(file, load(mapping), mapping, None, lambda done, total: None)


def by_unit(past: PastAnswers) -> dict[UUID, UnitCounts]:
    counts: dict[UUID, UnitCounts] = {}
    for name, of_name in past.counts.items():
        unit = UNITS["North"] if name.casefold().startswith("n") else UNITS[name]
        counts.setdefault(unit, UnitCounts()).add_counts(of_name)
    return counts


@given(_rows, st.sampled_from(";,|"), st.sampled_from(["utf-8-sig", "cp1252", "utf-16"]))
def test_what_is_counted_in_turn_is_what_a_list_of_all_ballots_counts(
    rows: list[tuple[str, ...]], sign: str, codec: str
) -> None:
    ballots = []
    for team, done, *cells, _ in rows:
        options = [int(float(c.replace(",", "."))) - 1 if c[:1].isdigit() else None for c in cells]
        answers = {q: (o,) for q, o in zip(QUESTIONS, options, strict=True) if o is not None}
        if done == "yes" and answers:
            unit = UNITS["North"] if team.casefold().startswith("n") else UNITS[team]
            ballots.append(Ballot(unit, answers))
    if len(ballots) < 5 or not any(row[0] == "Noord" for row in rows):
        return
    past = read(file_of(rows, sign, codec))
    assert past.rows == len(ballots)
    assert past.answers == sum(len(ballot.answers) for ballot in ballots)
    assert past.left_out["filtered"] == sum(row[1] == "no" for row in rows)
    counted = tally_counts(by_unit(past), past.variables, PARENT, 5)
    assert counted == tally_ballots(ballots, past.variables, PARENT, 5)


def test_the_form_of_a_table_is_told_before_what_is_wrong_with_an_answer() -> None:
    rows = ["team,done,mood,i1,i2,i3,i4,i5,remark"] + ["North,yes,1,1,1,1,1,1,"] * 10
    rows[3] = "North,yes,9,1,1,1,1,1,"
    with pytest.raises(DelimitedFileError) as caught:
        read(Upload("a.csv", "\n".join(rows).encode()))
    assert (caught.value.code, caught.value.where.line) == ("cell", 4)
    rows[8] = "North,yes,1,1,1,1,1,1,a,b"
    with pytest.raises(DelimitedFileError) as caught:
        read(Upload("a.csv", "\n".join(rows).encode()))
    assert (caught.value.code, caught.value.where.line) == ("cells", 9)


def test_a_column_with_another_name_in_every_row_is_not_one_of_units(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ballot_rows, "MOST_UNITS", 20)
    rows = [(f"Person {n}", "yes", *["1"] * 6, "") for n in range(30)]
    with pytest.raises(DelimitedFileError) as caught:
        read(file_of(rows, ",", "utf-8"))
    assert (caught.value.code, caught.value.where.line) == ("many_units", 22)
