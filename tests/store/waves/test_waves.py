"""A wave opens once, with everything frozen that the count will need."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from db import people, wave_units, waves
from db.base import insert
from db.engine import reading, writing
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation
from surveys.instrument import COMMENT
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave
from surveys.waves.tokens import token_hash
from surveys.waves.waves import OpenedWave, Thresholds, WaveError, open_number, open_wave
from tests.builders import CLOSES, OPENS, add_people, add_unit, give_role
from tests.refusals import code
from tests.stored import box_rows, main_rows

pytestmark = pytest.mark.both_databases

Units = dict[str, UUID]


def opened(installation: Installation, thresholds: Thresholds | None = None) -> OpenedWave:
    return open_wave(
        installation, opens_on=OPENS, closes_on=CLOSES, thresholds=thresholds or Thresholds()
    )


def tokens_per_unit(installation: Installation) -> Counter[UUID]:
    found = box_rows(installation, 1, "SELECT unit_id FROM token")
    return Counter(UUID(str(unit)) for (unit,) in found)


def stored(installation: Installation, wave: OpenedWave) -> waves.Wave:
    with reading(installation.engine) as session:
        return waves.wave(session, wave.id)


def test_everybody_gets_a_token_of_their_own_of_which_the_box_holds_only_the_hash(
    installation: Installation, north: UUID
) -> None:
    staff = add_people(installation, north, 6)
    wave = opened(installation)
    assert set(wave.tokens) == set(staff)
    assert all(len(token) == 34 and token.isalnum() for token in wave.tokens.values())
    hashes = {bytes(h) for (h,) in box_rows(installation, 1, "SELECT hash FROM token")}
    assert hashes == {token_hash(token) for token in wave.tokens.values()}
    assert (len(hashes), {len(h) for h in hashes}) == (6, {32})


def test_invitations_hold_person_unit_and_number_of_links_only(
    installation: Installation, north: UUID
) -> None:
    staff = add_people(installation, north, 5)
    wave = opened(installation)
    found = main_rows(installation, "SELECT * FROM invitation")
    assert {(*(UUID(str(cell)) for cell in row[:3]), *row[3:]) for row in found} == {
        (wave.id, person, north, 1) for person in staff
    }


def test_a_wave_asks_the_questions_of_its_turn_and_freezes_them_with_the_thresholds(
    installation: Installation, wave: OpenedWave
) -> None:
    """They can be raised for a later wave."""
    found = stored(installation, wave)
    assert found.questions == [q.id for q in questions_of_wave(shipped(), 1)]
    assert (found.k, found.k_distribution, found.k_comment) == (5, 10, 10)
    assert found.state == "open"
    close_wave(installation, CLOSES)
    raised = Thresholds(k=7, k_distribution=15, k_comment=20)
    found = stored(installation, opened(installation, raised))
    assert (found.k, found.k_distribution, found.k_comment) == (7, 15, 20)


def test_complaints_are_not_asked_about_by_default(installation: Installation, north: UUID) -> None:
    add_people(installation, north, 5)
    for number in range(4):
        day = OPENS + number * timedelta(days=14)
        wave = open_wave(installation, opens_on=day, closes_on=day)
        assert (wave.number, open_number(installation)) == (number + 1, number + 1)
        asked = stored(installation, wave).questions
        close_wave(installation, day)
        assert open_number(installation) is None
    assert "hv_3" in asked
    assert "hv_4" not in asked


def test_no_wave_opens_before_set_up_with_a_counsellor(installation: Installation) -> None:
    with pytest.raises(WaveError, check=code("not_set_up")):
        opened(installation)
    with writing(installation.engine) as session:
        unit = people.Unit(name="Imported")
        insert(session, people.Organisation(name="Imported"), unit)
    add_people(installation, unit.id, 5)
    with pytest.raises(WaveError, check=code("not_set_up")):
        opened(installation)


def test_one_wave_is_open_at_a_time(installation: Installation, wave: OpenedWave) -> None:
    with pytest.raises(WaveError, check=code("other_open")):
        opened(installation)
    box = installation.box(1)
    assert all(box.unit_of(token_hash(token)) for token in wave.tokens.values())
    assert not installation.box(2).exists


@pytest.mark.usefixtures("wave")
def test_the_database_itself_holds_one_open_wave(installation: Installation) -> None:
    second = waves.Wave(number=2, opens_on=OPENS, closes_on=CLOSES, period="weekly", questions=[])
    with writing(installation.engine) as session:
        waves.add_wave(session, second, [])
    with (
        pytest.raises(IntegrityError, match=r"(?i)unique"),
        writing(installation.engine) as session,
    ):
        waves.open_draft(session, waves.wave(session, second.id), ["mood_1"], [COMMENT], bytes(32))


def test_a_wave_needs_somebody_to_invite_and_dates_in_order_in_the_database_too(
    installation: Installation, north: UUID
) -> None:
    with pytest.raises(WaveError, check=code("nobody")):
        opened(installation)
    add_people(installation, north, 5)
    with pytest.raises(WaveError, check=code("closes_before_opening")):
        open_wave(installation, opens_on=CLOSES, closes_on=OPENS)
    assert open_number(installation) is None
    assert not installation.box(1).exists
    wrong = waves.Wave(opens_on=CLOSES, closes_on=OPENS, period="weekly", questions=[])
    with (
        pytest.raises(IntegrityError, match="ck_wave_dates"),
        writing(installation.engine) as session,
    ):
        waves.add_wave(session, wrong, [])


@pytest.mark.both_databases(in_every_case=True)
@pytest.mark.parametrize(
    "limits",
    [{"k": 4}, {"k": 0}, {"k_distribution": 9}, {"k_comment": 9}]
    + [{"k": 12, other: 12} for other in ("k_distribution", "k_comment")],
)
def test_a_threshold_under_its_floor_is_refused_by_the_database_too(
    installation: Installation, limits: dict[str, int]
) -> None:
    with pytest.raises(ValueError, match="k at least 5"):
        Thresholds(**limits)
    wave = waves.Wave(opens_on=OPENS, closes_on=CLOSES, period="weekly", questions=[], **limits)
    with pytest.raises(IntegrityError, match=r"(?i)check"), writing(installation.engine) as session:
        waves.add_wave(session, wave, [])


@pytest.mark.parametrize(
    "led",
    [
        pytest.param(["Team"], id="the unit above"),
        pytest.param(["Team", "North"], id="above the highest of several"),
        pytest.param(["Example"], id="the whole if it is led"),
    ],
)
def test_a_managers_ballot_counts_above_the_units_led(
    installation: Installation, organisation: Units, led: list[str]
) -> None:
    """And everybody else's where they work, also those of HR and administrators."""
    north, whole = organisation["North"], organisation["Example"]
    units = {**organisation, "Team": add_unit(installation, "Team", north)}
    first, second, third, *_ = add_people(installation, units["Team"], 6)
    give_role(installation, first, "manager", *(units[name] for name in led))
    give_role(installation, second, "hr")
    give_role(installation, third, "administrator")
    opened(installation)
    above = north if led == ["Team"] else whole
    assert tokens_per_unit(installation) == {units["Team"]: 5, above: 1}


def test_a_wave_keeps_its_tree_and_the_numbers_invited_in_and_below_each_unit(
    installation: Installation, organisation: Units
) -> None:
    """Where their ballots count; whatever units are called and wherever they are later."""
    north, whole = organisation["North"], organisation["Example"]
    below = add_unit(installation, "Below", north)
    first, *_ = add_people(installation, below, 6)
    add_people(installation, north, 2)
    give_role(installation, first, "manager", below)
    wave = opened(installation)
    with writing(installation.engine) as session:
        people.move_unit(session, below, whole)
        session.execute(sa.update(people.Unit).values(name="Renamed"))
    with reading(installation.engine) as session:
        units = [wave_units.wave_unit(session, wave.id, unit) for unit in (whole, north, below)]
        assert wave_units.tree(session, wave.id)[below] == north
    invited = [(unit.name, unit.invited) for unit in units]
    assert invited == [("Example", 8), ("North", 8), ("Below", 5)]
