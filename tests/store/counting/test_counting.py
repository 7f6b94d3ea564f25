"""The count happens once, after the closing date, and leaves nothing but what is published."""

import json
import secrets
import shutil
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from nacl.bindings import sodium_pad
from nacl.public import PrivateKey, PublicKey, SealedBox

from db import people
from db.engine import writing
from surveys.answering.ballot import Answers, Ballot, seal
from surveys.answering.casting import LinkError, cast
from surveys.counting.counting import CountResult, close_wave
from surveys.counting.disclosure import coarsen
from surveys.installation.installation import Installation
from surveys.installation.keys import KeyMissingError
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave
from surveys.waves.waves import OpenedWave, Thresholds, WaveError, open_number, open_wave
from tests.builders import CLOSES, OPENS, add_people, add_unit, answer, hold_wave, spread
from tests.refusals import code
from tests.stored import box_dump, box_rows, main_dump, main_rows, put_into_box

pytestmark = pytest.mark.both_databases

Units = dict[str, UUID]
QUESTIONS = questions_of_wave(shipped(), 1)


def results(installation: Installation) -> dict[tuple[UUID, str], tuple[list[int], int]]:
    rows = main_rows(installation, "SELECT unit_id, question_id, counts, skipped FROM result")
    return {(UUID(str(u)), str(q)): (json.loads(str(c)), int(str(s))) for u, q, c, s in rows}


def ballots(installation: Installation) -> dict[UUID, int | None]:
    rows = main_rows(installation, "SELECT unit_id, ballots FROM wave_unit")
    return {UUID(str(unit)): number for unit, number in rows}  # type: ignore[misc]


def team(installation: Installation, name: str, above: UUID, size: int) -> tuple[UUID, list[UUID]]:
    unit = add_unit(installation, name, above)
    return unit, add_people(installation, unit, size)


@pytest.fixture
def invited() -> int:
    return 6


@pytest.fixture
def answered(installation: Installation, wave: OpenedWave) -> OpenedWave:
    """An open wave that all six people of North answered."""
    answer(installation, wave)
    return wave


def by_hand(answers: Sequence[Answers], question_id: str) -> list[int]:
    """Count one question without any of our own code but its orientation."""
    question = shipped().question(question_id)
    counts = [0] * question.scale.size
    for ballot in answers:
        for option in ballot.get(question_id, ()):
            counts[question.scale.size - 1 - option if question.reverse else option] += 1
    return counts


def test_without_an_open_wave_there_is_nothing_to_count(installation: Installation) -> None:
    with pytest.raises(WaveError, check=code("none_open")):
        close_wave(installation, CLOSES)


def test_an_open_wave_is_not_counted_early(installation: Installation, token: str) -> None:
    with pytest.raises(WaveError, check=code("still_open")):
        close_wave(installation, CLOSES - timedelta(days=1))
    cast(installation, token, {}, CLOSES)


def test_the_published_counts_of_large_teams_are_those_of_the_answers(
    installation: Installation, organisation: Units
) -> None:
    """Nothing is coarsened here: no option has nearly everybody, no team is all unfavourable."""
    team(installation, "South", organisation["Example"], 17)
    add_people(installation, organisation["North"], 13)
    wave = open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    with_units = main_rows(installation, "SELECT id, unit_id FROM person")
    unit_of = {UUID(str(person)): UUID(str(unit)) for person, unit in with_units}
    answers_of: dict[UUID, list[Answers]] = defaultdict(list)
    for number, (person, token) in enumerate(wave.tokens.items()):
        answers = {q: a for q, a in spread(QUESTIONS, number).items() if (number + len(q)) % 4}
        cast(installation, token, answers, OPENS)
        answers_of[unit_of[person]].append(answers)
        answers_of[organisation["Example"]].append(answers)
    assert close_wave(installation, CLOSES) == CountResult(wave=1, units=3, published=3)
    published = results(installation)
    scale = "scale:isolation"
    assert set(published) == {
        (unit, name) for unit in answers_of for name in [*(q.id for q in QUESTIONS), scale]
    }
    for (unit, question), (counts, skipped) in published.items():
        if question == scale:
            assert sum(counts) + skipped == len(answers_of[unit])
            continue
        expected = by_hand(answers_of[unit], question)
        assert counts == expected
        assert skipped == len(answers_of[unit]) - sum(expected)
    assert ballots(installation) == {unit: len(answers) for unit, answers in answers_of.items()}


