"""Which units can have numbers of their own, told before a wave: from how many people are where.

It says what the count would publish if everybody answered. Nothing of an answer goes in.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from db import people
from db.engine import reading
from surveys.counting.disclosure import HeadCounts, atoms, published_units
from surveys.installation import Installation
from surveys.organisation.later_starts import where_invited_count
from surveys.texts import Texts
from surveys.units.tree import Tree, Unit
from surveys.waves import Thresholds

_MAX_NAMES = 5
"""More units than this are not named one by one."""


@dataclass(frozen=True)
class Prospects:
    """The units with people that would have numbers if everybody answered, and the others.

    Names by unit, in alphabetical order; `comments` is whether anybody could read one.
    """

    shown: Mapping[UUID, str]
    hidden: Mapping[UUID, str]
    comments: bool
    limits: Thresholds

    def in_words(self, language: str) -> Sequence[str]:
        """Return in sentences what can be shown; nothing where that is everything."""
        texts = Texts(language)
        _ = texts.gettext
        told = []
        if self.hidden:
            if not self.shown:
                told.append(_("Even if everybody answers, nothing can be shown."))
            elif len(self.shown) == 1:
                (unit,) = self.shown.values()
                only = _("Even if everybody answers, only {unit} as a whole can be shown.")
                told.append(only.format(unit=unit))
            else:
                some = _("If everybody answers, {shown} of {all} units have numbers of their own.")
                all_units = len(self.shown) + len(self.hidden)
                told.append(some.format(shown=len(self.shown), all=all_units))
            without = _(
                "Without numbers: {units}. It takes more than {k} people in a unit, and as many "
                "left over beside it, or none."
            )
            names = _listed(list(self.hidden.values()), texts)
            told.append(without.format(units=names, k=self.limits.k))
        if not self.comments:
            none = _(
                "It takes more than {k} people to show a comment, so the form does not ask for one."
            )
            told.append(none.format(k=self.limits.k_comment))
        return told

    def of_unit(self, unit: UUID, language: str) -> Sequence[str]:
        """Return in a sentence that a unit will have no numbers; nothing where it may have some."""
        if unit not in self.hidden:
            return ()
        told = Texts(language).gettext(
            "Even if everybody answers, {unit} will have no numbers of its own: too few people are "
            "in it, or would be left over beside it. Every answer counts in the larger units above."
        )
        return (told.format(unit=self.hidden[unit]),)


def can_be_shown(tree: Tree[Unit], invited: Mapping[Unit, int], k: int) -> set[Unit]:
    """Return the units that are published if everybody in each unit itself answers."""
    heads = HeadCounts(invited, invited)
    return set(published_units(tree, heads, k, atoms(tree, heads, k)))


def read_prospects(session: Session, limits: Thresholds, day: date) -> Prospects:
    """Return what could be shown of the roster as it is now, if a wave opened on a day."""
    rows = people.units(session)
    tree = Tree({row.id: row.parent_id for row in rows})
    invited = Counter(where_invited_count(session, day).values())
    totals, shown = tree.totals(invited), can_be_shown(tree, invited, limits.k)
    peopled = sorted((row.name, row.id) for row in rows if totals.get(row.id, 0))
    return Prospects(
        {unit: name for name, unit in peopled if unit in shown},
        {unit: name for name, unit in peopled if unit not in shown},
        invited.total() > limits.k_comment,
        limits,
    )


def load_prospects(installation: Installation, limits: Thresholds, day: date) -> Prospects:
    """Return the same in a transaction of its own."""
    with reading(installation.engine) as session:
        return read_prospects(session, limits, day)


def _listed(names: Sequence[str], texts: Texts) -> str:
    if len(names) <= _MAX_NAMES:
        return ", ".join(names)
    named, more = ", ".join(names[:_MAX_NAMES]), len(names) - _MAX_NAMES
    return texts.ngettext("{names} and {n} more", "{names} and {n} more", more, names=named)
