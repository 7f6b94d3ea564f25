"""The slides of a team meeting, in the order of a talk: one thing each, with one question.

What the team agreed last time, what is strongest, what has changed, what needs attention, and one
agreement. Everything on them is published; a unit that is not shown gets a guide without numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from dashboard import wording
from dashboard.charts.chart import Chart, show
from dashboard.results.agreement_review import review
from dashboard.results.agreement_slides import one_agreement
from dashboard.results.follow_up_view import marks
from dashboard.results.reports import Reports
from dashboard.results.talk_guide import Draw, Slide, at_a_glance, guide, not_yet, replied
from dashboard.results.trend_cards import trend_charts
from surveys.access import ReadableUnit
from surveys.follow_up import Agreement, FollowUp
from surveys.reading.comparisons import Comparisons
from surveys.reading.reports import TeamReport, Trend
from surveys.reading.talk_plan import Subject, TalkPlan, plan_talk
from surveys.reading.verdicts.sentences import level_badge
from surveys.reading.verdicts.summary import newest, summary_of
from surveys.texts import Texts, escape_markdown

CHART_HEIGHT, LINE_HEIGHT = 216, 20
"""The heights of a chart and of a line below it, in pixels where letters have 16: they grow."""

MOST_REVIEWED = 3
"""Most agreements that a talk looks back at, the newest ones."""

MOST_FLAGS, LETTERS_A_LINE = 2, 60
"""Most flags of a chart that are told below it, the newest ones, and about how long a line is.

