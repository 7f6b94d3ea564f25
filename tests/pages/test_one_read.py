"""A page reads in one transaction, and nobody gets what was kept for somebody else."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import Connection, event
from streamlit.testing.v1 import AppTest

from dashboard import database_away, session
from dashboard.results.kept_reports import Drawing
from dashboard.results.reports import Reports
from dashboard.session import Run
from surveys.access import NotAllowedError, Reader
from surveys.access.result_links import result_link, team_reader
from surveys.installation import Installation, open_snapshot
from surveys.installation import installation as installations
from surveys.reading import read_unit
from surveys.reading.team_report import TeamReport
from surveys.texts import Texts
from surveys.waves import OpenedWave
from tests.builders import OPENS
from tests.pages.conftest import ALL_UNITS, Open, hold_waves
from tests.past_waves import add_teams, past_waves
from tests.postgresql import Database
from tests.reading import read


@pytest.fixture(autouse=True)
def served(database: Database | None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The pages read the database of the test.

    That a press waits while the database is away is left out: it is looked up before the run.
    """
    monkeypatch.setattr(database_away, "is_ready", lambda _installation: True)
    if database is not None:
        monkeypatch.setenv("PEIL_DATABASE_URL", database.url())
    yield
    installations.current_installation.cache_clear()


@contextmanager
def begun(installation: Installation) -> Iterator[list[str]]:
    """Note whether each transaction that begins meanwhile only reads or may write."""
    kinds: list[str] = []

    def note(connection: Connection) -> None:
        options = connection.get_execution_options()
        only_reads = options.get("peil_reads_only") or options.get("postgresql_readonly")
        kinds.append("reads" if only_reads else "writes")

    event.listen(installation.engine, "begin", note)
    try:
        yield kinds
    finally:
        event.remove(installation.engine, "begin", note)


def transactions_of_a_run(installation: Installation, app: AppTest) -> list[str]:
    """Run a page and return the sorted kinds of the transactions that began."""
    with begun(installation) as kinds:
        app.run()
    assert not app.exception
    return sorted(kinds)


def check_nothing_stays_open(installation: Installation) -> None:
    """Assert that no connection is in use, and that no run counts as running."""
    assert installation.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert (session._DRAWING._value, session._OTHERS._value) == (8, 4)


def test_nobody_who_answers_waits_for_pages_of_results(
    open_page: Open, installation: Installation, wave: OpenedWave
) -> None:
    """As many of these are being drawn as may be; the page to answer on is reached all the same."""
    with ExitStack() as drawn:
        for _ in range(session._DRAWING._value):
            drawn.enter_context(session._DRAWING)
        for page in ("answer", "privacy", "welcome"):
            open_page(page, t=next(iter(wave.tokens.values())))
    check_nothing_stays_open(installation)


@pytest.mark.both_databases
def test_a_page_of_results_is_one_read_transaction_and_one_more_notes_a_new_reading(
    open_page: Open, installation: Installation, organisation: dict[str, UUID], hr: UUID
) -> None:
    hold_waves(installation, 3, 2)
    north = organisation["North"]
    app = open_page("team", person=hr, unit=north.hex)
    assert transactions_of_a_run(installation, app) == ["reads"]
    app.selectbox(key="unit").set_value(organisation["Example"].hex)
    assert transactions_of_a_run(installation, app) == ["reads", "writes"]
    for view in ("wave", "agreed", "closer"):
        app.segmented_control(key="view").set_value(view)
        assert transactions_of_a_run(installation, app) == ["reads"], view
    for page, query in (
        ("organisation", {}),
        ("present", {"unit": north.hex}),
        ("talk", {"unit": north.hex}),
        ("results", {"u": result_link(installation, north)}),
        ("team", {"unit": organisation["South"].hex}),
    ):
        app = open_page(page, person=None if page == "results" else hr, **query)
        assert transactions_of_a_run(installation, app) == ["reads"], page
        check_nothing_stays_open(installation)


def test_nothing_stays_open_when_a_page_sends_its_reader_on_or_fails(
    open_page: Open, installation: Installation, hr: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    for page in ("welcome", "privacy", "how_to_read", "team"):
        open_page(page)
        check_nothing_stays_open(installation)
    app = open_page("organisation", person=hr)
    monkeypatch.setattr("dashboard.results.reports.read_organisation", lambda _: 1 / 0)
    monkeypatch.setattr("dashboard.results.reports.made_once", lambda _, make: make())
    app.run()
    assert app.exception
    check_nothing_stays_open(installation)


def report_for(installation: Installation, who: Reader, unit: UUID) -> TeamReport:
    """Return the report of a unit as the pages of somebody get it, kept or not."""
    with closing(open_snapshot(installation)) as seen:  # type: ignore[type-var]
        run = Run(installation, who, Texts("en"), OPENS, snapshot=seen)
        return Reports(run, who).team(unit, "Team 0")


def test_two_managers_of_one_unit_never_share_what_was_kept(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    """They read the same verdicts, each with their own rights."""
    teams = add_teams(installation, organisation["North"], 12)
    past_waves(installation, teams, range(4))
    past_waves(installation, teams, range(4, 5), means={teams[0]: 2.9})
    managers = [
        Reader(UUID(int=7), "Kim", None, frozenset({"manager"}), frozenset(units))
        for units in (teams[:1], teams)
    ]
    kept = [report_for(installation, who, teams[0]) for who in managers]
    assert kept == [read(read_unit, installation, who, teams[0]) for who in managers]
    assert kept[0] == kept[1]
    assert kept[0] is not kept[1]
    assert [report_for(installation, who, teams[0]) for who in managers] == kept
    for who in managers:
        with pytest.raises(NotAllowedError):
            report_for(installation, who, organisation["North"])


def test_charts_of_one_unit_are_kept_apart_by_each_part_of_their_key(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    led = replace(
        ALL_UNITS, roles=frozenset({"manager"}), managed_units=frozenset(organisation.values())
    )
    by_link = team_reader(organisation["North"])
    drawn: list[object] = []
    with closing(open_snapshot(installation)) as seen:  # type: ignore[type-var]
        for who in (ALL_UNITS, led, by_link):
            for language in ("en", "nl"):
                run = Run(installation, who, Texts(language), OPENS, snapshot=seen)
                for drawing in (Drawing.TREND, Drawing.SHARES):
                    for unit in organisation.values():
                        for details in (("mood_1",), ("wl_1",), ("mood_1", unit)):
                            draw = partial(drawn.append, (who, language, drawing, unit, details))
                            Reports(run, who).chart(drawing, unit, draw, *details)
                            Reports(run, who).chart(drawing, unit, draw, *details)
    assert len(drawn) == len(set(drawn)) == 3 * 2 * 2 * 2 * 3
