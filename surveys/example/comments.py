"""Invented comments, no two alike in a wave: about the stories where they play, else about work.

Also answers to the open questions at the end of a round.
"""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from surveys.example.answers import SHORT_STAFFED, TURNING_POINT, Workforce

COMMENTING = 0.12
"""The share of people who write a comment."""

_BUSIER = (
    "The new planning system asks for everything twice. That is an hour a day.",
    "Since the new system we work to its schedule, not to what is on the floor.",
    "I stay later to get the planning closed. Every day this week.",
    "Nobody can say when the old lists stop. Now we keep both.",
    "Het nieuwe systeem kost meer tijd dan het oude. Dat zei niemand vooraf.",
    "We lopen achter en er komt elke dag werk bij.",
    "Vrijdag laten liggen wat kan wachten: goed idee, houden we dat ook vol?",
    "Kan iemand een ochtend meekijken hoe we nu plannen?",
)
_SHORT_STAFFED = (
    "Two colleagues left and the phone rings as often as before.",
    "Messages come in until ten in the evening, and somebody always answers.",
    "Ik heb mijn telefoon 's avonds aan, anders ligt het morgen dubbel.",
    "Wie er dienst heeft is niet duidelijk, dus voelt iedereen zich aangesproken.",
)
_RECOVERED = (
    "Quiet after six. It took a week to believe it.",
    "Customers did not notice that we answer in the morning.",
    "Sinds de afspraak gaat de telefoon na zessen echt uit.",
    "Met de nieuwe collega erbij is er weer tijd voor een lastige klant.",
)

_SEEN = (
    "Three meetings before lunch leave no time for the work itself.",
    "I hear about changes of the roster on the day itself.",
    "Tuesday with everybody in the office works well.",
    "It is hard to find somebody who may decide.",
    "My manager asks how things are, and listens.",
    "Half of my work is waiting for an answer from somebody else.",
    "I learnt a lot from the training in spring.",
    "Working from home is fine; starting alone on Monday is not.",
    "We laugh again at the coffee table.",
    "Priorities change three times a week.",
    "De overdracht tussen de ploegen is veel beter geworden.",
    "Het is al weken te druk, en er komt steeds iets bij.",
    "Fijn dat we elkaar weer op dinsdag zien.",
    "Ik weet niet altijd bij wie ik terechtkan met een vraag.",
    "Er wordt veel gemaild waar een gesprek korter is.",
    "Het rooster komt te laat om er iets omheen te plannen.",
    "Nieuwe collega's krijgen goede begeleiding.",
    "De vergadering van maandag kan de helft korter.",
)
_ASKED = (
    "Could we talk about that?",
    "Please keep it that way.",
    "I said so before.",
    "It would help to agree on it as a team.",
    "Kunnen we het daar eens over hebben?",
    "Dat mag zo blijven.",
)


def comments_of(force: Workforce, who: NDArray[np.int64], wave: int, rng: Generator) -> list[str]:
    """Return the comments of some people (by row) in a wave; most are empty."""
    about_work = _about_work(rng)
    told: dict[Sequence[str], Iterator[str]] = {
        kind: iter(rng.permutation(kind).tolist()) for kind in (_BUSIER, _SHORT_STAFFED, _RECOVERED)
    }
    comments = []
    for row, writes in zip(who.tolist(), rng.random(len(who)) < COMMENTING, strict=True):
        of_story = told.get(_kind(force, row, wave), iter(()))
        comments.append((next(of_story, None) or next(about_work, "")) if writes else "")
    return comments


AT_THE_END = 0.35
"""The share of people who answer each of the open questions at the end of a round."""

_AT_THE_END: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "open_miss": (
        (
            "Somebody to spar with before I send something off.",
            "Coffee without an agenda.",
            "Knowing how a colleague is without having to ask.",
            "An hour in which nobody needs anything from me.",
            "Laughing together in the middle of a day.",
            "A clear end of the working day.",
            "New colleagues whom I have really met.",
            "Hearing early that something is about to change.",
            "Even kunnen overleggen zonder een afspraak te plannen.",
            "Grapjes tussendoor.",
            "De rit naar huis, om het werk achter te laten.",
            "Vaste pauzes; nu werk ik er vaak doorheen.",
            "Iemand die meekijkt als het lastig wordt.",
            "Het gevoel dat we één team zijn.",
        ),
        ("It used to go by itself.", "Once a week would do.", "Dat ging vroeger vanzelf."),
    ),
    "open_keep": (
        (
            "Doing the difficult work where it is quiet.",
            "Less travelling.",
            "Starting early and stopping early.",
            "Short meetings, with the decision written down.",
            "The trust to plan my own day.",
            "The Tuesday with the whole team.",
            "Being there when the children come home.",
            "No messages after six.",
            "Minder reistijd en meer rust.",
            "Zelf bepalen waar ik wat doe.",
            "De afspraak over wanneer we bereikbaar zijn.",
            "Overleg dat een half uur duurt en niet langer.",
            "Dat we elkaar vaker vragen hoe het gaat.",
            "Een dag zonder vergaderingen.",
        ),
        ("It gives me energy.", "Please let us not lose it.", "Daar word ik beter van."),
    ),
    "open_wish": (
        (
            "More is possible than we thought.",
            "It does not suit everybody; ask before you decide.",
            "A new system takes twice the time that is planned for it.",
            "Agree on it aloud, or everybody assumes something else.",
            "Fewer meetings, and moving between them.",
            "One channel for what is urgent.",
            "A team day every quarter.",
            "Time to learn something new.",
            "Meer rust in de planning.",
            "Samen afspreken wie wanneer te vinden is.",
            "Eerst uitproberen en dan pas vastleggen.",
            "Vraag het ons voor je het invoert.",
            "Nieuwe collega's vanaf dag één een maatje geven.",
            "Eens per maand met z'n allen op één plek.",
        ),
        ("That is my wish.", "I would start there.", "Daar zou ik mee beginnen."),
    ),
}
"""What people write to each open question: first what they saw, then an addition to it."""


def answers_at_the_end(number: int, rng: Generator) -> list[dict[str, str]]:
    """Return what a number of people write to the open questions at the end of a round."""
    written: list[dict[str, str]] = [{} for _ in range(number)]
    for question, (seen, added) in _AT_THE_END.items():
        texts = _different(rng.permutation(seen).tolist(), rng.permutation(added).tolist())
        for person in np.flatnonzero(rng.random(number) < AT_THE_END).tolist():
            if (text := next(texts, None)) is not None:
                written[person][question] = text
    return written


def _kind(force: Workforce, row: int, wave: int) -> Sequence[str]:
    """Return what somebody writes about first; nothing in particular where no story plays."""
    if force.team[row] == 1 and wave > SHORT_STAFFED:
        return _RECOVERED if wave > TURNING_POINT else _SHORT_STAFFED
    return _BUSIER if force.planned[row] and wave > TURNING_POINT else ()


def _about_work(rng: Generator) -> Iterator[str]:
    """Yield comments about work in general, all different: short ones first, then longer ones."""
    # Drawn when the first is asked for: what is drawn in another order is another organisation.
    yield from _different(rng.permutation(_SEEN).tolist(), rng.permutation(_ASKED).tolist())


def _different(first: Sequence[str], added: Sequence[str]) -> Iterator[str]:
    """Yield texts that differ: short ones, then each with something added."""
    yield from first
    for second, one in product(added, first):
        yield f"{one} {second}"