A second one is told only where both fit into two lines; each is told in full.
"""

LONGEST_BESIDE = 110
"""Most characters of an agreement with a chart beside it; a longer one takes the whole width."""


@dataclass(frozen=True)
class _Talk:
    """What the slides of a talk are about."""

    reports: Reports
    unit: ReadableUnit
    report: TeamReport
    noted: FollowUp

    @property
    def texts(self) -> Texts:
        return self.reports.run.texts

    @property
    def facts(self) -> str:
        name, latest = escape_markdown(self.unit.name), self.report.latest
        if latest is None:
            return name
        if latest.participation is None:
            return f"{name} · {wording.wave_name(latest, self.texts)}"
        answered = latest.in_words(self.texts.language)
        return f"{name} · {wording.wave_name(latest, self.texts)} · {answered}"


def slides(reports: Reports, unit: ReadableUnit) -> list[Slide]:
    """Return the slides of a unit, at least one."""
    report = reports.team(unit.id, unit.name)
    talk = _Talk(reports, unit, report, reports.follow_up(unit.id))
    if report.latest is None:
        return [not_yet(talk.facts, talk.texts)]
    reviewed = [
        agreement
        for agreement in reversed(talk.noted.agreements)
        if agreement.is_due(report.latest.id, reports.run.today)
    ][:MOST_REVIEWED]
    is_shown = report.latest.participation is not None and bool(report.trends)
    plan = plan_talk(report.trends) if is_shown else TalkPlan(())
    compared = reports.comparisons(unit.id) if is_shown else Comparisons(())
    about = plan.most_urgent.trend.indicator.id if plan.most_urgent else None
    return [
        *replied(talk.facts, talk.report, talk.noted, talk.texts),
        *(_reviewed(talk, agreement, compared) for agreement in reviewed),
        *(
            _about_results(talk, plan, compared)
            if is_shown
            else guide(talk.facts, talk.report.in_words(talk.texts.language), talk.texts)
        ),
        _agreement(talk, reviewed, about),
    ]


def _about_results(talk: _Talk, plan: TalkPlan, compared: Comparisons) -> list[Slide]:
    made = [_subject(talk, subject, compared) for subject in plan.subjects]
    if plan.nothing_stands_out:
        made.append(at_a_glance(talk.facts, talk.report, talk.texts))
    if plan.left_out:
        more = talk.texts.ngettext(
            "{n} more subject stands out: it is on the page of the unit.",
            "{n} more subjects stand out: they are on the page of the unit.",
            plan.left_out,
        )
        made[-1] = replace(made[-1], told=(*made[-1].told, wording.aside(more)))
    return made


def _reviewed(talk: _Talk, agreement: Agreement, compared: Comparisons) -> Slide:
    _ = talk.texts.gettext
    trend = next((t for t in talk.report.trends if t.indicator.id == agreement.indicator), None)
    about = "" if trend is None else f"{trend.name(talk.texts.language)} · "
    details = " · ".join(agreement.details.splitlines())
    if len(agreement.text) + len(details) > LONGEST_BESIDE:
        trend = None
    return Slide(
        facts=talk.facts,
        title=_("What we agreed last time"),
        told=[
            f"**{escape_markdown(agreement.text)}**",
            *([escape_markdown(details)] if details else []),
            wording.aside(about + agreement.in_words(talk.texts.language)),
        ],
        question=_("Did we do it? Does it help?"),
        note=_(
            "Let somebody else begin. Not done is no fault: ask what stood in the way. Then decide "
            "together: keep it, change it or stop."
        ),
        minutes=2,
        beside=None if trend is None else _chart(talk, trend, compared),
        below=partial(review, talk.reports, agreement),
    )


def _subject(talk: _Talk, subject: Subject, compared: Comparisons) -> Slide:
    texts, trend = talk.texts, subject.trend
    _ = texts.gettext
    looks = wording.verdict_looks(subject.verdict)[1]
    badges = {
        "strongest": ("green", _("Strongest")),
        "change": (looks, _("Stands out")),
        "level": ("orange", _("Needs attention")),
    }
    colour, badge = badges[subject.kind]
    notes = {
        "strongest": _(
            "Begin with what works. Ask who makes this possible, and what should not be lost."
        ),
        "change": _(
            "Ask, then wait ten seconds. Do not explain the figure away. Nobody has to say what "
            "they answered."
        ),
        "level": _(
            "Ask, then wait ten seconds. Look for one thing that would help first, not for "
            "whose fault it is. Nobody has to say what they answered."
        ),
    }
    return Slide(
        facts=talk.facts,
        title=trend.name(texts.language),
        told=[f":{colour}-badge[{badge}]", _in_words(subject, talk, compared)],
        question=trend.ask(texts.language),
        note=notes[subject.kind],
        minutes=2 if subject.kind == "strongest" else 4,
        beside=_chart(talk, trend, compared),
    )


def _in_words(subject: Subject, talk: _Talk, compared: Comparisons) -> str:
    """Return the verdict as one sentence, what belongs to it, and the value of the larger unit."""
    texts, trend, verdict = talk.texts, subject.trend, subject.verdict
    days = {wave.id: wave.closes_on for wave in talk.report.waves}
    summary = summary_of(verdict, trend.question, trend.indicator, days, texts)
    if summary is None:
        level, value = level_badge(verdict, trend.indicator, texts), texts.number(newest(verdict))
        said = [texts.gettext("**{level}**: about **{value}**.").format(level=level, value=value)]
    else:
        said = [f"**{summary.word}**{summary.told}.", summary.note]
    whole = compared.whole
    if whole is not None and (mean := whole.latest.get(trend.question.id)):
        said.append(
            texts.gettext("In {unit}: {mean}.").format(
                unit=escape_markdown(whole.name), mean=texts.number(mean.mean)
            )
        )
    return " ".join(filter(None, said))


def _agreement(talk: _Talk, reviewed: Sequence[Agreement], about: str | None) -> Slide:
    _ = talk.texts.gettext
    changed = next((one.text for one in reviewed if one.outcome == "change"), "")
    return Slide(
        facts=talk.facts,
        title=_("One agreement"),
        told=[
            _(
                "One thing to do or to leave until the next pulse: small enough to do, clear "
                "enough to notice."
            )
        ],
        question="",
        note=_(
            "One is enough. Write it down in the words of the team, and say who looks back at it "
            "with you."
        ),
        minutes=3,
        below=partial(one_agreement, talk.reports, talk.report, talk.noted, about, changed),
    )


def _chart(talk: _Talk, trend: Trend, compared: Comparisons) -> Draw:
    """Return what draws a trend as on the page of the unit, and tells its newest flags."""
    report, question = replace(talk.report, trends=[trend]), trend.question.id
    marked = marks(report, talk.noted, talk.texts)
    chart = trend_charts(talk.reports, report, compared, marked)[question]
    told = [
        f"{mark.number} {mark.in_words(talk.texts)}"
        for mark in sorted(marked.get(question, ()), key=lambda mark: mark.day)[-MOST_FLAGS:]
    ]
    if sum(map(len, told)) > 2 * LETTERS_A_LINE:
        told = told[-1:]
    return partial(_show, chart, f"slide_{question}", " · ".join(told))


def _show(chart: Chart, key: str, flags: str) -> None:
    """Draw a chart, lower where what is told below it takes more than two lines."""
    more = max(0, -(-len(flags) // LETTERS_A_LINE) - 2)
    with st.container(key="slide_chart"):
        show(chart, key, height=CHART_HEIGHT - more * LINE_HEIGHT)
    if flags:
        st.caption(escape_markdown(flags))
