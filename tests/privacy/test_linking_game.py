"""The linking game: an attacker with everything that is stored guesses whose answers are whose.

Twelve people answer, all differently. The attacker holds the token of each person, a copy of the
box after every single ballot, and the main database after the count. More than is ever stored is
thrown in: the twelve sheets of answers, in the order in which the count reads them. Guessing
blindly hits one in twelve: one person a game, with variance one.

The same attackers play against four mutants that keep a little more, and must win there: a game
that cannot be lost proves nothing.
"""

import json
import math
import random
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain, pairwise
from typing import Literal
from uuid import UUID

import pytest
from nacl.public import PublicKey, SealedBox

from surveys.answering import Answers, answer_sheet, cast
from surveys.answering.ballot import unseal
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.instrument import Question, questions_of_wave, shipped
from surveys.waves import open_wave, token_hash
from tests.builders import add_people, add_unit
from tests.privacy.conftest import Units
from tests.stored import Intruder

pytestmark = pytest.mark.both_databases

PEOPLE = 12
Mutant = Literal["no padding", "plain rows kept", "ballot id kept", "time kept"]
Sheet = str
"""Answers as text, so that they can be compared and measured."""


@dataclass(frozen=True)
class Snapshot:
    """A copy of the box: hashes of unused tokens, and ballots in the order in which they lie."""

    tokens: frozenset[bytes]
    ballots: Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Loot:
    """Everything the attacker has got hold of in one game."""

    tokens: Mapping[UUID, str]
    snapshots: Sequence[Snapshot]
    stored: Sequence[tuple[object, ...]]
    sheets: Sequence[Sheet]
    chance: random.Random
    kept: Sequence[tuple[object, ...]] = field(default=())

    def in_order_of_casting(self) -> list[UUID]:
        """Tell from the tokens that vanish who answered first, second, and so on."""
        owner = {token_hash(token): person for person, token in self.tokens.items()}
        pairs = pairwise(self.snapshots)
        return [owner[gone] for before, after in pairs for gone in before.tokens - after.tokens]

    def new_ballots(self) -> list[tuple[bytes, bytes]]:
        """Return the ballot that each person brought: it is new between two copies."""
        pairs = pairwise(self.snapshots)
        return [new for old, now in pairs for new in now.ballots if new not in old.ballots]


Guess = dict[UUID, Sheet]


def by_order(loot: Loot) -> Guess:
    """The first who cast owns the first row; rows are put by their number or time, if any."""
    found = list(loot.sheets)
    if loot.kept:
        numbered = [row for row in loot.kept if isinstance(row[0], int)]
        ordered = sorted(numbered) if numbered else loot.kept
        found = [str(row[-1]) for row in ordered]
    return dict(zip(loot.in_order_of_casting(), found, strict=True))


def by_new_ballot(loot: Loot) -> Guess:
    """Look for the id or the body of everybody's ballot in all rows of the main database."""
    owner = {
        mark: person
        for person, ballot in zip(loot.in_order_of_casting(), loot.new_ballots(), strict=True)
        for value in ballot
        for mark in (value, value.hex())
    }
    guess = {
        owner[value]: sheet
        for row in loot.stored
        for value in row
        if isinstance(value, str | bytes) and value in owner
        for sheet in loot.sheets
        if sheet in row
    }
    return at_random(loot, guess)


def by_length(loot: Loot) -> Guess:
    """The longest ballot is the one with the most answers, and so on; equals are guessed."""
    people = loot.in_order_of_casting()
    lengths = [len(body) for _, body in loot.new_ballots()]
    ranked = sorted(range(len(people)), key=lambda i: (lengths[i], loot.chance.random()))
    sheets = sorted(loot.sheets, key=lambda sheet: (len(sheet), loot.chance.random()))
    return {people[i]: sheet for i, sheet in zip(ranked, sheets, strict=True)}


def at_random(loot: Loot, guess: Guess) -> Guess:
    """Give those without a guess what is left of the sheets, blindly."""
    left = [sheet for sheet in loot.sheets if sheet not in guess.values()]
    loot.chance.shuffle(left)
    missing = [person for person in loot.tokens if person not in guess]
    return {**guess, **dict(zip(missing, left, strict=True))}


