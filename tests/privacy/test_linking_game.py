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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

import pytest
from nacl.public import PublicKey, SealedBox

from db.engine import on_postgresql
from surveys.answering.ballot import Answers, unseal
from surveys.answering.casting import cast
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation
from surveys.instrument.file import shipped
from surveys.instrument.instrument import Question
from surveys.instrument.rotation import questions_of_wave
from surveys.organisation.organisation import Contacts, create_with_first_unit
from surveys.waves.tokens import token_hash
from surveys.waves.waves import open_wave
from tests.builders import add_people
from tests.stored import Intruder, box_rows, main_rows, main_tables

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
        pairs = zip(self.snapshots, self.snapshots[1:], strict=False)
        return [owner[gone] for before, after in pairs for gone in before.tokens - after.tokens]

    def new_ballots(self) -> list[tuple[bytes, bytes]]:
        """Return the ballot that each person brought: it is new between two copies."""
        pairs = zip(self.snapshots, self.snapshots[1:], strict=False)
        return [
            ballot
            for before, after in pairs
            for ballot in after.ballots
            if ballot not in before.ballots
        ]


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


class Game:
    """One organisation of twelve people, wave after wave."""

    def __init__(self, installation: Installation, mutant: Mutant | None = None) -> None:
        """Set up the organisation; a mutant keeps more than it should."""
        self.mutant = mutant
        self.installation = installation
        _, team = create_with_first_unit(
            self.installation, name="Example", first_unit="Team", contacts=Contacts("Ada", "0800")
        )
        self.people = add_people(self.installation, team, PEOPLE)
        self.chance = random.Random(f"{mutant}")  # noqa: S311
        # Long ago, so that no wave of many games closes in the future.
        self.day = date(2000, 1, 3)

    def play(self, attacks: Sequence[str]) -> dict[str, int]:
        """Run a wave and return how many people each attack places rightly."""
        self.day += timedelta(days=7)
        wave = open_wave(self.installation, opens_on=self.day, closes_on=self.day)
        questions = questions_of_wave(shipped(), wave.number)
        given = self._answers(questions)
        self._forget_kept()
        snapshots = [self._snapshot(wave.number)]
        turn = self.people[:]
        self.chance.shuffle(turn)
        for number, person in enumerate(turn):
            self._cast(wave.tokens[person], given[person], questions, wave.number)
            snapshots.append(self._snapshot(wave.number))
            new = set(snapshots[-1].ballots) - set(snapshots[-2].ballots)
            self._keep(number, new.pop()[0], as_sheet(given[person]))
        sheets = self._opened(given, questions, wave.number)
        close_wave(self.installation, self.day)
        kept = self._kept()
        stored = [
            row
            for table in main_tables(self.installation)
            for row in main_rows(self.installation, f'SELECT * FROM "{table}"')  # noqa: S608
        ]
        loot = Loot(wave.tokens, snapshots, stored, sheets, self.chance, kept)
        truth = {person: as_sheet(answers) for person, answers in given.items()}
        return {
            name: sum(ATTACKS[name](loot)[person] == sheet for person, sheet in truth.items())
            for name in attacks
        }

    def _answers(self, questions: Sequence[Question]) -> dict[UUID, Answers]:
        """Let everybody answer differently; how many questions, differs too."""
        while True:
            numbers = [1 + i * (len(questions) - 1) // (PEOPLE - 1) for i in range(PEOPLE)]
            self.chance.shuffle(numbers)
            given = {
                person: {
                    q.id: (self.chance.randrange(q.scale.size),)
                    for q in self.chance.sample(list(questions), number)
                }
                for person, number in zip(self.people, numbers, strict=True)
            }
            if len({as_sheet(answers) for answers in given.values()}) == PEOPLE:
                return given

    def _cast(
        self, token: str, answers: Answers, questions: Sequence[Question], number: int
    ) -> None:
        if self.mutant != "no padding":
            cast(self.installation, token, answers, self.day)
            return
        key = PublicKey(bytes(self.installation.keys.read(number).public_key))
        sealed = SealedBox(key).encrypt(as_sheet(answers).encode())
        assert questions
        self.installation.box(number).exchange(token_hash(token), lambda unit: sealed)

    def _opened(
        self,
        given: Mapping[UUID, Answers],
        questions: Sequence[Question],
        number: int,
    ) -> list[Sheet]:
        """Return the sheets as the count sees them."""
        key, bodies = self.installation.keys.read(number), self.installation.box(number).bodies()
        if self.mutant == "no padding":
            opened = [SealedBox(key).decrypt(body).decode() for body in bodies]
            self._replace_unpadded(number, len(opened))
        else:
            opened = [as_sheet(unseal(body, questions, key).answers) for body in bodies]
        assert sorted(opened) == sorted(map(as_sheet, given.values()))
        return opened

    def _replace_unpadded(self, number: int, ballots: int) -> None:
        """Take out what the count cannot open; the attacker has his copies."""
        with Intruder(self.installation, box=number) as hand:
            assert hand.write("DELETE FROM ballot") == ballots

    def _forget_kept(self) -> None:
        if self.mutant in ("plain rows kept", "ballot id kept", "time kept"):
            table = {
                "plain rows kept": "kept (answers TEXT)",
                "ballot id kept": "kept (id {bytes} PRIMARY KEY, answers TEXT) {without_rowid}",
                "time kept": "kept (at INT, id {bytes} PRIMARY KEY, answers TEXT) {without_rowid}",
            }[self.mutant]
            types = {"bytes": "BYTEA", "without_rowid": ""}
            if not on_postgresql(self.installation.engine):
                types = {"bytes": "BLOB", "without_rowid": "WITHOUT ROWID"}
            with Intruder(self.installation) as hand:
                hand.define("DROP TABLE IF EXISTS kept")
                hand.define("CREATE TABLE " + table.format(**types))

    def _keep(self, number: int, ballot_id: bytes, sheet: Sheet) -> None:
        values: dict[str | None, tuple[object, ...]] = {
            "plain rows kept": (sheet,),
            "ballot id kept": (ballot_id, sheet),
            "time kept": (1_770_000_000 + 60 * number, secrets.token_bytes(16), sheet),
        }
        if (row := values.get(self.mutant)) is None:
            return
        with Intruder(self.installation) as hand:
            hand.write(f"INSERT INTO kept VALUES ({', '.join('?' * len(row))})", *row)  # noqa: S608

    def _kept(self) -> list[tuple[object, ...]]:
        kept = "kept" in main_tables(self.installation)
        return main_rows(self.installation, "SELECT * FROM kept") if kept else []

    def _snapshot(self, wave: int) -> Snapshot:
        tokens = box_rows(self.installation, wave, "SELECT hash FROM token")
        ballots = box_rows(self.installation, wave, "SELECT id, body FROM ballot")
        return Snapshot(frozenset(h for (h,) in tokens), ballots)


def as_sheet(answers: Answers) -> Sheet:
    return json.dumps({q: list(chosen) for q, chosen in sorted(answers.items())})


def mean_hits(game: Game, games: int, attacks: Sequence[str]) -> dict[str, float]:
    played = [game.play(attacks) for _ in range(games)]
    return {name: sum(hits[name] for hits in played) / games for name in attacks}


@pytest.mark.slow
def test_with_everything_that_is_stored_nobody_is_linked_better_than_by_chance(
    installation: Installation, in_full: bool
) -> None:
    """In full (200 games) with `-m slow`, 40 games otherwise."""
    games = 200 if in_full else 40
    hits = mean_hits(Game(installation), games, list(ATTACKS))
    alarm = 1 + 4 / math.sqrt(games)
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
    installation: Installation, mutant: Mutant, attack: str
) -> None:
    hits = mean_hits(Game(installation, mutant), 5, [attack])
    assert hits[attack] > PEOPLE / 2
