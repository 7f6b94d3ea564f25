"""Nobody's participation: nothing that is shown tells how many of a group answered.

The attacker knows the program, how many were invited, and every word and number of every page, to
the last decimal of what charts send to a browser. They hold it against every answer that the group
could have given: at least two numbers of answers must lead to what they see.
"""

import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from dashboard.charts import chart as charts
from dashboard.charts import level as level_chart
from dashboard.charts import means as means_chart
from dashboard.charts import reachability as reachability_chart
from dashboard.charts import trend as trend_chart
from dashboard.charts.chart import Chart
from dashboard.charts.response import response
from dashboard.charts.shares import shares_bar
from dashboard.results.unit_map_view import map_rows
from surveys.answering import answer_sheet, cast
from surveys.audit import run_audit
from surveys.counting import CountResult, close_wave
from surveys.counting.disclosure import coarsen
from surveys.installation import Installation, open_installation
from surveys.instrument import COMMENT, shipped
from surveys.organisation import Contacts, create_with_first_unit
from surveys.reading import (
    bands,
    comparisons,
    read_comparisons,
    read_organisation,
    read_unit,
    read_wave,
    shares,
)
from surveys.reading.bands import Bands, Counts
from surveys.reading.organisation import QuestionInReport, UnitInReport
from surveys.reading.participation import Participation
from surveys.reading.reading import forget as forget_reports
from surveys.reading.reading import open_reading
from surveys.reading.response import response_of
from surveys.settings import Settings
from surveys.statistics.histogram import Floats
from surveys.texts import Texts
from surveys.trail import entries
from tests.past_waves import add_teams, around, past_wave
from tests.privacy.conftest import DAY, HR, Open, same_chance
from tests.privacy.views import WITH_NUMBERS, Seen, everything
from tests.stored import main_rows

EN = Texts("en")
QUESTION = shipped().question("mood_1")
BALLOTS = "SELECT ballots FROM wave_unit WHERE name = 'Team 1'"
Team = tuple[int, int, Counts]
"""A team: how many were invited, how many answered, and their histogram as it is stored."""


def stored(n: int, options: Sequence[int], reissued: int = 0) -> set[Counts]:
    """Return every histogram that a count can store of `n` answers to some of the five options."""
    found = set()
    for bars in itertools.combinations(range(n + len(options) - 1), len(options) - 1):
        edges = (-1, *bars, n + len(options) - 1)
        counts = [0] * 5
        for option, (start, end) in zip(options, itertools.pairwise(edges), strict=True):
            counts[option] = end - start - 1
        found.add(coarsen(counts, n, one_sided=QUESTION.scale.one_sided, reissued=reissued))
    return found


@pytest.mark.parametrize(
    ("invited", "reissued"),
    [*((invited, 0) for invited in range(6, 13)), (7, 1), (9, 1), (9, 2), (11, 3)],
)
def test_each_number_of_answers_in_a_band_leads_to_the_same_histograms(
    invited: int, reissued: int
) -> None:
    bands = Bands(5, 10, reissued)
    reduced: dict[Participation, dict[int, set[Counts]]] = {}
    for n in range(bands.least, invited + 1):
        band = bands.of(n, invited)
        assert band is not None
        assert n in range(band.fewest, band.most + 1)
        table = np.array(sorted(stored(n, range(5), reissued)), dtype=float)
        found = bands.reduce_all(table, [invited] * len(table)).astype(int).tolist()
        reduced.setdefault(band, {})[n] = set(map(tuple, found))
    for band, by_number in reduced.items():
        assert len(by_number) >= 2, band
        first, *others = by_number.values()
        assert all(other == first for other in others), band


