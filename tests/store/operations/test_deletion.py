"""Comments and results go when their time is over, to the last byte, and the trail says so."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from dateutil.relativedelta import relativedelta

from surveys.answering import cast
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.instrument import COMMENT
from surveys.operations import ExpiredWaves, expired_waves, upkeep
from surveys.operations.upkeep import delete_expired
from surveys.reading import read_unit
from surveys.settings import Retention
from surveys.trail import entries
from surveys.waves import OpenedWave, open_number, open_wave
from tests.builders import add_people
from tests.reading import HR, comments_read, edition, read
from tests.stored import main_rows

pytestmark = pytest.mark.both_databases

FIRST = date(2008, 2, 29)
KEPT = Retention()
WORDS = "what somebody wrote, which must not stay readable"


def counted(installation: Installation, day: date) -> OpenedWave:
    wave = open_wave(installation, opens_on=day, closes_on=day)
    for person, token in enumerate(wave.tokens.values()):
        cast(installation, token, {"mood_1": (person % 5,)}, day, {COMMENT: f"{WORDS} {person}"})
    close_wave(installation, day)
    return wave


@pytest.fixture
def waves(installation: Installation, north: UUID) -> list[OpenedWave]:
    """Two counted waves, 40 weeks apart, of twelve people who all commented."""
    add_people(installation, north, 12)
    return [counted(installation, FIRST + timedelta(weeks=40 * n)) for n in range(2)]


def comments(installation: Installation, unit: UUID, wave: OpenedWave) -> int:
    return len(comments_read(installation, HR, unit, wave.id))


def test_comments_stay_for_twelve_months_and_go_on_the_day_after(
    installation: Installation, north: UUID, waves: list[OpenedWave]
) -> None:
    year = FIRST + relativedelta(years=1)
    assert delete_expired(installation, KEPT, year - timedelta(days=1)) == ExpiredWaves((), ())
    assert comments(installation, north, waves[0]) == 12
    gone = delete_expired(installation, KEPT, year + timedelta(days=1))
    assert gone == ExpiredWaves(("wave 1",), ())
    assert comments(installation, north, waves[0]) == 0
    assert comments(installation, north, waves[1]) == 12
    assert len(read(read_unit, installation, HR, north).waves) == 2


def test_results_stay_for_five_years_and_go_with_all_of_their_wave(
    installation: Installation, north: UUID, waves: list[OpenedWave]
) -> None:
    before = edition(installation)
    gone = delete_expired(installation, KEPT, FIRST + relativedelta(years=5, days=1))
    assert gone.results == ("wave 1",)
    report = read(read_unit, installation, HR, north)
    assert [wave.id for wave in report.waves] == [waves[1].id]
    assert edition(installation) != before, "nothing kept in memory is shown any more"
    for table in ("wave_unit", "result", "comment"):
        held = main_rows(installation, f"SELECT DISTINCT wave_id FROM {table}")  # noqa: S608
        assert {UUID(str(wave)) for (wave,) in held} <= {waves[1].id}
    noted = {(e.action, e.subject) for e in entries(installation) if "deleted" in e.action}
    assert noted == {
        ("comments deleted", "wave 1: closed on 2008-02-29, kept 12 months"),
        ("comments deleted", "wave 2: closed on 2008-12-05, kept 12 months"),
        ("results deleted", "wave 1: closed on 2008-02-29, kept 5 years"),
    }


@pytest.mark.usefixtures("waves")
def test_how_long_is_a_setting_and_after_all_waves_another_follows(
    installation: Installation,
) -> None:
    assert not expired_waves(installation, Retention(60, 30), FIRST + relativedelta(years=4))
    early = expired_waves(installation, Retention(1, 1), FIRST + relativedelta(months=13))
    assert early == ExpiredWaves(("wave 1", "wave 2"), ("wave 1",))
    late = FIRST + relativedelta(years=9)
    assert upkeep.run_daily_upkeep(installation, KEPT, late).results == ("wave 1", "wave 2")
    before = entries(installation)
    assert not upkeep.run_daily_upkeep(installation, KEPT, late)
    assert entries(installation) == before
    counted(installation, late)
    assert not expired_waves(installation, KEPT, late)


def test_an_open_wave_is_never_deleted(installation: Installation, north: UUID) -> None:
    add_people(installation, north, 12)
    open_wave(installation, opens_on=FIRST, closes_on=FIRST)
    assert not delete_expired(installation, Retention(1, 1), FIRST + relativedelta(years=30))
    assert open_number(installation) == 1


@pytest.mark.only_sqlite
@pytest.mark.usefixtures("waves")
def test_no_byte_of_a_deleted_comment_is_left_in_a_file(installation: Installation) -> None:
    def files() -> bytes:
        return b"".join(f.read_bytes() for f in installation.store_folder.iterdir())

    assert WORDS.encode() in files()
    delete_expired(installation, KEPT, FIRST + relativedelta(years=3))
    assert WORDS.encode() not in files()
