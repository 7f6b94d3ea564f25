"""What a slide is; slides where nothing stands out, or where a unit has no numbers to show."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from dashboard import wording
from dashboard.results.reply_view import in_words, newest
from surveys.follow_up import FollowUp, StepName, TalkGuide
from surveys.reading.team_report import TeamReport
from surveys.reading.verdicts.sentences import level_badge
from surveys.texts import Texts, escape_markdown

Draw = Callable[[], None]


@dataclass(frozen=True)
class Slide:
    """A slide: words in Markdown with one question, and for the person who leads the talk a note.

    `beside` draws what stands beside the words, `below` what stands below them. `step` is the part
    of the talk that it belongs to.
    """

    facts: str
    title: str
    told: Sequence[str]
    question: str
    note: str
    minutes: int
    beside: Draw | None = None
    below: Draw | None = None
    step: StepName = "stands_out"


def not_yet(facts: str, texts: Texts) -> Slide:
    """Return the only slide before the first count."""
    _ = texts.gettext
    return Slide(
        facts=facts,
        title=_("No results yet"),
        told=[_("No wave has been counted yet. Results appear here after the first.")],
        question="",
        note=_("You can talk without numbers, too: how is the work, and what would help?"),
        minutes=10,
    )


def guide(facts: str, why: str, texts: Texts) -> list[Slide]:
    """Return a talk without numbers, for a unit that is not shown: the same for all of these."""
    _ = texts.gettext
    return [
        Slide(
            facts=facts,
            title=_("A talk without numbers"),
            told=[
                why,
                _("You do not need numbers to talk about the work, and to agree on something."),
            ],
            question=_("How has the work been since we last talked? One word each."),
            note=_(
                "Take a word from everybody, yours last. Do not discuss yet. Nobody has to say "
                "what they answered, or whether they did."
            ),
            minutes=3,
        ),
        Slide(
            facts=facts,
            title=_("What works"),
            told=[_("Think of a day on which the work went by itself.")],
            question=_("What made that possible, and what do we want more of?"),
            note=_("Ask, then wait ten seconds. Write down what people say in their own words."),
            minutes=3,
            step="went_well",
        ),
        Slide(
            facts=facts,
            title=_("What weighs"),
            told=[_("Think of what cost more energy than it should.")],
            question=_("What part of that is ours to change, and what would help first?"),
            note=_(
                "Look for one thing that you decide together. What is not yours to change, you "
                "take to who decides it, and come back with an answer."
            ),
            minutes=4,
        ),
    ]


def replied(facts: str, report: TeamReport, noted: FollowUp, texts: Texts) -> list[Slide]:
    """Return what people said before the newest wave and what was done, if that was noted."""
    found = newest(report, noted, before_latest=True)
    if found is None:
        return []
    _, (wave, reply) = texts.gettext, found
    return [
        Slide(
            facts=facts,
            title=_("You said, we did"),
            told=[
                *in_words(reply, texts),
                wording.aside(escape_markdown(wording.wave_name(wave, texts))),
            ],
            question=_("Did you notice anything of it?"),
            note=_("Ask, then wait ten seconds. What was not done needs a reason, not an excuse."),
            minutes=1,
        )
    ]


def at_a_glance(facts: str, report: TeamReport, texts: Texts) -> Slide:
    """Return all trends in a list, where nothing stands out or nothing can be told yet."""
    _, verdicts = texts.gettext, [trend.verdict for trend in report.trends]
    if report.pending:
        title, why = _("Results at a glance"), _("What they tell is being worked out.")
    elif all(verdict is None or verdict.change == "too early" for verdict in verdicts):
        title = _("First results: a starting point")
        why = _("From the third wave on, Peil can say what changes.")
    else:
        title = _("Nothing stands out yet")
        why = _("No change that can be told, and no level that needs attention.")
    return Slide(
        facts=facts,
        title=title,
        told=[why],
        question=_("Do you recognise this? What surprises you, and what is missing?"),
        note=_(
            "No finding is needed for a good talk. Let everybody name one line that they recognise "
            "or that surprises them."
        ),
        minutes=5,
        beside=partial(wording.markdown_block, *_listed(report, texts)),
    )


def what_to_try(facts: str, prepared: TalkGuide, texts: Texts) -> Slide:
    """Return the slide on what to try. Here measures for `prepared.about` may be suggested."""
    _, language = texts.gettext, texts.language
    question, *others = (text[language] for text in prepared.to_try)
    note = _(
        "Collect first, choose afterwards. What is tried has a beginning, an end and a reason."
    )
    return Slide(
        facts=facts,
        title=_("What we want to try"),
        told=[_("One small thing, for a few weeks, that we can begin ourselves.")],
        question=question,
        note=" ".join([note, *others]),
        minutes=2,
        step="to_try",
    )


def timed(slides: Sequence[Slide], minutes: Mapping[StepName, int]) -> list[Slide]:
    """Return slides with the minutes of their steps, divided among the slides of each.

    The minutes of a step without a slide are those of the next one that has some.
    """
    left, shares = 0, {}
    for step, given in minutes.items():
        number = sum(slide.step == step for slide in slides)
        left += given
        if number:
            shares[step] = [left // number + (place < left % number) for place in range(number)]
            left = 0
    return [replace(slide, minutes=shares[slide.step].pop(0)) for slide in slides]


def _listed(report: TeamReport, texts: Texts) -> list[str]:
    language, lines = texts.language, []
    for trend in report.trends:
        value = "–" if trend.latest is None else texts.number(trend.latest.mean)
        level = trend.verdict and level_badge(trend.verdict, trend.indicator, texts)
        lines.append(f"**{trend.name(language)}** · {value}" + (f" · {level}" if level else ""))
    return lines
