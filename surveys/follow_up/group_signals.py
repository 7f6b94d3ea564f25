"""Signals about a whole unit, for its leader, the level above and HR: an offer to everybody in it.

They come from published numbers alone: a level whose verdict is that it needs attention, or what
was published about trust in the manager. Where it is about the manager, the person who leads the
unit reads the signal `HEAD_START` later than the level above and HR, so that somebody can speak
with them before they read it alone. The numbers themselves wait for nobody: everybody in the unit
gets them at once by its link, and a leader who read less than the team would hear it from the team.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock
from typing import Literal
from uuid import UUID

import numpy as np
from cachetools import LRUCache, cached

from db import people, published
from db import waves as stored_waves
from surveys.access import readable_units
from surveys.access.result_links import team_reader
from surveys.follow_up.offers import shipped_offers
from surveys.installation import Installation
from surveys.instrument import Indicator
from surveys.reading import Edition, Reading, read_wave, shown
from surveys.reading.team_report import TeamReport
from surveys.statistics.level import Level, levels
from surveys.texts import Texts, escape_markdown

HEAD_START = timedelta(days=7)
"""How long after its closing day the leader of a unit reads a signal about trust in them."""

STANDS_FOR = timedelta(days=92)
"""How long what was published about a theme counts, up to the newest wave: it is asked seldom."""

Standpoint = Literal["leader", "above", "hr"]
"""From where somebody looks at a unit: as its leader, as that of a unit above, or as HR."""


@dataclass(frozen=True)
class AboutManager:
    """The newest wave that asked about the manager, and the units on whose page that is a signal.

    A unit is one if the whole 95 % interval of a question lies on the bad side of the middle.
    """

    closes_on: date | None = None
    units: frozenset[UUID] = frozenset()

    @property
    def for_leaders_on(self) -> date | None:
        """The day from which leaders read it."""
        return None if self.closes_on is None else self.closes_on + HEAD_START


@dataclass(frozen=True)
class GroupSignal:
    """What calls for an offer to a whole unit, and what to do; None: trust in the manager."""

    unit: str
    indicator: Indicator | None
    standpoint: Standpoint

    def title(self, texts: Texts) -> str:
        """Return what it is about."""
        if self.indicator is None:
            return texts.gettext("Trust in the manager")
        return self.indicator.heading_in(texts.language)

    def what_to_do(self, texts: Texts) -> Sequence[str]:
        """Return what the leader and HR can offer, in Markdown; what was typed is escaped."""
        _, language, offers = texts.gettext, texts.language, shipped_offers()
        leader, hr = _("The leader"), _("HR")
        if self.indicator is None:
            said = offers.manager
            if self.standpoint == "leader":
                told = [("", said.leader[language])]
            else:
                told = [(_("The manager above"), said.above[language]), (hr, said.hr[language])]
        else:
            offer = offers.about(self.indicator.id)
            told = [(leader, offer.leader[language]), (hr, offer.hr[language])] if offer else []
        name = escape_markdown(self.unit)
        filled = [(who, text.format(unit=name)) for who, text in told]
        return [f"**{who}.** {text}" if who else text for who, text in filled]


def rules_of_offers(unit: str, texts: Texts) -> str:
    """Return what goes for every offer, in Markdown."""
    offers, language = shipped_offers(), texts.language
    said = (offers.for_everybody, offers.with_contacts, offers.no_reply)
    return " ".join(text[language] for text in said).format(unit=escape_markdown(unit))


def signals_of(reading: Reading, report: TeamReport, today: date) -> list[GroupSignal]:
    """Return the signals about a unit that somebody reads on a day; none for the team's link."""
    reading.check_may_read(report.unit)
    needing = [
        trend.indicator
        for trend in report.trends
        if trend.verdict is not None
        and trend.verdict.needs_attention
        and shipped_offers().about(trend.indicator.id) is not None
    ]
    about = about_manager(reading)
    first = about.for_leaders_on if report.unit in about.units else None
    if not needing and first is None:
        return []
    standpoint = _standpoint(reading, report.unit)
    if standpoint is None:
        return []
    found = [GroupSignal(report.name, indicator, standpoint) for indicator in needing]
    if first is not None and (standpoint != "leader" or today >= first):
        found.append(GroupSignal(report.name, None, standpoint))
    return found


def units_below_with_signal(reading: Reading, unit: UUID) -> list[str]:
    """Return the names of the units below one in which trust in the manager is a signal.

    For the level above and HR; by name, without those that the reader leads alone.
    """
    about = about_manager(reading)
    if not about.units:
        return []
    signalled = {
        below
        for below in about.units
        if unit in reading.baseline.above(below) and _standpoint(reading, below) in {"above", "hr"}
    }
    return [one.name for one in readable_units(reading.session, reading.who, signalled)]


def _standpoint(reading: Reading, unit: UUID) -> Standpoint | None:
    who = reading.who
    if who.reads_everything:
        return "hr"
    if not who.managed_units:
        return None
    # The tree of the newest wave is at hand; only who leads no unit of it is looked up anew.
    mine = who.managed_units & {unit, *reading.baseline.above(unit)}
    mine = mine or who.managed_units & set(people.path_to(reading.session, unit))
    if not mine:
        return None
    if "manager" not in who.roles:
        # HR of a unit, which is open to them as it is to its manager.
        return "hr"
    return "above" if mine - {unit} else "leader"


def _key(reading: Reading) -> tuple[Installation, Edition]:
    return reading.installation, reading.edition


@cached(LRUCache(8), key=_key, lock=Lock())
def about_manager(reading: Reading) -> AboutManager:
    """Return what was published about the manager, of all units; worked out once per edition.

    Only for what leaves out units that are not open to the reader.
    """
    wanted = shipped_offers().manager.questions
    waves = published.closed_waves(reading.session)
    for wave, closed in waves:
        if closed < waves[0][1] - STANDS_FOR:
            break
        asked = [q for q in wanted if q in stored_waves.wave(reading.session, wave).questions]
        if asked:
            return AboutManager(closed, _units(reading, wave, asked))
    return AboutManager()


def _units(reading: Reading, wave: UUID, questions: Sequence[str]) -> frozenset[UUID]:
    """Return the units with a whole interval on the bad side.

    The interval over all that may stand behind a histogram holds that of the shown one, which is
    worked out of all units at once; only units for which that lies on the bad side are read.
    """
    instrument, counted = reading.instrument, shown.of_wave(reading.session, wave, questions)
    candidates = set()
    for name in questions:
        question, of_units = instrument.question(name), counted.histograms[name]
        if not of_units:
            continue
        values, within = question.scale.values or (), reading.baseline.prior_sd(question)
        table = np.array(list(of_units.values()), dtype=float)
        of_shown = levels(table, values, [None] * len(table), prior_sd=within)
        candidates |= {
            unit
            for unit, one in zip(of_units, of_shown, strict=True)
            if isinstance(one, Level) and one.high < _middle(values)
        }
    return frozenset(unit for unit in candidates if _is_bad(reading, unit, wave, questions))


def _is_bad(reading: Reading, unit: UUID, wave: UUID, questions: Sequence[str]) -> bool:
    report = read_wave(reading.by(team_reader(unit)), unit, wave)
    return report is not None and any(
        answered.question is not None
        and answered.question.id in questions
        and isinstance(answered.level, Level)
        and answered.level.high < _middle(answered.question.scale.values or ())
        for answered in report.questions
    )


def _middle(values: Sequence[float]) -> float:
    return (values[0] + values[-1]) / 2