ATTACKS: dict[str, Callable[[Loot], Guess]] = {
    "order": by_order,
    "new ballot": by_new_ballot,
    "length": by_length,
}


KEPT: Mapping[Mutant | None, str] = {
    "plain rows kept": "kept (answers TEXT)",
    "ballot id kept": "kept (id {bytes} PRIMARY KEY, answers TEXT) {without_rowid}",
    "time kept": "kept (at INT, id {bytes} PRIMARY KEY, answers TEXT) {without_rowid}",
}
"""The table of a mutant that keeps rows."""


class Game:
    """Teams of twelve people, each of which plays in every wave, one after the other."""

    def __init__(
        self, installation: Installation, teams: Sequence[UUID], mutant: Mutant | None = None
    ) -> None:
        """Add the people to the teams; a mutant keeps more than it should."""
        self.mutant = mutant
        self.installation = installation
        self.people = {team: add_people(installation, team, PEOPLE) for team in teams}
        self.chance = random.Random(f"{mutant}")  # noqa: S311
        # Long ago, so that no wave of many games closes in the future.
        self.day = date(2000, 1, 3)

    def play(self, attacks: Sequence[str]) -> list[dict[str, int]]:
        """Run a wave and return for each team how many people each attack places rightly."""
        self.day += timedelta(days=7)
        wave = open_wave(self.installation, opens_on=self.day, closes_on=self.day)
        questions = questions_of_wave(shipped(), wave.number)
        # The last wave of a round asks other open questions.
        sheet = answer_sheet(self.installation, next(iter(wave.tokens.values())), self.day)
        asked = [question.id for question in sheet.open_questions]
        turns = [self.chance.sample(people, PEOPLE) for people in self.people.values()]
        given = {p: sheet for people in turns for p, sheet in self._answers(people, questions)}
        with Intruder(self.installation) as main:
            self._forget_kept(main)
            with Intruder(self.installation, box=wave.number) as box:
                snapshots = [snapshot(box)]
                for number, person in enumerate(chain(*turns)):
                    self._cast(wave.tokens[person], given[person], wave.number)
                    snapshots.append(snapshot(box))
                    new = set(snapshots[-1].ballots) - set(snapshots[-2].ballots)
                    self._keep(main, number, new.pop()[0], as_sheet(given[person]))
            opened = self._opened(questions, asked, wave.number)
            close_wave(self.installation, self.day)
            tables = main.tables()
            stored = [row for table in tables for row in main.rows(f'SELECT * FROM "{table}"')]  # noqa: S608
            kept = main.rows("SELECT * FROM kept") if "kept" in tables else []
        hits = []
        for place, (team, people) in enumerate(self.people.items()):
            truth = {person: as_sheet(given[person]) for person in people}
            sheets = [sheet for unit, sheet in opened if unit == team]
            assert sorted(sheets) == sorted(truth.values())
            tokens = {person: wave.tokens[person] for person in people}
            own = snapshots[place * PEOPLE :][: PEOPLE + 1]
            loot = Loot(tokens, own, stored, sheets, self.chance, kept)
            guesses = {name: ATTACKS[name](loot) for name in attacks}
            hits.append(
                {
                    name: sum(guess[person] == sheet for person, sheet in truth.items())
                    for name, guess in guesses.items()
                }
            )
        return hits

    def _answers(
        self, people: Sequence[UUID], questions: Sequence[Question]
    ) -> Iterable[tuple[UUID, Answers]]:
        """Let everybody answer differently; how many questions, differs too."""
        numbers = [1 + i * (len(questions) - 1) // (PEOPLE - 1) for i in range(PEOPLE)]
        while True:
            given = [
                {
                    q.id: (self.chance.randrange(q.scale.size),)
                    for q in self.chance.sample(list(questions), number)
                }
                for number in self.chance.sample(numbers, PEOPLE)
            ]
            if len(set(map(as_sheet, given))) == PEOPLE:
                return zip(people, given, strict=True)

    def _cast(self, token: str, answers: Answers, number: int) -> None:
        if self.mutant != "no padding":
            cast(self.installation, token, answers, self.day)
            return
        key = PublicKey(bytes(self.installation.keys.read(number).public_key))
        sealed = SealedBox(key).encrypt(as_sheet(answers).encode())
        self.installation.box(number).exchange(token_hash(token), lambda unit, receipt: sealed)

    def _opened(
        self, questions: Sequence[Question], asked: Sequence[str], number: int
    ) -> list[tuple[UUID, Sheet]]:
        """Return team and sheet of every ballot, in the order in which the count sees them."""
        key, bodies = self.installation.keys.read(number), self.installation.box(number).bodies()
        if self.mutant != "no padding":
            ballots = [unseal(body, questions, key, asked) for body in bodies]
            return [(ballot.unit, as_sheet(ballot.answers)) for ballot in ballots]
        # The count cannot open these; the attacker has his copies.
        with Intruder(self.installation, box=number) as hand:
            assert hand.write("DELETE FROM ballot") == len(bodies)
        [team] = self.people
        return [(team, SealedBox(key).decrypt(body).decode()) for body in bodies]

    def _forget_kept(self, main: Intruder) -> None:
        if (table := KEPT.get(self.mutant)) is None:
            return
        types = {"bytes": "BLOB", "without_rowid": "WITHOUT ROWID"}
        if main.on_postgresql:
            types = {"bytes": "BYTEA", "without_rowid": ""}
        main.define("DROP TABLE IF EXISTS kept")
        main.define("CREATE TABLE " + table.format(**types))

    def _keep(self, main: Intruder, number: int, ballot_id: bytes, sheet: Sheet) -> None:
        values: dict[str | None, tuple[object, ...]] = {
            "plain rows kept": (sheet,),
            "ballot id kept": (ballot_id, sheet),
            "time kept": (1_770_000_000 + 60 * number, secrets.token_bytes(16), sheet),
        }
        if (row := values.get(self.mutant)) is not None:
            main.write(f"INSERT INTO kept VALUES ({', '.join('?' * len(row))})", *row)  # noqa: S608


def snapshot(box: Intruder) -> Snapshot:
    tokens = frozenset(unused for (unused,) in box.rows("SELECT hash FROM token"))
    return Snapshot(tokens, box.rows("SELECT id, body FROM ballot"))


def as_sheet(answers: Answers) -> Sheet:
    return json.dumps({q: list(chosen) for q, chosen in sorted(answers.items())})


def mean_hits(game: Game, waves: int, attacks: Sequence[str]) -> dict[str, float]:
    played = [hits for _ in range(waves) for hits in game.play(attacks)]
    return {name: sum(hits[name] for hits in played) / len(played) for name in attacks}


@pytest.mark.slow
def test_with_everything_that_is_stored_nobody_is_linked_better_than_by_chance(
    installation: Installation, organisation: Units, in_full: bool
) -> None:
    """In full (200 games) with `-m slow`, 40 games otherwise; five in every wave."""
    whole, team = organisation["Example"], organisation["North"]
    teams = [team, *(add_unit(installation, f"Team {number}", whole) for number in range(4))]
    waves = 40 if in_full else 8
    hits = mean_hits(Game(installation, teams), waves, list(ATTACKS))
    alarm = 1 + 4 / math.sqrt(waves * len(teams))
    assert all(mean <= alarm for mean in hits.values()), hits


@pytest.mark.parametrize(
    ("mutant", "attack"),
    [
        ("no padding", "length"),
        ("plain rows kept", "order"),
        ("ballot id kept", "new ballot"),
        ("time kept", "order"),
    ],
)
def test_the_same_game_catches_a_mutant(
    installation: Installation, organisation: Units, mutant: Mutant, attack: str
) -> None:
    game = Game(installation, [organisation["North"]], mutant)
    hits = mean_hits(game, 5, [attack])
    assert hits[attack] > PEOPLE / 2
