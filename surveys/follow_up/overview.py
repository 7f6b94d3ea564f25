"""Follow-up of all units at a glance, for HR: talks and agreements with their days, no scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db import follow_up as stored
from db import waves
from surveys.access import NotAllowedError, Reader
from surveys.reading import Reading
from surveys.texts import Texts


@dataclass(frozen=True)
class InShort:
    """The latest talk of a unit with its outcome, and what it agreed on that has not ended.

    `agreed` has the texts with the days to look back at them.
    """

    unit: UUID
    name: str
    talk: date | None = None
    agreed: Sequence[tuple[str, date]] = ()
    outcome: str | None = None

    def in_words(self, language: str) -> str:
        """Return both in a few words: "Talk 12 Nov; nothing agreed yet"."""
        texts = Texts(language)
        _ = texts.gettext
        if self.agreed:
            text, review = self.agreed[-1]
            template = _("Agreed: {text}, review {day}")
            return template.format(text=text.rstrip(". "), day=texts.short_date(review))
        if self.talk is None:
            return _("No talk noted")
        if self.outcome is not None:
            template = _("Talk noted {day}: {outcome}")
            return template.format(day=texts.short_date(self.talk), outcome=self.outcome)
        template = _("Talk noted {day}; nothing agreed yet")
        return template.format(day=texts.short_date(self.talk))


@dataclass(frozen=True)
class TalksNoted:
    """Of how many led units with results a talk about the newest wave has been noted."""

    talked: int
    units: int


def read_in_short(reading: Reading, units: Sequence[UUID]) -> dict[UUID, InShort]:
    """Return the follow-up of some units. Raises NotAllowedError for one that is not open."""
    for unit in units:
        reading.check_may_read(unit)
    return _in_short(reading, dict.fromkeys(units, ""))


def read_by_unit(reading: Reading) -> list[InShort]:
    """Return the follow-up of every led unit with results in the newest wave, by name.

    Raises NotAllowedError for others than HR.
    """
    check_sees_all(reading.who)
    last = waves.last_counted(reading.session, 1)
    led = stored.led_units(reading.session, last[0].id) if last else []
    names = {unit: name for unit, name, _ in led}
    return sorted(_in_short(reading, names).values(), key=lambda one: (one.name, str(one.unit)))


def talks_noted(reading: Reading) -> TalksNoted:
    """Return how many units have talked about the newest wave. Raises NotAllowedError."""
    check_sees_all(reading.who)
    last = waves.last_counted(reading.session, 1)
    talked, units = stored.number_talked(reading.session, last[0].id) if last else (0, 0)
    return TalksNoted(talked, units)


def check_sees_all(who: Reader) -> None:
    """Raise NotAllowedError unless somebody reads every unit."""
    if not who.reads_everything:
        raise NotAllowedError("results")


def _in_short(reading: Reading, names: dict[UUID, str]) -> dict[UUID, InShort]:
    session, units = reading.session, list(names)
    talks = {row.unit_id: row for row in stored.talks(session, units)}
    agreed: dict[UUID, list[tuple[str, date]]] = {}
    for row in stored.agreements(session, units):
        if row.ended_on is None:
            agreed.setdefault(row.unit_id, []).append((row.body, row.review_on))
    return {
        unit: InShort(
            unit,
            name,
            talk=talks[unit].held_on if unit in talks else None,
            agreed=tuple(agreed.get(unit, ())),
            outcome=talks[unit].outcome if unit in talks else None,
        )
        for unit, name in names.items()
    }
