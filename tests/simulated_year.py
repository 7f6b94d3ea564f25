"""An organisation of which everything is known, counted wave by wave: for error rates of verdicts.

Answers are options, five of them unless the questions have another scale, around levels of persons,
teams and waves; they are counted under disclosure control and published as any wave is.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

import numpy as np
from scipy.special import ndtr

from db import people
from db import waves as stored_waves
from db.base import insert
from db.engine import writing
from surveys.answering.ballot import Ballot
from surveys.counting import publish_tally
from surveys.counting.tally import tally_ballots
from surveys.counting.variables import variables_of
from surveys.installation import Installation
from surveys.instrument import Instrument, Question, load_own, shipped
from surveys.reading.verdicts.keeping import renew_verdicts
from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.cells import Bools
from surveys.units import Tree
from tests.stored import main_rows

FIRST = date(2023, 1, 16)
SPREAD, STABLE = 0.95, 0.5
"""Standard deviation of answers within a team, and the part of its variance that stays."""

LOW = 2.5
"""A level that needs attention lies under it."""

ANCHORS = [shipped().question(name) for name in shipped().rotation.anchors]

_OWN = """
version: "1"
languages: [en, nl]
response_scales:
  own: {scale}
indicators:
  - id: own
    kind: own
    name: {{en: Own, nl: Own}}
    definition: {{en: Own, nl: Own}}
    high: {{en: good, nl: good}}
    low: {{en: bad, nl: bad}}
    questions: [{questions}]