@pytest.mark.parametrize(
    "bands", [Bands(*b) for b in ((5, 10), (5, 11), (7, 10), (9, 10), (20, 30), (5, 10, 2))]
)
def test_every_band_holds_two_numbers_and_none_lies_on_both_sides_of_a_threshold(
    bands: Bands,
) -> None:
    k = bands.least
    for invited in [None, *range(k + 1, 130)]:
        together: dict[Participation, list[int]] = {}
        for n in range(k, (invited or 130) + 1):
            band = bands.of(n, invited)
            assert band is not None
            together.setdefault(band, []).append(n)
        if invited is None:
            together.popitem()
        for band, numbers in together.items():
            assert len(numbers) >= 2, (invited, band)
            assert numbers == list(range(band.fewest, band.most + 1)), "a band is what it says"
            assert (band.tenths is None) == (invited is None)
    assert bands.of(k, k) is None, "any number about such a group would tell that all answered"
    assert bands.of(None, 50) is None


def test_histograms_in_a_band_keep_their_shape_from_both_ends_of_the_scale() -> None:
    chance, bands = np.random.default_rng(3), Bands(5, 10)
    table = np.array([around(3.4, n, chance) for n in range(5, 400)], dtype=float)
    reduced = bands.reduce_all(table, [None] * len(table))
    means = [(counts @ np.arange(5)) / counts.sum(axis=1) for counts in (table, reduced)]
    assert np.abs(means[0] - means[1]).max() < 0.25
    assert np.abs(means[0] - means[1])[100:].max() < 0.02
    turned = bands.reduce_all(table[:, ::-1], [None] * len(table))[:, ::-1]
    assert (turned != reduced).any(axis=1).mean() < 0.05, "only a tie in the very middle may differ"


class Teams:
    """A counted wave with one team for each way in which a team of a size could have answered."""

    def __init__(self, folder: Path, teams: Sequence[Team]) -> None:
        """Publish the wave."""
        self.place = open_installation(Settings(folder=folder))
        contacts = Contacts("Ada", "0800")
        whole, _first = create_with_first_unit(
            self.place, name="Example", first_unit="First", contacts=contacts
        )
        units = add_teams(self.place, whole, len(teams))
        self.teams: Mapping[UUID, Team] = dict(zip(units, teams, strict=True))
        self.wave = past_wave(
            self.place,
            0,
            {unit: {QUESTION.id: counts} for unit, (_, _, counts) in self.teams.items()},
            people_more={unit: invited - n for unit, (invited, n, _) in self.teams.items()},
        )

    def certain(self, part: str | None = None) -> list[tuple[set[int], object]]:
        """Return what is seen, or a part of it, of teams whose number of answers is certain."""
        comparisons.differences.cache_clear()
        bands._band.cache_clear()
        forget_reports()
        possible: dict[object, set[int]] = {}
        for unit, seen in self._seen(part):
            invited, n, _ = self.teams[unit]
            possible.setdefault((invited, seen), set()).add(n)
        assert len(possible) > 2, "teams differ"
        return [(numbers, shown) for shown, numbers in possible.items() if len(numbers) < 2]

    def _seen(self, part: str | None) -> Iterator[tuple[UUID, str]]:
        """Yield what the pages show of each team, without its name."""
        with open_reading(self.place, HR) as reading:
            beside = read_organisation(reading)
            for row in beside.units:
                if row.id not in self.teams:
                    continue
                report = read_unit(reading, row.id)
                [trend] = report.trends
                seen: list[object] = []
                if part in {None, "participation"}:
                    monitor = response_of(report)
                    seen += [report.in_words("en"), row.in_words("en"), monitor.in_words("en")]
                    seen.append(_of(response(monitor, EN)))
                if part in {None, "average"}:
                    seen.append(_of(trend_chart.trend(trend, report.waves, EN)))
                    seen.append(_on_the_map(beside.questions, row))
                    seen += [trend.level_in_words("en"), trend.blur_in_words("en")]
                    compared = read_comparisons(reading, row.id)
                    seen.append(compared.in_words(QUESTION.id, trend.indicator, "en"))
                if part in {None, "shares"}:
                    seen += [_of(shares_bar(trend.shares, EN)), trend.shares.in_words("en")]
                if part is None and (wave := read_wave(reading, row.id, self.wave)):
                    seen += [wave.wave.in_words("en"), *(a.in_words("en") for a in wave.questions)]
                yield row.id, str(seen).replace(row.name, "").replace(row.id.hex, "")


