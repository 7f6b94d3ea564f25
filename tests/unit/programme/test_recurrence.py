"""Which rules name the days of waves, and which are refused with a word on how to fix them."""

from datetime import date

import pytest

from surveys.programme.error import ProgrammeError
from surveys.programme.recurrence import check_rule, read_rule, reference_period, simple_rule
from surveys.texts import Texts

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY", ["2026-03-02", "2026-03-09", "2026-03-16"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", ["2026-03-02", "2026-03-16", "2026-03-30"]),
        ("RRULE:freq=weekly; byday=we", ["2026-03-04", "2026-03-11", "2026-03-18"]),
        ("FREQ=MONTHLY;BYDAY=2TU", ["2026-03-10", "2026-04-14", "2026-05-12"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", ["2026-03-27", "2026-04-24", "2026-05-29"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", ["2026-03-31", "2026-05-31", "2026-07-31"]),
        ("FREQ=MONTHLY;BYDAY=MO,WE;BYSETPOS=1", ["2026-03-02", "2026-04-01", "2026-05-04"]),
        ("FREQ=DAILY;INTERVAL=10", ["2026-03-02", "2026-03-12", "2026-03-22"]),
        ("FREQ=YEARLY;BYMONTHDAY=1", ["2026-04-01", "2026-05-01", "2026-06-01"]),
        ("FREQ=WEEKLY;COUNT=2", ["2026-03-02", "2026-03-09"]),
        ("FREQ=WEEKLY;UNTIL=20260309", ["2026-03-02", "2026-03-09"]),
        ("FREQ=WEEKLY;UNTIL=20260309T235959Z", ["2026-03-02", "2026-03-09"]),
    ],
)
def test_a_rule_names_its_days(rule: str, days: list[str]) -> None:
    found = read_rule(rule)
    check_rule(found, MONDAY, open_days=7)
    assert [str(day) for day in found.days(MONDAY, date(2026, 12, 31))[:3]] == days


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        *((r, "needs FREQ") for r in ("", "FREQ=SECONDLY", "FREQ=HOURLY;INTERVAL=200")),
        ("every monday", "EVERYMONDAY"),
        ("FREQ=WEEKLY;BYHOUR=9", "BYHOUR=9"),
        ("FREQ=WEEKLY;FREQ=WEEKLY", "once"),
        *(
            (f"FREQ=WEEKLY;INTERVAL={n}", "INTERVAL has to be a number from 1")
            for n in (0, -2, "²")
        ),
        ("FREQ=WEEKLY;COUNT=1;UNTIL=20270101", "both COUNT and UNTIL"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY does not go"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY has to be"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY has to be"),
        ("FREQ=WEEKLY;BYDAY=MON", "MON is not a weekday"),
        ("FREQ=WEEKLY;BYDAY=2MO", "2MO is not a weekday"),
        ("FREQ=MONTHLY;BYDAY=6MO", "6MO is not a weekday"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS needs"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "BYSETPOS has to be"),
        ("FREQ=WEEKLY;UNTIL=20260231", "UNTIL has to be a day"),
        ("FREQ=WEEKLY;UNTIL=tomorrow", "UNTIL has to be a day"),
        ("FREQ=WEEKLY;UNTIL=20250101", "names no day within two years"),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31;BYSETPOS=2", "names no day within two years"),
        ("FREQ=DAILY", "1 days apart"),
        ("FREQ=WEEKLY;BYDAY=MO,TH", "3 days apart"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,31", "1 days apart"),
    ],
)
def test_a_rule_that_cannot_be_held_is_refused_with_a_reason(rule: str, said: str) -> None:
    with pytest.raises(ProgrammeError, match=said):
        check_rule(read_rule(rule), MONDAY, open_days=5)


def test_a_wave_that_outlasts_its_interval_is_refused_in_both_languages() -> None:
    check_rule(read_rule("FREQ=WEEKLY"), MONDAY, open_days=7)
    with pytest.raises(ProgrammeError, match="A wave of 8 days is still open") as refused:
        check_rule(read_rule("FREQ=WEEKLY"), MONDAY, open_days=8)
    assert refused.value.in_words(Texts("en")) == str(refused.value)
    assert "8" in refused.value.in_words(Texts("nl"))


@pytest.mark.parametrize("first", [date(1900, 1, 1), date(9999, 1, 1)])
def test_a_first_day_that_must_be_a_mistake_is_refused(first: date) -> None:
    with pytest.raises(ProgrammeError, match="too far away"):
        check_rule(read_rule("FREQ=WEEKLY"), first, open_days=7)


def test_the_time_asked_about_is_what_lies_between_two_waves() -> None:
    for period, *rules in (
        ("weekly", "FREQ=WEEKLY", "FREQ=DAILY;INTERVAL=10"),
        ("biweekly", "FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=3"),
        ("monthly", "FREQ=MONTHLY;BYMONTHDAY=1", "FREQ=WEEKLY;INTERVAL=4;COUNT=1"),
    ):
        assert [reference_period(read_rule(rule), MONDAY) for rule in rules] == [period] * 2


@pytest.mark.parametrize(
    ("every", "first", "rule"),
    [
        ("weekly", MONDAY, "FREQ=WEEKLY;BYDAY=MO"),
        ("biweekly", date(2026, 3, 4), "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
        ("monthly", date(2026, 3, 10), "FREQ=MONTHLY;BYDAY=2TU"),
        ("monthly", date(2026, 3, 31), "FREQ=MONTHLY;BYDAY=-1TU"),
    ],
)
def test_an_everyday_rhythm_starts_on_its_first_day(every: str, first: date, rule: str) -> None:
    made = simple_rule(every, first)  # type: ignore[arg-type]
    assert made == rule
    assert read_rule(made).days(first, date(2026, 12, 31))[0] == first
