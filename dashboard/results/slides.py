"""The slides of a team meeting, in the order of a talk: one thing each, with one question.

What the team agreed last time, what is strongest, what has changed, what needs attention, what to
try, and one agreement. Everything on them is published; a unit that is not shown gets a guide
without numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from dashboard import wording
from dashboard.results.agreement_review import review
from dashboard.results.agreement_slides import one_agreement
from dashboard.results.reports import Reports
from dashboard.results.slide_charts import slide_chart
from dashboard.results.talk_guide import (
    Draw,
    Slide,
    at_a_glance,
    guide,
    not_yet,
    replied,
    timed,
    what_to_try,
)
from surveys.access import ReadableUnit
from surveys.follow_up import Agreement, FollowUp, make_guide
from surveys.follow_up.talk_guide import LENGTHS, Asked, ask, is_about_results, own_cautions
from surveys.reading.comparisons import Comparisons
from surveys.reading.talk_plan import Subject, TalkPlan
from surveys.reading.team_report import TeamReport
from surveys.reading.trend import Trend
from surveys.reading.verdicts.sentences import level_badge
from surveys.reading.verdicts.summary import newest, summary_of
from surveys.texts import Texts, escape_markdown

MOST_REVIEWED = 3
"""Most agreements that a talk looks back at, the newest ones."""

LONGEST_BESIDE = 110
"""Most characters of an agreement with a chart beside it; a longer one takes the whole width."""


@dataclass(frozen=True)
class _Talk:
    """What the slides of a talk are about."""

    reports: Reports
    unit: ReadableUnit
    report: TeamReport
    noted: FollowUp
    compared: Comparisons

    @property
    def texts(self) -> Texts:
        return self.reports.run.texts

    @property
    def facts(self) -> str:
        name, latest = escape_markdown(self.unit.name), self.report.latest
        if latest is None:
            return name
        _, wave = self.texts.gettext, escape_markdown(latest.title or "")
        wave = wave or _("Wave {n}").format(n=latest.number)
        day = self.texts.short_date(latest.closes_on)
        facts = [name, _("{wave}, closed {day}").format(wave=wave, day=day)]
        if latest.participation is not None:
            part = latest.participation.share_in_words(self.texts)
            facts.append(_("{part} answered").format(part=part))
        return " · ".join(facts)

    def chart(self, trend: Trend) -> Draw:
        return slide_chart(self.reports, self.report, trend, self.noted, self.compared)


def slides(reports: Reports, unit: ReadableUnit, length: int | None = None) -> list[Slide]:
    """Return the slides of a unit, at least one.

    With the minutes that a talk takes, one of `LENGTHS`, there are questions about its weakest
    indicators as well; without, it is the short one of about ten.
    """
    report = reports.team(unit.id, unit.name)
    is_shown = is_about_results(report)
    compared = reports.comparisons(unit.id) if is_shown else Comparisons(())
    talk = _Talk(reports, unit, report, reports.follow_up(unit.id), compared)
    if report.latest is None:
        return [not_yet(talk.facts, talk.texts)]
    reviewed = [
        agreement
        for agreement in reversed(talk.noted.agreements)
        if agreement.is_due(report.latest.id, reports.run.today)
    ][:MOST_REVIEWED]
    prepared = make_guide(report, length or min(LENGTHS))
    plan = prepared.plan or TalkPlan(())
    about = plan.most_urgent.trend.indicator.id if plan.most_urgent else None
    made = [
        *replied(talk.facts, talk.report, talk.noted, talk.texts),
        *(_reviewed(talk, agreement) for agreement in reviewed),
        *(
            _about_results(talk, plan, prepared.weakest if length else ())
            if is_shown
            else guide(talk.facts, talk.report.in_words(talk.texts.language), talk.texts)
        ),
        what_to_try(talk.facts, prepared, talk.texts),
        _agreement(talk, reviewed, about),
    ]
    return timed(made, prepared.minutes) if length else made


def _about_results(talk: _Talk, plan: TalkPlan, weakest: Sequence[Asked]) -> list[Slide]:
    made = [_subject(talk, subject) for subject in plan.subjects]
    if plan.nothing_stands_out:
        made.append(at_a_glance(talk.facts, talk.report, talk.texts))
    if plan.left_out:
        more = talk.texts.ngettext(
            "{n} more subject stands out: it is on the page of the unit.",
            "{n} more subjects stand out: they are on the page of the unit.",
            plan.left_out,
        )
        made[-1] = replace(made[-1], told=(*made[-1].told, wording.aside(more)))
    told = {subject.trend.question.id for subject in plan.subjects}
    made += [_weak(talk, one) for one in weakest if one.trend.question.id not in told]
    return made


def _reviewed(talk: _Talk, agreement: Agreement) -> Slide:
    _ = talk.texts.gettext
    trend = next((t for t in talk.report.trends if t.indicator.id == agreement.indicator), None)
    about = "" if trend is None else trend.name(talk.texts.language)
    since = _("since {day}").format(day=talk.texts.short_date(agreement.starts_on))
    details = " · ".join(agreement.details.splitlines())
    if len(agreement.text) + len(details) > LONGEST_BESIDE:
        trend = None
    chart = None if trend is None else talk.chart(trend)
    return Slide(
        facts=talk.facts,
        title=_("What we agreed last time"),
        told=[
            f"**{escape_markdown(agreement.text)}**",
            *([escape_markdown(details)] if details else []),
            wording.aside(" · ".join(filter(None, (about, since)))),
        ],
        question=_("Did we do it? Does it help?"),
        note=_(
            "Let somebody else begin. Not done is no fault: ask what stood in the way. Then decide "
            "together: keep it, change it or stop."
        ),
        minutes=2,
        beside=chart,
        below=partial(review, talk.reports, agreement),
        step="went_well",
    )


def _subject(talk: _Talk, subject: Subject) -> Slide:
    texts, trend = talk.texts, subject.trend
    _ = texts.gettext
    chart = talk.chart(trend)
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
        told=[f":{colour}-badge[{badge}]", _in_words(subject, talk)],
        question=ask(trend).questions[0][texts.language],
        note=_with_caution(notes[subject.kind], trend, texts),
        minutes=2 if subject.kind == "strongest" else 4,
        beside=chart,
        step="went_well" if subject.kind == "strongest" else "stands_out",
    )


def _weak(talk: _Talk, asked: Asked) -> Slide:
    """Return the slide of one of the weakest indicators, about which nothing is told otherwise."""
    texts, trend, chart = talk.texts, asked.trend, talk.chart(asked.trend)
    note = texts.gettext("Ask, then wait ten seconds. Nobody has to say what they answered.")
    question, *others = (text[texts.language] for text in asked.questions)
    return Slide(
        facts=talk.facts,
        title=trend.name(texts.language),
        told=[trend.badge_in_words(texts.language)],
        question=question,
        note=_with_caution(" ".join([note, *others]), trend, texts),
        minutes=4,
        beside=chart,
    )


def _with_caution(note: str, trend: Trend, texts: Texts) -> str:
    """Return a note with what to avoid in a talk about an indicator."""
    return " ".join([note, *(text[texts.language] for text in own_cautions(trend.indicator.id))])


def _in_words(subject: Subject, talk: _Talk) -> str:
    """Return the verdict as one sentence, what belongs to it, and the value of the larger unit."""
    texts, trend, verdict = talk.texts, subject.trend, subject.verdict
    days = {wave.id: wave.closes_on for wave in talk.report.waves}
    summary = summary_of(verdict, trend.question, trend.indicator, days, texts)
    if summary is None:
        level, value = level_badge(verdict, trend.indicator, texts), texts.number(newest(verdict))
        said = [texts.gettext("**{level}**: about **{value}**.").format(level=level, value=value)]
    else:
        said = [f"**{summary.word}**{summary.told}.", summary.notes]
    whole = talk.compared.whole
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
    latest = talk.report.latest
    is_closed = latest is not None and any(one.wave == latest.id for one in talk.noted.talks)
    small = _(
        "One thing to do or to leave until the next pulse: small enough to do, clear enough to "
        "notice."
    )
    return Slide(
        facts=talk.facts,
        title=_("One agreement"),
        told=() if is_closed else (small,),
        question="",
        note=_(
            "One is enough. Write it down in the words of the team, and say who looks back at it "
            "with you."
        ),
        minutes=3,
        step="agree",
        below=partial(one_agreement, talk.reports, talk.report, talk.noted, about, changed),
    )
