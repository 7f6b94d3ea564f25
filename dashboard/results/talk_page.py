"""The guide to a team talk: four steps with their minutes and questions, and what to avoid.

It is read on the screen or printed. A unit that is not shown gets the same guide without anything
about its results: what it says depends on nothing but published numbers.
"""

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from dashboard import wording
from dashboard.address import kept_in_address
from dashboard.navigation import page_link
from dashboard.results import team_view
from dashboard.results.kept import kept_measures
from dashboard.results.measures_view import ABOUT
from dashboard.results.presentation import MINUTES
from dashboard.results.reports import Reports
from dashboard.results.suggestions_view import without_numbers
from surveys.access import ReadableUnit
from surveys.follow_up import FollowUp, StepName, TalkGuide, make_guide
from surveys.follow_up.suggestions import suggestions_for
from surveys.follow_up.talk_guide import LENGTHS, STEPS, Asked, gap_to_talk_about
from surveys.instrument.scales import Text
from surveys.measures.catalogue import Measure
from surveys.reading.team_report import TeamReport
from surveys.texts import Texts, escape_markdown

LAST_SLIDE = "99"
"""A slide that is the last one, however many there are."""


def talk_page(reports: Reports, unit: ReadableUnit, length: int) -> None:
    """Show the guide to a talk of `length` minutes about the newest wave of a unit."""
    texts, coming = reports.run.texts, reports.coming()
    _ = texts.gettext
    report = reports.team(unit.id, unit.name)
    team_view.facts_of_unit(report, unit.above, coming, texts)
    if report.latest is None:
        team_view.nothing_yet(texts, coming)
        return
    gap = gap_to_talk_about(reports.perception_gaps())
    prepared, noted = make_guide(report, length, gap), reports.follow_up(unit.id)
    st.subheader(_("Talk guide: {n} minutes").format(n=length), anchor=False)
    _choose_length(texts)
    if prepared.plan is None:
        st.markdown(report.in_words(texts.language))
        st.markdown(_("You do not need numbers to talk about the work, and to agree on something."))
    told = {
        "went_well": _went_well(prepared, _to_look_back_at(reports, report, noted), texts),
        "stands_out": _stands_out(prepared, texts),
        "to_try": _to_try(prepared, _to_choose_from(reports, report, prepared), texts),
        "agree": _agree(prepared, texts),
    }
    for number, step in enumerate(STEPS, 1):
        with st.container(border=True, key=f"step_{step}"):
            minutes = texts.minutes(prepared.minutes[step])
            heading = f"### {number}. {_step(step, texts)} · {minutes}"
            wording.markdown_block(heading, *told[step])
            if step == "to_try" and prepared.about:
                page_link(
                    "measures",
                    _("All measures about this"),
                    icon=":material/handyman:",
                    **{ABOUT: prepared.about[0]},
                )
            if step == "agree":
                _to_write_on(unit.id, texts)
    title = _("What not to do")
    with st.container(border=True, key="to_avoid"):
        wording.markdown_block(f"### {title}", _listed(prepared.avoid, texts))


def _step(step: StepName, texts: Texts) -> str:
    _ = texts.gettext
    return {
        "went_well": _("What went well"),
        "stands_out": _("What stands out, and what it may mean"),
        "to_try": _("What we want to try"),
        "agree": _("What we agree"),
    }[step]


def _choose_length(texts: Texts) -> None:
    options = [str(length) for length in LENGTHS]
    st.segmented_control(
        texts.gettext("How long is the talk?"),
        options,
        format_func=lambda one: texts.minutes(int(one)),
        required=True,
        **kept_in_address(MINUTES, options),
    )


def _to_look_back_at(reports: Reports, report: TeamReport, noted: FollowUp) -> Sequence[str]:
    """Return the agreements that the talk looks back at, the newest first."""
    wave, today = report.waves[-1].id, reports.run.today
    return [one.text for one in reversed(noted.agreements) if one.is_due(wave, today)]


