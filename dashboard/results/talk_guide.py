"""What a slide is, and the guide to a talk of a unit that has no numbers to show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from surveys.texts import Texts

Draw = Callable[[], None]


@dataclass(frozen=True)
class Slide:
    """A slide: words in Markdown with one question, and for who leads the talk a note.

    `beside` draws what stands beside the words, `below` what stands below them.
    """

    facts: str
    title: str
    told: Sequence[str]
    question: str
    note: str
    minutes: int
    beside: Draw | None = None
    below: Draw | None = None


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
