"""Summarises the changes of a plan in words. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveys.errors import Phrase
from surveys.people.importing.plan import (
    SMALLEST_SHOWN,
    GrantedRole,
    NewUnit,
    Plan,
    RevokedRole,
    counts,
)
from surveys.texts import Texts


@dataclass(frozen=True)
class Part:
    """Changes of one kind: a title, the number of them, and a line for each of the first ones."""

    kind: str
    title: str
    number: int
    lines: tuple[str, ...]


def summary(plan: Plan, language: str = "en", most: int = 10) -> list[Part]:
    """Return the kinds of changes a plan has, each with up to `most` lines."""
    texts = Texts(language)
    lines = dict(_lines(plan, texts, most))
    return [
        Part(kind, titles(texts)[kind], number, lines[kind])
        for kind, number in counts(plan).items()
        if number
    ]


def titles(texts: Texts) -> Mapping[str, str]:
    """Return the title of each kind of change."""
    _ = texts.gettext
    return {
        "joined": _("New people"),
        "moved": _("People who move"),
        "edited": _("People with other details"),
        "left": _("People who leave"),
        "new units": _("New units"),
        "moved units": _("Units that move"),
        "renamed units": _("Units with another name"),
        "gone units": _("Units that go"),
        "roles given": _("Roles given"),
        "roles taken": _("Roles taken away"),
    }


def notes_in_words(notes: tuple[Phrase, ...], language: str = "en") -> list[str]:
    """Return notes or limits as sentences."""
    texts = Texts(language)
    return [note.in_words(texts) for note in notes]


def role_in_words(role: str, unit: str | None, texts: Texts) -> str:
    """Return a role in words, with its unit if it is for one."""
    _ = texts.gettext
    names = {
        "manager": _("manager"),
        "hr": _("HR"),
        "administrator": _("administrator"),
        "council": _("works council"),
    }
    return _("{role} of {unit}").format(role=names[role], unit=unit) if unit else names[role]


def _lines(plan: Plan, texts: Texts, most: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    units = plan.changed_units
    moved = [unit for unit in units if unit.is_moved][:most]
    renamed = [unit for unit in units if unit.is_renamed][:most]
    yield "joined", tuple(f"{p.row.name} ({p.row.email}): {p.unit}" for p in plan.joined[:most])
    yield "moved", tuple(f"{c.name}: {c.from_unit} → {c.to_unit}" for c in plan.moved[:most])
    yield (
        "edited",
        tuple(
            f"{c.name}: "
            + ", ".join(_change(*pair) for pair in zip(c.before, c.after, strict=True))
            for c in plan.edited[:most]
        ),
    )
    yield "left", tuple(f"{leaver.name}: {leaver.unit}" for leaver in plan.left[:most])
    yield "new units", tuple(_new_unit(unit, texts) for unit in asked_first(plan.new_units)[:most])
    yield "moved units", tuple(f"{unit.was} → {unit.path}" for unit in moved)
    yield "renamed units", tuple(f"{unit.was} → {unit.path}" for unit in renamed)
    yield "gone units", tuple(unit.path for unit in plan.gone_units[:most])
    yield "roles given", tuple(_role(role, texts) for role in plan.granted_roles[:most])
    yield "roles taken", tuple(_role(role, texts) for role in plan.revoked_roles[:most])


def _new_unit(unit: NewUnit, texts: Texts) -> str:
    """Return a new unit with its size, and units that may be meant instead."""
    words = f"{unit.path}: {size_in_words(unit, texts)}"
    if not unit.near:
        return words
    near = ", ".join(f"“{path}”" for path in unit.near)
    return texts.gettext("{unit} (did you mean {near}?)").format(unit=words, near=near)


def asked_first(units: Sequence[NewUnit]) -> Sequence[NewUnit]:
    """Return new units in order: those that may be misspelt, then the smallest, first."""
    return sorted(units, key=lambda unit: (not unit.near, unit.people))


def size_in_words(unit: NewUnit, texts: Texts) -> str:
    """Return how many people work in a new unit, and whether those are too few for results."""
    people = texts.ngettext("{n} person", "{n} people", unit.people)
    if unit.people >= SMALLEST_SHOWN:
        return people
    return texts.gettext("{people}, too few for results of its own").format(people=people)


def _role(role: GrantedRole | RevokedRole, texts: Texts) -> str:
    words = f"{role.name}: {role_in_words(role.role, role.unit, texts)}"
    waits = isinstance(role, GrantedRole) and role.waits
    waiting = texts.gettext("waiting for confirmation")
    return f"{words} ({waiting})" if waits else words


def _change(before: tuple[str, object], after: tuple[str, object]) -> str:
    return f"{after[0]} {before[1] or '–'} → {after[1] or '–'}"
