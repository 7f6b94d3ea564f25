"""Paper slips: rights to answer that are not linked to any person.

They are made before a wave opens, for units without mailboxes or for a works council that hands
them out. People of such a unit get no personal link, and nobody knows who gets which slip. While a
wave is open a lost one can be replaced, which counts as reissued.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from db import messages, people, wave_units, waves
from db import slips as stored
from db.box import NewToken
from db.engine import forget_deleted, writing
from surveys import trail
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.organisation.places import where_ballots_count
from surveys.units import UnitNames
from surveys.waves.tokens import new_code, token_hash
from surveys.waves.waves import WaveError


class SlipError(PeilError):
    """Slips that cannot be made or withdrawn as requested."""

    texts: ClassVar = {
        "nobody": N_("No ballot counts in {unit}, so it needs no slips."),
        "none_to_withdraw": N_("{unit} has no slips."),
        "none_in_wave": N_("Nobody in {unit} answers the open wave with a slip."),
        "all_replaced": N_(
            "As many slips of {unit} were replaced as it has people: nobody gets a third one."
        ),
        "unknown_unit": N_("There is no unit “{name}”; there are: {known}"),
        "ambiguous_unit": N_("Several units are called “{name}”; choose one by its path: {paths}"),
    }


@dataclass(frozen=True)
class SlipsOfUnit:
    """The codes for one unit, in random order; they are not stored anywhere."""

    unit: str
    codes: Sequence[str]


def make_slips(installation: Installation, units: Sequence[str]) -> list[SlipsOfUnit]:
    """Make one slip for each person whose ballot counts in one of these units.

    Units are named by their name, or by their path where names repeat ("Operations / North").
    Earlier slips of these units become invalid. Raises SlipError; then nothing has changed.
    """
    with writing(installation.engine) as session:
        names = UnitNames(people.units(session))
        chosen = dict.fromkeys(_unit_called(name, names) for name in units)
        number = Counter(where_ballots_count(session).values())
        made = []
        for unit in chosen:
            if not number[unit]:
                raise SlipError("nobody", unit=names.path[unit])
            codes = [new_code() for _ in range(number[unit])]
            shuffled = random.SystemRandom().sample(codes, len(codes))
            stored.replace(session, unit, [token_hash(code) for code in shuffled])
            trail.note(session, "slips made", names.path[unit])
            made.append(SlipsOfUnit(names.path[unit], codes))
    forget_deleted(installation.engine, ("slip",))
    return made


def withdraw(installation: Installation, units: Sequence[str]) -> list[str]:
    """Withdraw the slips of some units, so that personal links are used again; return their paths.

    Raises SlipError for a unit that is unknown or has no slips; then nothing has changed.
    """
    with writing(installation.engine) as session:
        names, printed = UnitNames(people.units(session)), stored.per_unit(session)
        chosen = list(dict.fromkeys(_unit_called(name, names) for name in units))
        for unit in chosen:
            if unit not in printed:
                raise SlipError("none_to_withdraw", unit=names.path[unit])
            stored.replace(session, unit, ())
            trail.note(session, "slips withdrawn", names.path[unit])
    forget_deleted(installation.engine, ("slip",))
    return [names.path[unit] for unit in chosen]


def replace_slip(installation: Installation, unit: str, reason: str) -> SlipsOfUnit:
    """Make one more slip for a unit in the open wave, for somebody who has lost theirs.

    The lost one cannot be withdrawn, because nobody knows which it is, so the new one counts as
    reissued: the unit then needs more ballots. At most one for each person. Raises SlipError and
    WaveError; then nothing has changed.
    """
    with writing(installation.engine) as session:
        wave = waves.open_wave(session)
        if wave is None or wave.number is None:
            raise WaveError("none_open")
        names = UnitNames(people.units(session))
        chosen = _unit_called(unit, names)
        invited = wave_units.own_invited(session, wave.id, chosen).get(chosen, 0)
        by_slip = invited - messages.number_invited(session, wave.id, chosen)
        box = installation.box(wave.number)
        if by_slip <= 0:
            raise SlipError("none_in_wave", unit=names.path[chosen])
        if box.reissued().get(chosen, 0) >= by_slip:
            raise SlipError("all_replaced", unit=names.path[chosen])
        code = new_code()
        trail.note(session, "slip replaced", f"{names.path[chosen]}: {reason}")
        box.add([NewToken(token_hash(code), chosen, again=True)])
    return SlipsOfUnit(names.path[chosen], [code])


def _unit_called(name: str, names: UnitNames) -> UUID:
    matches = names.called(name)
    if len(matches) == 1:
        return matches[0]
    if not matches:
        known = tuple(sorted(names.path.values())[:20])
        raise SlipError("unknown_unit", name=name, known=known)
    raise SlipError("ambiguous_unit", name=name, paths=tuple(names.told_apart(name)))
