"""The reports of one run, read with the rights of the reader and cached until the next count."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from threading import Lock
from typing import TypeVar
from uuid import UUID

from cachetools import TTLCache, cached

from dashboard import wording
from dashboard.charts.chart import Chart
from dashboard.components.verdict_rows import VerdictRow
from dashboard.results import kept_reports
from dashboard.results.kept_reports import ChartKey, Drawing, Report, ReportKey, Visible, made_once
from dashboard.results.unit_map_view import map_rows
from dashboard.session import Run
from surveys.access import ReadableUnit, Reader
from surveys.access.result_links import team_reader
from surveys.audit import thresholds_in
from surveys.counting.prospects import read_prospects
from surveys.follow_up import FollowUp, read_follow_up, units_below_with_signal
from surveys.open_answers import CommentThemes, read_comment_themes
from surveys.organisation.later_starts import start_to_come
from surveys.organisation.who_leads import is_switched_on
from surveys.programme import UpcomingWave, upcoming_waves
from surveys.reading import (
    Reading,
    highlights_of,
    is_too_small,
    nearest_published_ancestor,
    read_comments,
    read_comparisons,
    read_loop,
    read_organisation,
    read_perception_gaps,
    read_quarter,
    read_themes,
    read_unit,
    read_wave,
    read_whole,
)
from surveys.reading.beside_others import OwnShares, read_own_shares
from surveys.reading.comments import WrittenAnswers
from surveys.reading.comparisons import Comparisons
from surveys.reading.highlights import Highlights
from surveys.reading.organisation import OrganisationReport
from surveys.reading.quarter import QuarterReport
from surveys.reading.seen_by_both import PerceptionGaps
from surveys.reading.team_report import TeamReport
from surveys.reading.themes import ThemeTrend
from surveys.reading.wave_reports import WaveReport
from surveys.trail import note_reading
from surveys.waves import Thresholds

Kind = TypeVar("Kind")

FRESH = 60
"""Seconds for which the next waves are cached: the programme may change."""


@dataclass(frozen=True, eq=False)
class Reports:
    """The results that somebody may read in this run.

    Every method checks that the unit is open to the reader before it uses the cache. What is listed
    depends on the units a reader sees, so only readers of the same scope share reports.
    """

    run: Run
    who: Reader

    @cached_property
    def reading(self) -> Reading:
        """The read transaction of this run, as the reader sees it."""
        session = self.run.open_session()
        return Reading(self.run.installation, session, self.who, self.run.open_replica())

    @cached_property
    def _visible(self) -> Visible:
        return Visible(self.run.installation, self.reading.edition, self.who.scope)

    def units(self) -> list[ReadableUnit]:
        """Return the units that are open to the reader."""
        return self.reading.units

    def team(self, unit: UUID, name: str) -> TeamReport:
        """Return the report of a unit, and note that it was read."""
        self.reading.check_may_read(unit)
        note_reading(self.run.installation, self.who, unit, name, self.run.today)
        return self._kept(Report.TEAM, lambda: read_unit(self.reading, unit), unit)

    def prospects(self, unit: ReadableUnit) -> Sequence[str]:
        """Return in sentences that a unit will have no numbers; before its first wave."""
        self.reading.check_may_read(unit.id)
        session, texts = self.run.open_session(), self.run.texts
        if (day := self.starts_on(unit.id)) is not None:
            told = texts.gettext("{unit} takes part from {day}.")
            return (told.format(unit=unit.name, day=texts.date(day)),)
        found = read_prospects(session, self.thresholds(), self.run.today)
        return found.of_unit(unit.id, texts.language)

    def starts_on(self, unit: UUID) -> date | None:
        """Return from which day a unit takes part, if that is still to come."""
        return start_to_come(self.run.open_session(), unit, self.run.today)

    def is_whole(self, unit: UUID) -> bool:
        """Return whether a unit is the organisation as a whole, in the newest wave."""
        units = self.reading.baseline.newest.units
        return any(one.id == unit and one.parent_id is None for one in units)

    def is_too_small(self, unit: UUID) -> bool:
        """Return whether a unit can never have numbers, because so few people are in it."""
        return is_too_small(self.reading, unit)

    def coming(self) -> Sequence[UpcomingWave]:
        """Return the open wave and the next ones, as they were a minute ago at most."""
        return _coming(self)

    def nearest_published_ancestor(self, unit: UUID) -> tuple[TeamReport, str] | None:
        """Return the report of the nearest published unit above a hidden one, and its name.

        Readers of the units below it see the same numbers as a comparison.
        """
        nearest = nearest_published_ancestor(self.reading, unit)
        if nearest is None:
            return None
        above, name = nearest
        # Reading a unit includes the published units above it, and no others.
        reading = self.reading.by(team_reader(above))
        return self._kept(Report.ANCESTOR, lambda: read_unit(reading, above), above), name

    def comparisons(self, unit: UUID) -> Comparisons:
        """Return the comparisons of a unit with larger units."""
        self.reading.check_may_read(unit)
        return self._kept(Report.COMPARISONS, lambda: read_comparisons(self.reading, unit), unit)

    def quarter(self, unit: UUID) -> QuarterReport:
        """Return the newest quarter of a unit, for what its waves alone do not show."""
        self.reading.check_may_read(unit)
        return self._kept(Report.QUARTER, lambda: read_quarter(self.reading, unit), unit)

    def wave(self, unit: UUID, wave: UUID) -> WaveReport | None:
        """Return the report of a unit in one wave."""
        self.reading.check_may_read(unit)
        return self._kept(Report.WAVE, lambda: read_wave(self.reading, unit, wave), unit, wave)

    def themes(self, unit: UUID, wave: UUID) -> Sequence[ThemeTrend]:
        """Return the topics that a wave asked as a whole, beside the times before."""
        self.reading.check_may_read(unit)
        return self._kept(Report.THEMES, lambda: read_themes(self.reading, unit, wave), unit, wave)

    def loop(self, unit: UUID) -> ThemeTrend | None:
        """Return whether people noticed that something was done with the last results."""
        self.reading.check_may_read(unit)
        return self._kept(Report.LOOP, lambda: read_loop(self.reading, unit), unit)

    def own_shares(self) -> OwnShares:
        """Return the newest shares of the organisation on each question."""
        return self._kept(Report.OWN_SHARES, lambda: read_own_shares(self.reading))

    def whole(self) -> TeamReport | None:
        """Return the report of the organisation, which comes with that of any of its units."""
        return self._kept(Report.WHOLE, lambda: read_whole(self.reading))

    def perception_gaps(self) -> PerceptionGaps | None:
        """Return what leaders and staff of the whole organisation see differently."""
        return self._kept(Report.PERCEPTION_GAPS, lambda: read_perception_gaps(self.reading))

    def asks_who_leads(self) -> bool:
        """Return whether the organisation has people asked who leads."""
        return is_switched_on(self.reading.session)

    def comments(self, unit: UUID, wave: UUID) -> list[WrittenAnswers]:
        """Return what people wrote; never cached, because they are deleted before results."""
        return read_comments(self.reading, unit, wave)

    def comment_themes(self, unit: UUID) -> CommentThemes:
        """Return what comments were about; never cached, because HR may count them anew."""
        return read_comment_themes(self.reading, unit)

    def follow_up(self, unit: UUID) -> FollowUp:
        """Return the follow-up of a unit: agreements, events and talks."""
        return read_follow_up(self.reading, unit)

    def organisation(self) -> OrganisationReport:
        """Return all units that are open to the reader, side by side."""
        return self._kept(Report.ORGANISATION, lambda: read_organisation(self.reading))

    def highlights(self, report: OrganisationReport) -> Highlights:
        """Return HR's list, as far as its units are open to the reader."""
        return self._kept(Report.HIGHLIGHTS, lambda: highlights_of(self.reading, report))

    def signals_below(self, unit: UUID) -> Sequence[str]:
        """Return the names of the units below one in which trust in the manager is a signal.

        Kept for HR, who reads all; what lies below somebody else may change at any time.
        """
        self.reading.check_may_read(unit)
        if not self.who.reads_everything:
            return units_below_with_signal(self.reading, unit)
        return self._kept(
            Report.SIGNALS_BELOW, lambda: units_below_with_signal(self.reading, unit), unit
        )

    def thresholds(self) -> Thresholds:
        """Return the minimum reporting sizes."""
        return self._kept(Report.THRESHOLDS, lambda: thresholds_in(self.reading.session))

    def chart(
        self,
        drawing: Drawing,
        unit: UUID,
        draw: Callable[[], Chart | None],
        *details: Hashable,
        source: str | None = None,
    ) -> Chart | None:
        """Return a chart about a unit, drawn once per edition, scope and language.

        `details` are everything `draw` depends on besides these and the reports of the unit;
        `source` says of whom it is, where not of that unit.
        """
        language = self.run.texts.language

        def make() -> Chart | None:
            drawn = draw()
            of_whom = self.source(unit) if source is None else source
            return None if drawn is None else replace(drawn, source=of_whom)

        chart: Chart | None = made_once(
            ChartKey(self._visible, language, drawing, unit, details), make
        )
        return chart

    def map_rows(self, report: OrganisationReport) -> bytes:
        """Return the map of all units as the browser reads it, made once like a chart."""
        language = self.run.texts.language
        key = ChartKey(self._visible, language, Drawing.MAP, report.units[0].id, ())
        rows: bytes = made_once(
            key, lambda: map_rows(report.questions, report.units, self.run.texts)
        )
        return rows

    def rows(self, unit: UUID, make: Callable[[], list[VerdictRow]]) -> list[VerdictRow]:
        """Return the rows of what stands out in a unit, made once like a chart."""
        language = self.run.texts.language
        made: list[VerdictRow] = made_once(
            ChartKey(self._visible, language, Drawing.STAND_OUT, unit, ()), make
        )
        return made

    def source(self, unit: UUID) -> str:
        """Return of whom and when the results of a unit are: the foot of all that leaves a page."""
        is_open = self.reading.may_read(unit)
        kind = Report.TEAM if is_open else Report.ANCESTOR
        reading = self.reading if is_open else self.reading.by(team_reader(unit))
        report: TeamReport = self._kept(kind, lambda: read_unit(reading, unit), unit)
        return wording.source(report.name, report.latest, self.thresholds(), self.run.texts)

    def _kept(
        self,
        report: Report,
        make: Callable[[], Kind],
        unit: UUID | None = None,
        wave: UUID | None = None,
    ) -> Kind:
        kept: Kind = made_once(ReportKey(self._visible, report, unit, wave), make)
        return kept


@cached(
    TTLCache(100, ttl=FRESH), key=lambda who: (who.run.installation, who.run.today), lock=Lock()
)
def _coming(who: Reports) -> Sequence[UpcomingWave]:
    return upcoming_waves(who.run.open_session(), who.run.today)


def forget() -> None:
    """Empty the caches."""
    kept_reports.forget()
    _coming.cache_clear()