def _on_the_map(questions: Sequence[QuestionInReport], unit: UnitInReport) -> object:
    """Return what the map shows of a unit, without its name and id."""
    shown = json.loads(map_rows(questions, [unit], EN))
    return shown["units"][0][3:], shown["bands"], shown["sentences"], shown["old"]


def _of(chart: Chart | None) -> object:
    return chart and (chart.figure.to_dict(), chart.description, chart.table)


@pytest.fixture(scope="module")
def teams(tmp_path_factory: pytest.TempPathFactory) -> Teams:
    """Teams of six, seven and eleven that answered in the middle or on one side."""
    sizes = ((6, 5, (0, 2, 3, 4)), (7, 5, (1, 2, 4)), (11, 10, (1, 3)))
    every = [
        (invited, n, counts)
        for invited, least, options in sizes
        for n in range(least, invited + 1)
        for counts in sorted(stored(n, options))
    ]
    return Teams(tmp_path_factory.mktemp("teams"), every)


def test_whatever_is_shown_of_a_team_two_numbers_of_answers_lead_to_it(teams: Teams) -> None:
    assert teams.certain() == []


@pytest.mark.slow
def test_whatever_is_shown_of_a_larger_team_two_numbers_of_answers_lead_to_it(
    tmp_path: Path, in_full: bool
) -> None:
    for invited in (6, 7, 8, 9, 10, 11) if in_full else (10,):
        options = range(5) if in_full and invited < 9 else (1, 2, 4)
        least = 10 if invited == 11 else 5
        every = [
            (invited, n, counts)
            for n in range(least, invited + 1)
            for counts in sorted(stored(n, options))
        ]
        assert Teams(tmp_path / str(invited), every).certain() == []


Patch = Callable[[pytest.MonkeyPatch], None]


def _exact_numbers(patch: pytest.MonkeyPatch) -> None:
    def exact(bands: Bands, answers: int | None, invited: int | None) -> Participation | None:
        if answers is None or invited is None or invited <= bands.k:
            return None
        return Participation(answers, answers, invited)

    def said(self: Participation, _texts: Texts) -> str:
        return f"{self.most} of {self.invited} people answered"

    patch.setattr(Bands, "of", exact)
    patch.setattr(Participation, "in_words", said)
    patch.setattr(Participation, "in_short", said)


def _exact_histograms(patch: pytest.MonkeyPatch) -> None:
    def unchanged(_bands: Bands, counts: Floats, _invited: Sequence[int | None]) -> Floats:
        return counts

    patch.setattr(Bands, "reduce_all", unchanged)


def _exact_numbers_in_charts(patch: pytest.MonkeyPatch) -> None:
    _exact_histograms(patch)
    for module in (charts, trend_chart, means_chart, level_chart, reachability_chart):
        patch.setattr(module, "as_shown", lambda value: value)


def _exact_percents(patch: pytest.MonkeyPatch) -> None:
    _exact_histograms(patch)
    patch.setattr(shares, "MIN_ANSWERS_FOR_EXACT_PERCENT", 0)


def _band_of_everybody(patch: pytest.MonkeyPatch) -> None:
    def never_joined(bands: Bands, answers: Floats, _invited: Floats) -> Floats:
        return np.where(answers <= bands.k, answers, bands._start(answers))

    patch.setattr(Bands, "_fewest", never_joined)


@pytest.fixture
def forget_bands() -> Iterator[None]:
    """Bands are kept from test to test; those of a mutant must not be."""
    bands._band.cache_clear()
    yield
    bands._band.cache_clear()


@pytest.mark.parametrize(
    ("mutant", "part"),
    [
        (_exact_numbers, "participation"),
        (_exact_numbers_in_charts, "average"),
        (_exact_histograms, "average"),
        (_exact_percents, "shares"),
        (_exact_histograms, "shares"),
        (_band_of_everybody, "participation"),
        (_band_of_everybody, "average"),
    ],
)
@pytest.mark.usefixtures("forget_bands")
def test_the_same_attack_wins_against_mutants(
    teams: Teams, monkeypatch: pytest.MonkeyPatch, mutant: Patch, part: str
) -> None:
    """Also where averages have one decimal and shares are rounded to the nearest 5 percent."""
    mutant(monkeypatch)
    assert any(numbers == {invited} for numbers, (invited, _) in teams.certain(part))


