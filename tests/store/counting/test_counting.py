"""The count happens once, after the closing date, and leaves nothing but what is published."""

import json
import secrets
import shutil
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from nacl.bindings import sodium_pad
from nacl.public import PrivateKey, PublicKey, SealedBox

from db import people
from db.base import insert
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
from tests.builders import CLOSES, OPENS, add_people, spread
from tests.refusals import code
from tests.stored import box_dump, box_rows, main_dump, main_rows, put_into_box

pytestmark = pytest.mark.both_databases

Units = dict[str, UUID]
QUESTIONS = questions_of_wave(shipped(), 1)


def results(installation: Installation) -> dict[tuple[UUID, str], tuple[list[int], int]]:
    found = main_rows(installation, "SELECT unit_id, question_id, counts, skipped FROM result")
    return {(UUID(str(u)), str(q)): (json.loads(str(c)), int(str(s))) for u, q, c, s in found}


def ballots(installation: Installation) -> dict[UUID, int | None]:
    found = main_rows(installation, "SELECT unit_id, ballots FROM wave_unit")
    return {UUID(str(unit)): number for unit, number in found}  # type: ignore[misc]


def team(installation: Installation, name: str, above: UUID, size: int) -> tuple[UUID, list[UUID]]:
    unit = people.Unit(name=name, parent_id=above)
    with writing(installation.engine) as session:
        insert(session, unit)
    return unit.id, add_people(installation, unit.id, size)


def opened(installation: Installation) -> OpenedWave:
    return open_wave(installation, opens_on=OPENS, closes_on=CLOSES)


def everybody_answers(installation: Installation, wave: OpenedWave) -> None:
    for number, token in enumerate(wave.tokens.values()):
        cast(installation, token, spread(QUESTIONS, number), OPENS)


def by_hand(given: Sequence[Answers], question_id: str) -> list[int]:
    """Count one question without any of our own code but its orientation."""
    question = shipped().question(question_id)
    counts = [0] * question.scale.size
    for answers in given:
        for option in answers.get(question_id, ()):
            counts[question.scale.size - 1 - option if question.reverse else option] += 1
    return counts


def test_a_wave_is_not_counted_before_its_closing_date(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 6)
    wave = opened(installation)
    with pytest.raises(WaveError, check=code("still_open")):
        close_wave(installation, CLOSES - timedelta(days=1))
    cast(installation, next(iter(wave.tokens.values())), {}, CLOSES)


def test_without_an_open_wave_there_is_nothing_to_count(installation: Installation) -> None:
    with pytest.raises(WaveError, check=code("none_open")):
        close_wave(installation, CLOSES)


def test_what_is_published_of_big_teams_is_what_was_answered(
    installation: Installation, organisation: Units
) -> None:
    """Nothing is coarsened here: no option has nearly everybody, no team is all unfavourable."""
    team(installation, "South", organisation["Example"], 17)
    add_people(installation, organisation["North"], 13)
    wave = opened(installation)
    with_units = main_rows(installation, "SELECT id, unit_id FROM person")
    unit_of = {UUID(str(person)): UUID(str(unit)) for person, unit in with_units}
    given: dict[UUID, list[Answers]] = defaultdict(list)
    for number, (person, token) in enumerate(wave.tokens.items()):
        answers = {q: a for q, a in spread(QUESTIONS, number).items() if (number + len(q)) % 4}
        cast(installation, token, answers, OPENS)
        given[unit_of[person]].append(answers)
        given[organisation["Example"]].append(answers)
    assert close_wave(installation, CLOSES) == CountResult(wave=1, units=3, published=3)
    published = results(installation)
    scale = "scale:isolation"
    assert set(published) == {
        (unit, name) for unit in given for name in [*(q.id for q in QUESTIONS), scale]
    }
    for (unit, question), (counts, skipped) in published.items():
        if question == scale:
            assert sum(counts) + skipped == len(given[unit])
            continue
        expected = by_hand(given[unit], question)
        assert counts == expected
        assert skipped == len(given[unit]) - sum(expected)
    assert ballots(installation) == {unit: len(answers) for unit, answers in given.items()}