def test_a_small_team_is_not_published_and_its_numbers_are_nowhere(
    installation: Installation, organisation: Units
) -> None:
    """Three people give the only favourable answers; they show only in the whole."""
    small, few = team(installation, "Small", organisation["Example"], 3)
    add_people(installation, organisation["North"], 12)
    wave = open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    for person, token in wave.tokens.items():
        cast(installation, token, {"mood_1": (4 if person in few else len(token) % 3,)}, OPENS)
    assert close_wave(installation, CLOSES) == CountResult(wave=1, units=3, published=1)
    whole, north = organisation["Example"], organisation["North"]
    assert {unit for unit, _ in results(installation)} == {whole}
    assert ballots(installation) == {whole: 15, north: None, small: None}


def test_small_teams_count_together_above(installation: Installation, organisation: Units) -> None:
    north, whole = organisation["North"], organisation["Example"]
    first, _ = team(installation, "First", north, 3)
    second, _ = team(installation, "Second", north, 4)
    south, _ = team(installation, "South", whole, 9)
    hold_wave(installation)
    assert ballots(installation) == {whole: 16, north: 7, south: 9, first: None, second: None}
    published = results(installation)
    for question in QUESTIONS:
        parts = [published[unit, question.id][0] for unit in (north, south)]
        total, _ = published[whole, question.id]
        assert total == [sum(pair) for pair in zip(*parts, strict=True)]


@pytest.mark.parametrize(
    ("number", "k", "answers"),
    [
        pytest.param(4, 5, True, id="a small organisation"),
        pytest.param(6, 5, False, id="a wave nobody answered"),
        pytest.param(6, 7, True, id="a threshold of this wave, not that of today"),
    ],
)
def test_with_fewer_than_k_ballots_nothing_is_published_and_the_wave_is_over(
    installation: Installation, north: UUID, number: int, k: int, answers: bool
) -> None:
    staff = add_people(installation, north, number)
    wave = open_wave(installation, opens_on=OPENS, closes_on=CLOSES, thresholds=Thresholds(k=k))
    answer(installation, wave, silent=() if answers else staff)
    assert close_wave(installation, CLOSES) == CountResult(wave=1, units=2, published=0)
    assert results(installation) == {}
    assert set(ballots(installation).values()) == {None}
    assert open_number(installation) is None


def test_a_unanimous_team_is_stored_coarsened(installation: Installation, north: UUID) -> None:
    add_people(installation, north, 6)
    hold_wave(installation, choose=lambda questions, person: {"mood_1": (0,)})
    shown, skipped = results(installation)[north, "mood_1"]
    assert tuple(shown) == coarsen((6, 0, 0, 0, 0), 6, one_sided=[frozenset({0, 1})])
    assert shown[0] < 6
    assert skipped == 0


@pytest.mark.usefixtures("answered")
def test_people_who_leave_or_move_while_a_wave_is_open_change_nothing_in_it(
    installation: Installation, organisation: Units
) -> None:
    south, _ = team(installation, "South", organisation["Example"], 9)
    with writing(installation.engine) as session:
        people.move_unit(session, organisation["North"], south)
    close_wave(installation, CLOSES)
    assert ballots(installation) == {organisation["Example"]: 6, organisation["North"]: 6}


@pytest.mark.usefixtures("answered")
def test_a_count_happens_once_and_leaves_no_box_or_key(installation: Installation) -> None:
    """A second count is refused, and changes nothing."""
    heard: list[tuple[int, int]] = []
    close_wave(installation, CLOSES, lambda done, total: heard.append((done, total)))
    assert heard == [(done, 6) for done in range(1, 7)]
    left = {file.name for file in installation.store_folder.parent.rglob("*") if file.is_file()}
    assert left <= {"peil.db", "peil.db-wal", "peil.db-shm"}
    assert main_rows(installation, "SELECT * FROM invitation") == []
    before = main_dump(installation)
    with pytest.raises(WaveError, check=code("none_open")):
        close_wave(installation, CLOSES)
    assert main_dump(installation) == before


class Killed(BaseException):
    """Stands for the end of the process."""


def test_a_count_killed_before_its_results_were_written_can_be_run_again(
    installation: Installation, north: UUID, answered: OpenedWave
) -> None:
    before = main_dump(installation)

    def kill(done: int, total: int) -> None:
        if done == total:
            raise Killed

    with pytest.raises(Killed):
        close_wave(installation, CLOSES, kill)
    assert main_dump(installation) == before
    assert open_number(installation) == 1
    with pytest.raises(LinkError, check=code("used_or_unknown")):
        cast(installation, next(iter(answered.tokens.values())), {}, CLOSES)
    close_wave(installation, CLOSES)
    answers = [spread(QUESTIONS, number) for number in range(6)]
    for question in QUESTIONS:
        shown, _ = results(installation)[north, question.id]
        assert tuple(shown) == coarsen(
            by_hand(answers, question.id),
            6,
            one_sided=question.scale.one_sided,
            ordered=question.scale.type != "choice",
        )