"""


@dataclass(frozen=True)
class Conditions:
    """What happens in an organisation; levels on the scale from 1 to 5, waves from 0.

    `noise` is the mood of a team in a wave, of which the part `carried` goes on into the next;
    `shock` that of the whole organisation; in each wave the part `turnover` of people is replaced.
    `falls` has, by (question, team), the size of a fall in the wave `falls_in` (negative: a rise).
    `hidden` is the part of team-waves in which nobody answers; `gaps` are days between waves,
    repeated. `moves` has, by wave, teams that go to another department, `mergers` pairs of teams of
    which a new unit is made, `growing` teams that become half as large again by new people.
    `badges_by_chance` is what the organisation has chosen. `scale` is that of six questions of its
    own, as in a file of them, instead of the anchors. Verdicts are worked out after each
    `judged_every`th wave of the year, which judges those between one by one.
    """

    teams: int = 30
    people: int = 8
    response: float = 0.8
    waves: int = 20
    first_of_year: int = 8
    judged_every: int = 1
    gaps: tuple[int, ...] = (30,)
    centre: float = 3.4
    between: float = 0.3
    noise: float = 0.1
    carried: float = 0.0
    shock: float = 0.0
    turnover: float = 0.0
    hidden: float = 0.0
    falls: Mapping[tuple[int, int], float] = field(default_factory=dict)
    falls_in: int = 12
    departments: int = 0
    moves: Mapping[int, Sequence[tuple[int, int]]] = field(default_factory=dict)
    mergers: Mapping[int, Sequence[tuple[int, int]]] = field(default_factory=dict)
    growing: Mapping[int, Sequence[int]] = field(default_factory=dict)
    badges_by_chance: int = 10
    scale: str | None = None

    @cached_property
    def own_questions(self) -> str | None:
        """The file of the organisation's own questions, if it asks these."""
        if self.scale is None:
            return None
        own = [
            f"{{id: own_{n}, role: own, scale: own, text: {{en: Own, nl: Own}}}}" for n in range(6)
        ]
        return _OWN.format(scale=self.scale, questions=", ".join(own))

    @cached_property
    def instrument(self) -> Instrument:
        """The instrument with the organisation's own questions."""
        own = self.own_questions
        return shipped() if own is None else shipped().extended_by(load_own(own))

    @cached_property
    def questions(self) -> list[Question]:
        """What is asked in each wave."""
        if self.scale is None:
            return ANCHORS
        return [self.instrument.question(f"own_{number}") for number in range(6)]

    @cached_property
    def members(self) -> Bools:
        """Who belongs to a team in each wave, (teams, waves, people)."""
        most = self.people + (self.people // 2 if self.growing else 0)
        members = np.ones((self.teams, self.waves, most), dtype=bool)
        members[..., self.people :] = False
        for wave, teams in self.growing.items():
            members[list(teams), wave:] = True
        return members

    @property
    def days(self) -> list[date]:
        """The closing day of each wave."""
        steps = [self.gaps[wave % len(self.gaps)] for wave in range(self.waves - 1)]
        return [FIRST + timedelta(days=sum(steps[:wave])) for wave in range(self.waves)]


@dataclass(frozen=True)
class Told:
    """A badge: question by its position, unit, its onset, and the wave after which it appeared."""

    question: int
    unit: UUID
    onset: int
    wave: int
    better: bool


@dataclass(frozen=True)
class SimulatedYear:
    """An installation with the teams of an organisation, and everything that they will answer."""

    installation: Installation
    conditions: Conditions
    seed: int
    listed: set[UUID] = field(default_factory=set)
    """The units that stood out among all on HR's list after any wave of the year."""
    merged: dict[int, UUID] = field(default_factory=dict)
    """The unit into which a team was merged, by team."""

    @cached_property
    def units(self) -> list[UUID]:
        """The ids of the teams; the organisation itself, and departments, are made with them."""
        root = people.Unit(id=self.root, name="Everybody")
        ids = [self._next_id() for _ in range(self.conditions.teams)]
        above = [
            people.Unit(id=unit, name=f"Department {number}", parent_id=root.id)
            for number, unit in enumerate(self.departments)
        ]
        teams = [
            people.Unit(
                id=ids[place],
                name=f"Team {place}",
                parent_id=above[place % len(above)].id if above else root.id,
            )
            for place in range(self.conditions.teams)
        ]
        with writing(self.installation.engine) as session:
            organisation = people.Organisation(
                name="Everybody",
                badges_by_chance=self.conditions.badges_by_chance,
                own_questions=self.conditions.own_questions,
            )
            insert(session, organisation)
            insert(session, root)
            insert(session, *above)
            insert(session, *teams)
        return [team.id for team in teams]

    @cached_property
    def _ids(self) -> np.random.Generator:
        """Ids are drawn by the seed, too: units are read, and fitted, in the order of theirs."""
        return np.random.default_rng([self.seed, 1])

    def _next_id(self) -> UUID:
        return UUID(bytes=self._ids.bytes(16), version=4)

    @cached_property
    def root(self) -> UUID:
        """The id of the organisation."""
        return self._next_id()

    @cached_property
    def departments(self) -> list[UUID]:
        """The ids of the departments."""
        return [self._next_id() for _ in range(self.conditions.departments)]

    @cached_property
    def _drawn(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Options of persons, their true levels without and with moods, and who answers.

        (questions, teams, waves, people). Levels are on the scale from 1 to 5, whatever the number
        of options.
        """
        at, chance = self.conditions, np.random.default_rng(self.seed)
        shape = (len(ANCHORS), at.teams, at.waves)
        level = at.centre + chance.normal(0, at.between, (*shape[:2], 1)) + np.zeros(shape)
        for (question, team), size in at.falls.items():
            level[question, team, at.falls_in :] -= size
        mood = chance.normal(0, 1, shape)
        for wave in range(1, at.waves):
            left = np.sqrt(1 - at.carried**2)
            mood[..., wave] = at.carried * mood[..., wave - 1] + left * mood[..., wave]
        level = level + chance.normal(0, 1, (len(ANCHORS), 1, at.waves)) * at.shock
        person = self._people(chance)
        spread = SPREAD * np.sqrt(1 - STABLE)
        latent = level[..., None] + SPREAD * np.sqrt(STABLE) * person
        felt = latent + at.noise * mood[..., None]
        drawn = felt + spread * chance.normal(0, 1, latent.shape)
        last = at.questions[0].scale.size - 1
        answers = np.clip(np.rint((drawn - 1) / 4 * last), 0, last)
        answered = chance.random(latent.shape[1:]) < at.response
        answered &= (chance.random((at.teams, at.waves, 1)) >= at.hidden) & at.members
        edges = 1 + (np.arange(last) + 0.5) * 4 / last
        lasting, with_mood = (
            np.asarray(1 + sum(ndtr((each - edge) / spread) for edge in edges) * 4 / last)
            for each in (latent, felt)
        )
        return answers, lasting, with_mood, answered

    def _people(self, chance: np.random.Generator) -> Floats:
        """Return what each person feels, of whom some leave from wave to wave."""
        at = self.conditions
        people = at.members.shape[-1]

        def new() -> Floats:
            shared = chance.normal(0, 1, (1, at.teams, people))
            own = chance.normal(0, 1, (len(ANCHORS), at.teams, people))
            return np.asarray(np.sqrt(1 - 0.16) * own + 0.4 * shared)

        now = new()
        waves = []
        for _ in range(at.waves):
            leave = chance.random((1, at.teams, people)) < at.turnover
            now = np.where(leave, new(), now)
            waves.append(now)
        return np.stack(waves, axis=2)

    @cached_property
    def levels(self) -> Floats:
        """The true levels of all members, without moods of a wave, (questions, teams, waves)."""
        return self._of_members(self._drawn[1])

    @cached_property
    def felt(self) -> Floats:
        """What all members feel in each wave, moods included, (questions, teams, waves)."""
        return self._of_members(self._drawn[2])

    def _of_members(self, levels: Floats) -> Floats:
        members = np.broadcast_to(self.conditions.members, levels.shape)
        return np.asarray(levels.mean(axis=-1, where=members))

    @property
    def listed_without_cause(self) -> set[UUID]:
        """The teams that stood out though no level of their members was ever low, or changed."""
        with_cause = {
            unit
            for team, unit in enumerate(self.units)
            if (self.levels[:, team] < LOW).any()
            or np.ptp(self.levels[:, team], axis=1).max() > 0.1
        }
        return self.listed & set(self.units) - with_cause

    def hold(self, wave: int) -> None:
        """Count and publish one wave."""
        answers, _, _, answered = self._drawn
        members = self.conditions.members[:, wave].sum(axis=-1).tolist()
        self._reorganise(wave)
        own: dict[UUID, int] = {}
        ballots = []
        for team, unit in enumerate(self.units):
            place = self.merged.get(team, unit)
            own[place] = own.get(place, 0) + members[team]
            ballots += [
                Ballot(place, self._answers_of(answers[:, team, wave, person]))
                for person in np.flatnonzero(answered[team, wave]).tolist()
            ]
        day = self.conditions.days[wave]
        with writing(self.installation.engine) as session:
            rows = people.units(session)
            parent = {row.id: row.parent_id for row in rows}
            invited = Tree(parent).totals(own)
            row = stored_waves.Wave(
                id=self._next_id(),
                title=f"Wave {wave + 1}",
                opens_on=day,
                closes_on=day,
                period="monthly",
                questions=[question.id for question in self.conditions.questions],
            )
            snapshot = [
                {
                    "unit_id": each.id,
                    "parent_id": each.parent_id,
                    "name": each.name,
                    "invited": invited[each.id],
                }
                for each in rows
            ]
            stored_waves.add_wave(session, row, snapshot)
            at = self.conditions
            variables = variables_of(at.questions, at.instrument)
            publish_tally(
                session, row.id, tally_ballots(ballots, variables, parent, row.k, invited=own)
            )

    def _reorganise(self, wave: int) -> None:
        with writing(self.installation.engine) as session:
            for team, department in self.conditions.moves.get(wave, ()):
                people.move_unit(session, self.units[team], self.departments[department])
            for first, second in self.conditions.mergers.get(wave, ()):
                made = people.Unit(id=self._next_id(), name=f"Merged {first}", parent_id=self.root)
                insert(session, made)
                self.merged.update({first: made.id, second: made.id})

    def _answers_of(self, row: Floats) -> dict[str, tuple[int, ...]]:
        return {
            question.id: (question.oriented(int(option)),)
            for question, option in zip(self.conditions.questions, row.tolist(), strict=True)
        }

    def live_through(self) -> None:
        """Hold all waves; verdicts are worked out in the year, as its waves come."""
        at = self.conditions
        for wave in range(at.waves):
            self.hold(wave)
            since = wave - (at.first_of_year - 1)
            if since < 0 or (since % at.judged_every and wave < at.waves - 1):
                continue
            renew_verdicts(self.installation)
            if since:
                rows = main_rows(self.installation, "SELECT content FROM verdict_edition")
                content = json.loads(str(rows[0][0]))
                self.listed.update(UUID(o["unit"]) for o in content["listed"] if o["among_all"])

    def told(self) -> list[Told]:
        """Return the badges that appeared in the year."""
        waves = [
            UUID(str(wave))
            for (wave,) in main_rows(self.installation, "SELECT id FROM wave ORDER BY closes_on")
        ]
        query = (
            "SELECT question_id, unit_id, onset_wave_id, confirmed_wave_id, better FROM told_change"
        )
        names = [question.id for question in self.conditions.questions]
        told = [
            Told(
                names.index(question),
                UUID(str(unit)),
                waves.index(UUID(str(onset))),
                waves.index(UUID(str(wave))),
                bool(better),
            )
            for question, unit, onset, wave, better in main_rows(self.installation, query)
        ]
        return [one for one in told if one.wave >= self.conditions.first_of_year]
