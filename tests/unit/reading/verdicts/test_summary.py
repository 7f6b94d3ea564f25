"""A verdict as one line: it says what the verdict says, with the numbers of the drawn line."""

import itertools
import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from surveys.instrument import shipped
from surveys.reading.verdicts.sentences import change_sentence, level_sentence
from surveys.reading.verdicts.summary import in_order, levels_of_change, summary_of
from surveys.reading.verdicts.verdict import LinePoint, Verdict
from surveys.statistics.verdict.levels import level_verdict
from surveys.texts import LANGUAGES, Texts
from tests.verdicts import CHANGES, FOUND, LEVELS, PASTS, worse

EN = Texts("en")
WORKLOAD = shipped().question("wl_1")
HEAVY = shipped().indicator("workload")
LOW = level_verdict(0.95, 0.0)
DAYS = {UUID(int=n): date(2026, 1, 1) + timedelta(days=14 * n) for n in range(1, 23)}


def line(*levels: float) -> list[LinePoint]:
    """A line that ends on 5 November, every two weeks."""
    waves = list(DAYS)[-len(levels) :]
    return [LinePoint(w, v, v - 0.3, v + 0.3) for w, v in zip(waves, levels, strict=True)]


def told(verdict: Verdict, texts: Texts = EN) -> str:
    found = summary_of(verdict, WORKLOAD, HEAVY, DAYS, texts)
    return "" if found is None else f"{found.word}{found.told}|{found.notes}"


def test_a_change_is_told_from_where_to_where_as_the_line_has_it() -> None:
    fell = replace(worse(), line=line(2.94, 2.94, 2.94, 2.9, 2.9, 2.8, 2.6, 2.5, 2.41))
    assert told(fell) == "Probably heavier since September: from **2.9** to **2.4**|"
    assert levels_of_change(fell, DAYS) == (2.9, 2.4)


@pytest.mark.parametrize("last", [2.9, 3.4, 1.2])
def test_a_line_that_shows_another_size_than_the_verdict_gives_none(last: float) -> None:
    assert told(replace(worse(), line=line(2.9, 2.9, 2.9, 2.9, 2.9, last))) == (
        "Probably heavier since September, by 0.3 to 0.8|"
    )


def test_a_level_is_told_with_how_long_it_has_been_about_the_same() -> None:
    low = Verdict(UUID(int=1), "wl_1", "unclear", level=LOW, line=line(*[2.2] * 14))
    assert told(low) == "Needs attention: about **2.2** for five months, too heavy|"
    assert told(replace(low, line=line(3.2, 2.9, 2.2))) == (
        "Needs attention: about **2.2**, too heavy|"
    )
    by_share = replace(low, level=level_verdict(0.1, 0.1, 0.5))
    assert "more than 4 in 10 answers lean towards “too heavy”" in told(by_share)


def test_what_is_better_but_still_low_is_told_as_low_first() -> None:
    better = replace(worse(better=True), change="better", level=LOW, line=line(1.8, 1.8, 2.2))
    assert told(better).startswith("Needs attention: about **2.2**, too heavy|Probably lighter")


def test_of_whom_and_when_the_numbers_are_is_a_note() -> None:
    noted = replace(worse(), as_of=date(2026, 10, 8), other_people_since=date(2026, 9, 3))
    assert "|Largely other people since 3 Sept. The last" in told(noted)
    assert told(noted).endswith("The last numbers are of 8 October 2026.")


def test_worse_comes_first_then_the_larger_and_surer() -> None:
    slight = worse(sureness="less sure", most=0.4)
    better = replace(worse(better=True, most=2.0), change="better")
    low = Verdict(UUID(int=1), "wl_1", "unclear", level=LOW, line=line(1.5))
    silent = Verdict(UUID(int=1), "wl_1", "unclear")
    judged = [(WORKLOAD, one) for one in (better, slight, silent, worse(), low)]
    assert [one for _, one in in_order(judged)] == [low, worse(), slight, better]


def test_every_verdict_that_stands_out_has_a_line_and_it_says_what_the_sentences_say() -> None:
    for (change, found), level, past in itertools.product(CHANGES, LEVELS, PASTS[:2]):
        verdict = Verdict(UUID(int=1), "wl_1", change, found, past, level, line(2.9, 2.9, 2.3))
        for language in LANGUAGES:
            texts = Texts(language)
            said = told(verdict, texts)
            assert bool(said) == verdict.stands_out
            if found is not None:
                start = change_sentence(verdict, HEAVY, texts).split(",")[0].rstrip(".")
                assert start in said.replace(":", ",").replace("**", "")
            if verdict.needs_attention:
                words = level_sentence(verdict, HEAVY, texts).partition(":")[2].strip(" .")
                assert words in said
            assert "{" not in said


def test_what_is_said_of_a_change_lies_within_its_size() -> None:
    for found in FOUND:
        change = "better" if found.better else "worse"
        verdict = Verdict(UUID(int=1), "wl_1", change, found, line=line(3.3, 2.9, 2.3, 2.9, 3.2))
        numbers = [float(n) for n in re.findall(r"\*\*(\d\.\d)\*\*", told(verdict))]
        if numbers:
            before, after = numbers
            size = round(after - before if found.better else before - after, 1)
            assert max(found.least or 0, 0.1) <= size <= found.most