def test_a_small_team_is_not_published_and_its_numbers_are_nowhere(
    installation: Installation, organisation: Units
) -> None:
    """Three people give the only favourable answers; they show only in the whole."""
    small, few = team(installation, "Small", organisation["Example"], 3)
    add_people(installation, organisation["North"], 12)
    wave = opened(installation)
    for person, token in wave.tokens.items():
        cast(installation, token, {"mood_1": (4 if person in few else len(token) % 3,)}, OPENS)
    assert close_wave(installation, CLOSES) == CountResult(wave=1, units=3, published=1)
    assert {unit for unit, _ in results(installation)} == {organisation["Example"]}
    assert ballots(installation) == {
        organisation["Example"]: 15,
        organisation["North"]: None,
        small: None,
    }


def test_two_small_teams_are_counted_together_one_level_up(
    installation: Installation, organisation: Units
) -> None:
    first, _ = team(installation, "First", organisation["North"], 3)
    second, _ = team(installation, "Second", organisation["North"], 4)
    south, _ = team(installation, "South", organisation["Example"], 9)
    everybody_answers(installation, opened(installation))
    close_wave(installation, CLOSES)
    assert ballots(installation) == {
        organisation["Example"]: 16,
        organisation["North"]: 7,
        south: 9,
        first: None,
        second: None,
    }
    published = results(installation)
    for question in QUESTIONS:
        parts = [published[unit, question.id][0] for unit in (organisation["North"], south)]
        total, _ = published[organisation["Example"], question.id]
        assert total == [sum(pair) for pair in zip(*parts, strict=True)]


def test_with_fewer_than_k_ballots_nothing_is_published_and_the_wave_is_over(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 4)
    everybody_answers(installation, opened(installation))
    assert close_wave(installation, CLOSES) == CountResult(wave=1, units=2, published=0)
    assert results(installation) == {}
    assert set(ballots(installation).values()) == {None}
    assert open_number(installation) is None


def test_a_wave_nobody_answered_can_be_counted(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 6)
    opened(installation)
    assert close_wave(installation, CLOSES).published == 0


def test_a_unanimous_team_is_coarsened_before_it_is_stored(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 6)
    for token in opened(installation).tokens.values():
        cast(installation, token, {"mood_1": (0,)}, OPENS)
    close_wave(installation, CLOSES)
    shown, skipped = results(installation)[organisation["North"], "mood_1"]
    assert tuple(shown) == coarsen((6, 0, 0, 0, 0), 6, one_sided=[frozenset({0, 1})])
    assert shown[0] < 6
    assert skipped == 0


def test_thresholds_of_the_wave_decide_not_those_of_today(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 6)
    wave = open_wave(installation, opens_on=OPENS, closes_on=CLOSES, thresholds=Thresholds(k=7))
    everybody_answers(installation, wave)
    assert close_wave(installation, CLOSES).published == 0


def test_people_who_leave_or_move_while_a_wave_is_open_change_nothing_in_it(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 7)
    wave = opened(installation)
    everybody_answers(installation, wave)
    south, _ = team(installation, "South", organisation["Example"], 9)
    with writing(installation.engine) as session:
        people.move_unit(session, organisation["North"], south)
    close_wave(installation, CLOSES)
    assert ballots(installation) == {organisation["Example"]: 7, organisation["North"]: 7}


def test_the_caller_hears_how_far_the_count_is(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 6)
    everybody_answers(installation, opened(installation))
    heard: list[tuple[int, int]] = []
    close_wave(installation, CLOSES, lambda done, total: heard.append((done, total)))
    assert heard == [(done, 6) for done in range(1, 7)]


def test_after_the_count_box_key_and_invitations_are_gone(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 6)
    everybody_answers(installation, opened(installation))
    close_wave(installation, CLOSES)
    folder = installation.store_folder.parent
    left = {file.name for file in folder.rglob("*") if file.is_file()}
    assert left <= {"peil.db", "peil.db-wal", "peil.db-shm"}
    assert main_rows(installation, "SELECT * FROM invitation") == []


def test_a_second_count_is_refused_and_changes_nothing(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 6)
    everybody_answers(installation, opened(installation))
    close_wave(installation, CLOSES)
    before = main_dump(installation)
    with pytest.raises(WaveError, check=code("none_open")):
        close_wave(installation, CLOSES)
    assert main_dump(installation) == before


class Killed(BaseException):
    """Stands for the end of the process."""