@pytest.mark.only_sqlite
@pytest.mark.usefixtures("answered")
def test_a_count_killed_after_its_results_were_written_is_cleaned_up_by_the_next(
    installation: Installation, tmp_path: Path
) -> None:
    """Box and key are put back as they were: so a kill right after the commit leaves them."""
    box, key = installation.box(1), installation.keys.path / "wave-1.key"
    box_rows(installation, 1, "PRAGMA wal_checkpoint(TRUNCATE)")
    kept = [(file, shutil.copy(file, tmp_path / file.name)) for file in (box.path, key)]
    close_wave(installation, CLOSES)
    for file, copy in kept:
        shutil.copy(copy, file)
    before = main_dump(installation)
    with pytest.raises(WaveError, check=code("none_open")):
        close_wave(installation, CLOSES)
    assert not box.exists
    assert not key.exists()
    assert main_dump(installation) == before


def dumps(installation: Installation) -> tuple[str, str]:
    """Return everything in the main database and in the box."""
    return main_dump(installation), box_dump(installation, 1)


def test_a_missing_or_foreign_key_is_named_and_leaves_everything_as_it_was(
    installation: Installation, north: UUID, wave: OpenedWave
) -> None:
    last = next(reversed(wave.tokens))
    answer(installation, wave, silent=[last])
    key = installation.keys.path / "wave-1.key"
    kept, before = key.read_bytes(), dumps(installation)
    key.unlink()
    with pytest.raises(KeyMissingError, check=code("missing")):
        close_wave(installation, CLOSES)
    assert dumps(installation) == before
    cast(installation, wave.tokens[last], {"mood_1": (2,)}, OPENS)
    before = dumps(installation)
    key.write_bytes(bytes(PrivateKey.generate()))
    key.chmod(0o600)
    with pytest.raises(KeyMissingError, check=code("other_wave")):
        close_wave(installation, CLOSES)
    assert dumps(installation) == before
    assert open_number(installation) == 1
    key.write_bytes(kept)
    close_wave(installation, CLOSES)
    assert ballots(installation)[north] == 6


@pytest.mark.parametrize(
    "envelope",
    [
        pytest.param(lambda *_: b"no envelope at all", id="damaged"),
        pytest.param(
            lambda _, key: SealedBox(PublicKey(key)).encrypt(sodium_pad(b"no ballot", 64)),
            id="not a ballot",
        ),
        pytest.param(
            lambda unit, key: seal(Ballot(unit, {}), QUESTIONS, key), id="without a token"
        ),
    ],
)
def test_damaged_or_foreign_envelopes_cost_nobody_else_their_answers(
    installation: Installation,
    wave: OpenedWave,
    north: UUID,
    envelope: Callable[[UUID, bytes], bytes],
) -> None:
    answer(installation, wave, silent=[next(iter(wave.tokens))])
    public_key = bytes(installation.keys.read(1).public_key)
    put_into_box(installation, 1, secrets.token_bytes(16), envelope(north, public_key))
    assert close_wave(installation, CLOSES) == CountResult(1, units=2, published=2, unreadable=1)
    assert ballots(installation)[north] == 5


@pytest.mark.usefixtures("wave")
def test_a_missing_box_is_named_and_leaves_everything_as_it_was(installation: Installation) -> None:
    installation.box(1).destroy()
    before = main_dump(installation)
    with pytest.raises(WaveError, check=code("no_box")):
        close_wave(installation, CLOSES)
    assert main_dump(installation) == before
    assert open_number(installation) == 1


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize("at", [1, 3, 6])
def test_the_second_of_two_counts_at_once_says_that_all_is_well(
    installation: Installation, north: UUID, at: int
) -> None:
    """The other process counts everything while this one has opened some envelopes."""

    def meanwhile(done: int, total: int) -> None:
        if done == at and open_number(installation) is not None:
            assert total == 6
            close_wave(installation, CLOSES)

    with pytest.raises(WaveError, check=code("counted_elsewhere")):
        close_wave(installation, CLOSES, meanwhile)
    assert ballots(installation)[north] == 6
    assert open_number(installation) is None
