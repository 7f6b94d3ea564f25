"""What is suggested follows from published numbers, the wave and the role, and from nothing else.

Two organisations with the same published numbers of teams, and others stored: HR reads the same
measures below verdicts, for the organisation as a whole, where a unit has no numbers, and in the
guide to its talk. A mutant that looks at what is stored is caught.
"""

from collections.abc import Iterator

import pytest

from dashboard.results import suggestions_view
from dashboard.results.reports import Reports
from dashboard.results.suggestions_view import without_numbers
from surveys.installation import Installation
from surveys.measures.catalogue import Measure, shipped
from surveys.reading.wave_of_unit import WaveOfUnit
from tests.privacy.conftest import forget
from tests.privacy.test_experiments import Twins, random_waves, shown_alike
from tests.privacy.views import everything
from tests.stored import main_rows

BALLOTS = "SELECT sum(ballots) FROM wave_unit"

Suggested = dict[tuple[str, str], list[str]]
"""The measures on a page about a unit, in their order."""


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Twins, list[Installation]]]:
    twins, waves = Twins(tmp_path_factory.mktemp("suggestions")), random_waves(3)
    alike = {key: shown_alike(counts) for key, counts in waves.items()}
    both = [twins.with_answers(given) for given in (waves, alike)]
    yield twins, both
    for copy in both:
        forget(copy)


def suggested(twins: Twins, copy: Installation, *pages: str) -> Suggested:
    """Return what HR is told could help, on some pages about every unit."""
    titles = {one.title["en"]: one.id for one in shipped().measures}
    found: Suggested = {}
    for (_role, page, unit, _place), what in everything(
        copy, {"hr": twins.readers["hr"]}, pages
    ).items():
        assert isinstance(what, tuple)
        text = bytes(what[1]).decode(errors="replace")
        begins = "\n- " if page == "talk" else "**"
        told = [(text.find(begins + title), name) for title, name in titles.items()]
        found.setdefault((page, unit), []).extend(name for at, name in sorted(told) if at >= 0)
    return found


def test_the_same_is_suggested_wherever_the_same_is_published(
    pair: tuple[Twins, list[Installation]],
) -> None:
    twins, both = pair
    one, other = (suggested(twins, copy, "organisation", "team", "talk") for copy in both)
    assert one == other
    teams = {team.hex for team in twins.teams}
    assert len(set(one["organisation", ""])) == 3
    for page in ("team", "talk"):
        assert all(len(set(one[page, team])) >= 3 for team in teams), page
        hidden = [of for (drawn, unit), of in one.items() if drawn == page and unit not in teams]
        assert any(hidden), "a unit without numbers has some, too"


def test_measures_that_follow_from_what_is_stored_are_caught(
    pair: tuple[Twins, list[Installation]], monkeypatch: pytest.MonkeyPatch
) -> None:
    twins, both = pair
    stored = [main_rows(copy, BALLOTS) for copy in both]
    assert stored[0] != stored[1]

    def leaky(reports: Reports, wave: WaveOfUnit) -> list[tuple[Measure, str]]:
        is_first = main_rows(reports.run.installation, BALLOTS) == stored[0]
        return without_numbers(reports, wave)[: 2 if is_first else 3]

    monkeypatch.setattr(suggestions_view, "without_numbers", leaky)
    one, other = (suggested(twins, copy, "team") for copy in both)
    assert one != other