def _went_well(prepared: TalkGuide, agreed: Sequence[str], texts: Texts) -> list[str]:
    _ = texts.gettext
    said = []
    if agreed:
        first = _("Look back first. Did you do it, does it help: keep it, change it or stop?")
        said += [first, "\n".join(f"- {escape_markdown(text)}" for text in agreed)]
    said += [part for asked in prepared.went_well for part in _asked(asked, texts)]
    if not prepared.went_well:
        said += [
            _("Think of a day on which the work went by itself."),
            "- " + _("What made that possible, and what do we want more of?"),
        ]
    return said


def _stands_out(prepared: TalkGuide, texts: Texts) -> list[str]:
    _, language = texts.gettext, texts.language
    if prepared.plan is None:
        return [
            _("Think of what cost more energy than it should."),
            "- " + _("What part of that is ours to change, and what would help first?"),
        ]
    told = {asked.trend.question.id for asked in prepared.went_well}
    questions = {asked.trend.question.id: asked.questions for asked in prepared.weakest}
    said = [_("Numbers say that there is something, never why. Your team knows more: ask.")]
    outstanding = [one.trend for one in prepared.plan.subjects if one.trend.question.id not in told]
    for trend in outstanding:
        said.append(f"**{trend.name(language)}.** {trend.outstanding_in_words(language)}")
        said.append(_listed(questions.get(trend.question.id, ()), texts))
    if not outstanding:
        said.append(_("No change that can be told, and no level that needs attention."))
    told |= {trend.question.id for trend in outstanding}
    weakest = [asked for asked in prepared.weakest if asked.trend.question.id not in told]
    said += [part for asked in weakest for part in _asked(asked, texts)]
    if prepared.gap is not None:
        said.append(f"- {escape_markdown(prepared.gap[language])}")
    return [part for part in said if part]


def _to_choose_from(reports: Reports, report: TeamReport, prepared: TalkGuide) -> list[Measure]:
    """Return three measures at most that fit the weakest indicator; none where none is known.

    For a unit without numbers, those that all of these have.
    """
    if prepared.plan is None and report.latest is not None:
        return [one for one, _about in without_numbers(reports, report.latest)]
    weakest = next(
        (t for about in prepared.about for t in report.trends if t.indicator.id == about), None
    )
    if weakest is None:
        return []
    known, of_whole = kept_measures(reports.run.installation), reports.is_whole(report.unit)
    return suggestions_for(
        known, weakest.indicator, weakest.verdict, reports.who, of_whole=of_whole
    )


def _to_try(prepared: TalkGuide, measures: Sequence[Measure], texts: Texts) -> list[str]:
    """Return the third step: the team's own ideas first, then measures that may help."""
    _ = texts.gettext
    told = [_("Collect first, choose afterwards."), _listed(prepared.to_try, texts)]
    if measures:
        titles = [f"- {escape_markdown(one.title[texts.language])}" for one in measures]
        told.append("\n".join([_("What others try, if you run out of ideas:"), "", *titles]))
    return told


def _agree(prepared: TalkGuide, texts: Texts) -> list[str]:
    small = texts.gettext(
        "One thing to do or to leave until the next pulse: small enough to do, clear enough to "
        "notice."
    )
    return [small, _listed(prepared.agree, texts)]


def _to_write_on(unit: UUID, texts: Texts) -> None:
    """Show where to write the agreement: in Peil, or on paper."""
    _ = texts.gettext
    page_link(
        "present",
        _("Write it down in Peil"),
        icon=":material/edit:",
        unit=unit.hex,
        slide=LAST_SLIDE,
    )
    labels = (
        _("From now on we …"),
        _("From, and looking back on"),
        _("Who reminds us of it"),
        _("Where did it lead? In one line"),
    )
    with st.container(key="on_paper"):
        for label in labels:
            st.markdown(label)


def _asked(asked: Asked, texts: Texts) -> list[str]:
    """Return an indicator in a few words, and its questions."""
    language = texts.language
    name, told = asked.trend.name(language), asked.trend.badge_in_words(language)
    return [f"**{name}.** {told}", _listed(asked.questions, texts)]


def _listed(lines: Sequence[Text], texts: Texts) -> str:
    return "\n".join(f"- {line[texts.language]}" for line in lines)