def test_a_count_killed_before_its_results_were_written_can_be_run_again(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 6)
    wave = opened(installation)
    everybody_answers(installation, wave)
    before = main_dump(installation)

    def kill(done: int, total: int) -> None:
        if done == total:
            raise Killed

    with pytest.raises(Killed):
        close_wave(installation, CLOSES, kill)
    assert main_dump(installation) == before
    assert open_number(installation) == 1
    with pytest.raises(LinkError, check=code("used_or_unknown")):
        cast(installation, next(iter(wave.tokens.values())), {}, CLOSES)
    close_wave(installation, CLOSES)
    given = [spread(QUESTIONS, number) for number in range(6)]
    for question in QUESTIONS:
        shown, _ = results(installation)[organisation["North"], question.id]
        assert tuple(shown) == coarsen(
            by_hand(given, question.id),
            6,
            one_sided=question.scale.one_sided,
            ordered=question.scale.type != "choice",
        )


@pytest.mark.only_sqlite
def test_a_count_killed_after_its_results_were_written_is_cleaned_up_by_the_next(
    installation: Installation, organisation: Units, tmp_path: Path
) -> None:
    """Box and key are put back as they were: so a kill right after the commit leaves them."""
    add_people(installation, organisation["North"], 6)
    everybody_answers(installation, opened(installation))
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


def test_a_missing_key_is_named_and_leaves_everything_as_it_was(
    installation: Installation, organisation: Units, tmp_path: Path
) -> None:
    add_people(installation, organisation["North"], 6)
    wave = opened(installation)
    first, *others = wave.tokens.values()
    for token in others:
        cast(installation, token, {"mood_1": (2,)}, OPENS)
    key = installation.keys.path / "wave-1.key"
    shutil.move(key, tmp_path / "elsewhere.key")
    before = main_dump(installation), box_dump(installation, 1)
    with pytest.raises(KeyMissingError, check=code("missing")):
        close_wave(installation, CLOSES)
    assert (main_dump(installation), box_dump(installation, 1)) == before
    cast(installation, first, {"mood_1": (2,)}, OPENS)
    shutil.move(tmp_path / "elsewhere.key", key)
    close_wave(installation, CLOSES)
    assert ballots(installation)[organisation["North"]] == 6


def put_in(installation: Installation, body: bytes) -> None:
    """Put something into the box behind the back of the application."""
    put_into_box(installation, 1, secrets.token_bytes(16), body)


def test_damaged_or_foreign_envelopes_cost_nobody_else_their_answers(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 13)
    wave = opened(installation)
    everybody_answers(installation, wave)
    public_key = bytes(installation.keys.read(1).public_key)
    put_in(installation, b"no envelope at all")
    put_in(installation, SealedBox(PublicKey(public_key)).encrypt(sodium_pad(b"no ballot", 64)))
    put_in(installation, seal(Ballot(UUID(int=7), {}), QUESTIONS, public_key))
    assert close_wave(installation, CLOSES) == CountResult(1, units=2, published=2, unreadable=3)
    assert ballots(installation)[organisation["North"]] == 13


def test_the_key_of_another_wave_opens_nothing_and_changes_nothing(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 13)
    wave = opened(installation)
    everybody_answers(installation, wave)
    before = main_dump(installation), box_dump(installation, 1)
    (installation.keys.path / "wave-1.key").write_bytes(bytes(PrivateKey.generate()))
    with pytest.raises(KeyMissingError, check=code("other_wave")):
        close_wave(installation, CLOSES)
    assert (main_dump(installation), box_dump(installation, 1)) == before
    assert open_number(installation) == 1


def test_a_missing_box_is_named_and_leaves_everything_as_it_was(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 13)
    opened(installation)
    installation.box(1).destroy()
    before = main_dump(installation)
    with pytest.raises(WaveError, check=code("no_box")):
        close_wave(installation, CLOSES)
    assert main_dump(installation) == before
    assert open_number(installation) == 1


@pytest.mark.parametrize("at", [1, 3, 6])
def test_of_two_counts_at_once_the_second_says_that_all_is_well(
    installation: Installation, organisation: Units, at: int
) -> None:
    """The other process counts everything while this one has opened some envelopes."""
    add_people(installation, organisation["North"], 6)
    everybody_answers(installation, opened(installation))

    def meanwhile(done: int, total: int) -> None:
        if done == at and open_number(installation) is not None:
            assert total == 6
            close_wave(installation, CLOSES)

    with pytest.raises(WaveError, check=code("counted_elsewhere")):
        close_wave(installation, CLOSES, meanwhile)
    assert ballots(installation)[organisation["North"]] == 6
    assert open_number(installation) is None
