"""Invented comments, no two alike in a wave: about the stories where they play, else about work."""

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


def _kind(force: Workforce, row: int, wave: int) -> Sequence[str]:
    """Return what somebody writes about first; nothing in particular where no story plays."""
    if force.team[row] == 1 and wave > SHORT_STAFFED:
        return _RECOVERED if wave > TURNING_POINT else _SHORT_STAFFED
    return _BUSIER if force.planned[row] and wave > TURNING_POINT else ()


def _about_work(rng: Generator) -> Iterator[str]:
    """Yield comments about work in general, all different: short ones first, then longer ones."""
    seen, asked = rng.permutation(_SEEN).tolist(), rng.permutation(_ASKED).tolist()
    yield from seen
    for ask, see in product(asked, seen):
        yield f"{see} {ask}"
