"""A wave opens once, with everything frozen that the count will need."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from db import people, results
from db.base import insert
from db.engine import reading, writing
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave
from surveys.waves.tokens import token_hash
from surveys.waves.waves import OpenedWave, Thresholds, WaveError, open_number, open_wave
from tests.builders import CLOSES, OPENS, add_people
from tests.refusals import code
from tests.stored import box_rows, main_rows

pytestmark = pytest.mark.both_databases

Units = dict[str, UUID]


def opened(installation: Installation, **other: object) -> OpenedWave:
    return open_wave(installation, opens_on=OPENS, closes_on=CLOSES, **other)


def tokens_per_unit(installation: Installation, wave: int = 1) -> Counter[UUID]:
    found = box_rows(installation, wave, "SELECT unit_id FROM token")
    return Counter(UUID(str(unit)) for (unit,) in found)


def lead(installation: Installation, person: UUID, *units: UUID) -> None:
    with writing(installation.engine) as session:
        insert(
            session,
            *(people.Access(person_id=person, role="manager", unit_id=unit) for unit in units),
        )


def unit_under(installation: Installation, name: str, parent: UUID) -> UUID:
    unit = people.Unit(name=name, parent_id=parent)
    with writing(installation.engine) as session:
        insert(session, unit)
    return unit.id


def test_everybody_gets_a_token_of_their_own(
    installation: Installation, organisation: Units
) -> None:
    staff = add_people(installation, organisation["North"], 6)
    wave = opened(installation)
    assert set(wave.tokens) == set(staff)
    assert len(set(wave.tokens.values())) == 6
    assert all(len(token) == 32 for token in wave.tokens.values())


def test_the_box_holds_only_the_hashes_of_the_tokens(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 6)
    wave = opened(installation)
    stored = {bytes(h) for (h,) in box_rows(installation, 1, "SELECT hash FROM token")}
    assert stored == {token_hash(token) for token in wave.tokens.values()}


def test_a_wave_asks_the_questions_of_its_turn_and_freezes_them(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 5)
    wave = opened(installation)
    with reading(installation.engine) as session:
        found = results.wave(session, wave.id)
    assert found.questions == [q.id for q in questions_of_wave(shipped(), 1)]
    assert (found.k, found.k_distribution, found.k_comment) == (5, 10, 10)
    assert found.state == "open"


def test_the_question_on_health_complaints_is_not_asked_by_itself(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 5)
    for number in range(4):
        opens_on = OPENS + number * timedelta(days=14)
        wave = open_wave(installation, opens_on=opens_on, closes_on=opens_on)
        if number < 3:
            close_wave(installation, opens_on)
    with reading(installation.engine) as session:
        asked = results.wave(session, wave.id).questions
    assert "hv_3" in asked
    assert "hv_4" not in asked


def test_waves_are_numbered_on(installation: Installation, organisation: Units) -> None:
    add_people(installation, organisation["North"], 5)
    assert opened(installation).number == 1
    assert open_number(installation) == 1
    close_wave(installation, CLOSES)
    assert open_number(installation) is None
    later = CLOSES + timedelta(days=14)
    assert open_wave(installation, opens_on=later, closes_on=later).number == 2


def test_no_wave_opens_before_an_organisation_is_set_up(installation: Installation) -> None:
    with pytest.raises(WaveError, check=code("not_set_up")):
        opened(installation)


def test_no_wave_opens_without_a_counsellor(installation: Installation) -> None:
    with writing(installation.engine) as session:
        unit = people.Unit(name="Imported")
        insert(session, people.Organisation(name="Imported"), unit)
    add_people(installation, unit.id, 5)
    with pytest.raises(WaveError, check=code("not_set_up")):
        opened(installation)


def test_one_wave_is_open_at_a_time(installation: Installation, organisation: Units) -> None:
    add_people(installation, organisation["North"], 5)
    first = opened(installation)
    with pytest.raises(WaveError, check=code("other_open")):
        opened(installation)
    box = installation.box(1)
    assert all(box.unit_of(token_hash(token)) for token in first.tokens.values())
    assert not installation.box(2).exists


def test_the_database_itself_holds_one_open_wave(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 5)
    opened(installation)
    second = results.Wave(number=2, opens_on=OPENS, closes_on=CLOSES, period="weekly", questions=[])
    with writing(installation.engine) as session:
        results.add_wave(session, second, [])
    with (
        pytest.raises(IntegrityError, match=r"(?i)unique"),
        writing(installation.engine) as session,
    ):
        results.open_draft(session, results.wave(session, second.id), ["mood_1"], bytes(32))


@pytest.mark.usefixtures("organisation")
def test_a_wave_needs_somebody_to_invite(installation: Installation) -> None:
    with pytest.raises(WaveError, check=code("nobody")):
        opened(installation)
    assert open_number(installation) is None
    assert not installation.box(1).exists


def test_a_wave_does_not_close_before_it_opens(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 5)
    with pytest.raises(WaveError, check=code("closes_before_opening")):
        open_wave(installation, opens_on=CLOSES, closes_on=OPENS)


@pytest.mark.parametrize(
    "limits",
    [
        {"k": 4},
        {"k": 0},
        {"k_distribution": 9},
        {"k_comment": 9},
        {"k": 12, "k_comment": 12},
        {"k": 12, "k_distribution": 12},
    ],
)
def test_a_threshold_under_its_floor_is_refused(limits: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="k at least 5"):
        Thresholds(**limits)


@pytest.mark.parametrize(
    "limits",
    [
        {"k": 4},
        {"k_distribution": 9},
        {"k_comment": 9},
        {"k": 12, "k_comment": 12},
        {"k": 12, "k_distribution": 12},
    ],
)
def test_the_database_refuses_a_threshold_under_its_floor_too(
    installation: Installation, limits: dict[str, int]
) -> None:
    wave = results.Wave(opens_on=OPENS, closes_on=CLOSES, period="weekly", questions=[], **limits)
    with pytest.raises(IntegrityError, match=r"(?i)check"), writing(installation.engine) as session:
        results.add_wave(session, wave, [])


def test_the_database_refuses_dates_in_the_wrong_order(installation: Installation) -> None:
    wave = results.Wave(opens_on=CLOSES, closes_on=OPENS, period="weekly", questions=[])
    with (
        pytest.raises(IntegrityError, match="ck_wave_dates"),
        writing(installation.engine) as session,
    ):
        results.add_wave(session, wave, [])


def test_thresholds_can_be_raised(installation: Installation, organisation: Units) -> None:
    add_people(installation, organisation["North"], 5)
    wave = opened(installation, thresholds=Thresholds(k=7, k_distribution=15, k_comment=20))
    with reading(installation.engine) as session:
        found = results.wave(session, wave.id)
    assert (found.k, found.k_distribution, found.k_comment) == (7, 15, 20)


def test_a_managers_ballot_counts_in_the_unit_above_the_own_one(
    installation: Installation, organisation: Units
) -> None:
    first, *_ = add_people(installation, organisation["North"], 6)
    lead(installation, first, organisation["North"])
    opened(installation)
    assert tokens_per_unit(installation) == {organisation["North"]: 5, organisation["Example"]: 1}


def test_a_manager_of_several_units_counts_above_the_highest_of_them(
    installation: Installation, organisation: Units
) -> None:
    below = unit_under(installation, "Below", organisation["North"])
    first, *_ = add_people(installation, below, 6)
    lead(installation, first, below, organisation["North"])
    opened(installation)
    assert tokens_per_unit(installation) == {below: 5, organisation["Example"]: 1}


def test_whoever_leads_the_whole_counts_in_the_whole(
    installation: Installation, organisation: Units
) -> None:
    first, *_ = add_people(installation, organisation["North"], 6)
    lead(installation, first, organisation["Example"])
    opened(installation)
    assert tokens_per_unit(installation) == {organisation["North"]: 5, organisation["Example"]: 1}


def test_hr_and_administrators_count_where_they_work(
    installation: Installation, organisation: Units
) -> None:
    first, second, *_ = add_people(installation, organisation["North"], 6)
    with writing(installation.engine) as session:
        insert(
            session,
            people.Access(person_id=first, role="hr"),
            people.Access(person_id=second, role="administrator"),
        )
    opened(installation)
    assert tokens_per_unit(installation) == {organisation["North"]: 6}


def test_invited_counts_those_in_and_below_a_unit_where_their_ballots_count(
    installation: Installation, organisation: Units
) -> None:
    below = unit_under(installation, "Below", organisation["North"])
    first, *_ = add_people(installation, below, 6)
    add_people(installation, organisation["North"], 2)
    lead(installation, first, below)
    wave = opened(installation)
    with reading(installation.engine) as session:
        invited = {
            unit: results.wave_unit(session, wave.id, unit).invited
            for unit in (organisation["Example"], organisation["North"], below)
        }
    assert invited == {organisation["Example"]: 8, organisation["North"]: 8, below: 5}


def test_the_tree_of_a_wave_stays_as_it_was_when_units_are_renamed_and_moved(
    installation: Installation, organisation: Units
) -> None:
    team = unit_under(installation, "Team", organisation["North"])
    add_people(installation, team, 5)
    wave = opened(installation)
    with writing(installation.engine) as session:
        people.move_unit(session, team, organisation["Example"])
        session.execute(sa.update(people.Unit).values(name="Renamed"))
    with reading(installation.engine) as session:
        tree = results.tree(session, wave.id)
        name = results.wave_unit(session, wave.id, team).name
    assert tree[team] == organisation["North"]
    assert name == "Team"


def test_a_wave_that_could_not_be_opened_leaves_the_way_free_for_another_try(
    installation: Installation, organisation: Units
) -> None:
    """A folder stands where the key should go."""
    add_people(installation, organisation["North"], 5)
    obstacle = installation.keys.path / "wave-1.key"
    obstacle.mkdir(parents=True)
    with pytest.raises(OSError, match="wave-1"):
        opened(installation)
    assert open_number(installation) is None
    obstacle.rmdir()
    assert opened(installation).number == 1


def test_invitations_say_who_is_invited_and_nothing_else(
    installation: Installation, organisation: Units
) -> None:
    north = organisation["North"]
    staff = add_people(installation, north, 5)
    wave = opened(installation)
    found = main_rows(installation, "SELECT * FROM invitation")
    assert {tuple(UUID(str(cell)) for cell in row) for row in found} == {
        (wave.id, person, north) for person in staff
    }


def test_the_same_secret_always_has_the_same_hash_of_32_bytes() -> None:
    assert token_hash("a") == token_hash("a")
    assert token_hash("a") != token_hash("b")
    assert len(token_hash("a")) == 32


def test_dates_of_a_wave_may_be_one_day(installation: Installation, organisation: Units) -> None:
    add_people(installation, organisation["North"], 5)
    day = date(2026, 5, 1)
    assert open_wave(installation, opens_on=day, closes_on=day).number == 1