class Twins(Open):
    """An open wave of a team of thirteen, in which everybody answers, or everybody but one."""

    def __init__(self, folder: Path) -> None:
        """Open the wave."""
        roles = {"hr": None, "manager": 1, "administrator": None, "council": None}
        super().__init__(folder, (0, 13), None, roles)
        self.add_experiment(1)
        self.readers = {"visitor": None, "employee": self.staff[1][0], **self.roles}

    def counted(self, number: int) -> tuple[Installation, CountResult]:
        """Return a copy in which that many answered and the wave is counted."""
        copy = self.copy()
        everybody = (1, 2, 3, 4, 3)
        counts = everybody if number == 13 else Bands(5, 10).reduce(everybody, 13)
        chosen = [option for option, times in enumerate(counts) for _ in range(times)]
        assert len(chosen) == number
        for person, option in zip(self.staff[1], chosen, strict=False):
            # Only anchors: a whole scale depends on who answers what together.
            sheet = {q: (_shown_option(q, option),) for q in shipped().rotation.anchors}
            asked = {q.id for q in answer_sheet(copy, self.wave.tokens[person], DAY).questions}
            answers = {question: option for question, option in sheet.items() if question in asked}
            comments = {COMMENT: "Less mail, please."} if option == 0 else {}
            cast(copy, self.wave.tokens[person], answers, DAY, comments)
        with same_chance():
            return copy, close_wave(copy, DAY)


def _shown_option(question: str, oriented: int) -> int:
    asked = shipped().question(question)
    return next(o for o in range(asked.scale.size) if asked.oriented(o) == oriented)


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Twins:
    return Twins(tmp_path_factory.mktemp("twins"))


def _rows_of_trail(place: Installation) -> list[tuple[str, ...]]:
    return [(e.action, e.subject, e.by or "") for e in entries(place)]


@pytest.mark.slow
def test_every_page_and_command_is_the_same_whether_the_last_one_answered_or_not(
    twins: Twins, monkeypatch: pytest.MonkeyPatch, in_full: bool
) -> None:
    readers = (
        twins.readers if in_full else {role: twins.readers[role] for role in ("visitor", "hr")}
    )
    (complete, all_said), (without, said) = twins.counted(13), twins.counted(12)
    assert [main_rows(place, BALLOTS) for place in (complete, without)] == [[(13,)], [(12,)]]
    assert all_said == said, "what `peil close-wave` prints"
    audits = [run_audit(place) for place in (complete, without)]
    assert audits[0] == audits[1]
    assert _rows_of_trail(complete) == _rows_of_trail(without)
    seen = [everything(place, readers, WITH_NUMBERS) for place in (complete, without)]
    assert seen[0].keys() == seen[1].keys()
    assert [key for key, what in seen[0].items() if seen[1][key] != what] == []
    assert {page for _, page, *_ in seen[0]} == {*WITH_NUMBERS}
    text = _text_of(seen[0])
    assert "9 in 10 or more answered" in text
    assert "Less mail, please." in text
    _check_that_nothing_exact_is_in(text)
    _exact_numbers(monkeypatch)
    twins_now = [
        everything(place, {"visitor": None}, ("results",)) for place in (complete, without)
    ]
    assert twins_now[0] != twins_now[1], "a mutant is caught"
    with pytest.raises(AssertionError):
        _check_that_nothing_exact_is_in(_text_of(twins_now[0]))


def _text_of(seen: Seen) -> str:
    return "\n".join(bytes(what[1]).decode(errors="replace") for what in seen.values())


def _check_that_nothing_exact_is_in(text: str) -> None:
    assert not re.findall(
        r"1[23] (?:of|van de) 13|1[23] answers|\(1[23]\)|[Ee]verybody answered", text
    )
    assert not re.findall(r"\d\.\d{3,}", text), "no chart has more decimals than it shows"
