"""A token is worth exactly one ballot, and nothing tells who cast it."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from surveys.answering.ballot import BallotError, unseal
from surveys.answering.casting import LinkError, answer_sheet, cast
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave
from surveys.waves.tokens import token_hash
from surveys.waves.waves import OpenedWave, open_wave
from tests.builders import CLOSES, OPENS, add_people, spread
from tests.refusals import code
from tests.stored import box_rows, main_rows

pytestmark = pytest.mark.both_databases

Units = dict[str, UUID]
QUESTIONS = questions_of_wave(shipped(), 1)


@pytest.fixture
def wave(installation: Installation, organisation: Units) -> OpenedWave:
    """A wave with eight people in North."""
    add_people(installation, organisation["North"], 8)
    return open_wave(installation, opens_on=OPENS, closes_on=CLOSES)


def contents(installation: Installation) -> tuple[set[bytes], list[bytes]]:
    """Return the token hashes and the ballots in the box."""
    tokens = {bytes(h) for (h,) in box_rows(installation, 1, "SELECT hash FROM token")}
    return tokens, [bytes(body) for (body,) in box_rows(installation, 1, "SELECT body FROM ballot")]


def some(wave: OpenedWave) -> str:
    return next(iter(wave.tokens.values()))


def test_the_sheet_says_what_is_answered_and_for_whom(
    installation: Installation, wave: OpenedWave
) -> None:
    sheet = answer_sheet(installation, some(wave), OPENS)
    assert (sheet.wave, sheet.period, sheet.closes_on) == (1, "biweekly", CLOSES)
    assert (sheet.unit, sheet.colleagues, sheet.k) == ("North", 8, 5)
    assert [q.id for q in sheet.questions] == [q.id for q in QUESTIONS]


def test_reading_the_sheet_spends_nothing(installation: Installation, wave: OpenedWave) -> None:
    before = contents(installation)
    for _ in range(3):
        answer_sheet(installation, some(wave), OPENS)
    assert contents(installation) == before


def test_casting_takes_the_token_out_and_puts_one_ballot_in(
    installation: Installation, wave: OpenedWave
) -> None:
    before, _ = contents(installation)
    cast(installation, some(wave), spread(QUESTIONS, 1), OPENS)
    tokens, ballots = contents(installation)
    assert before - tokens == {token_hash(some(wave))}
    assert len(ballots) == 1


def test_a_ballot_holds_what_was_answered_and_the_unit_of_the_token(
    installation: Installation, wave: OpenedWave, organisation: Units
) -> None:
    cast(installation, some(wave), spread(QUESTIONS, 5), OPENS)
    _, [body] = contents(installation)
    ballot = unseal(body, QUESTIONS, installation.keys.read(1))
    assert ballot.unit == organisation["North"]
    assert ballot.answers == spread(QUESTIONS, 5)


def test_every_question_may_be_skipped(installation: Installation, wave: OpenedWave) -> None:
    cast(installation, some(wave), {}, OPENS)
    _, [body] = contents(installation)
    assert unseal(body, QUESTIONS, installation.keys.read(1)).answers == {}


def test_a_used_link_can_neither_be_read_nor_cast_again(
    installation: Installation, wave: OpenedWave
) -> None:
    cast(installation, some(wave), {"mood_1": (3,)}, OPENS)
    before = contents(installation)
    with pytest.raises(LinkError) as refused:
        cast(installation, some(wave), {"mood_1": (0,)}, OPENS)
    assert (refused.value.code, refused.value.on) == ("used_or_unknown", None)
    with pytest.raises(LinkError, check=code("used_or_unknown")):
        answer_sheet(installation, some(wave), OPENS)
    assert contents(installation) == before


@pytest.mark.usefixtures("wave")
@pytest.mark.parametrize("token", ["", "x", "ä" * 500, "'; DROP TABLE token; --"])
def test_an_unknown_link_is_refused_like_a_used_one(installation: Installation, token: str) -> None:
    before = contents(installation)
    for attempt in (
        lambda: answer_sheet(installation, token, OPENS),
        lambda: cast(installation, token, {}, OPENS),
    ):
        with pytest.raises(LinkError, check=code("used_or_unknown")):
            attempt()
    assert contents(installation) == before


def test_a_wave_can_be_answered_until_its_closing_date_and_not_after(
    installation: Installation, wave: OpenedWave
) -> None:
    late = CLOSES + timedelta(days=1)
    for attempt in (
        lambda: answer_sheet(installation, some(wave), late),
        lambda: cast(installation, some(wave), {}, late),
    ):
        with pytest.raises(LinkError) as refused:
            attempt()
        assert (refused.value.code, refused.value.on) == ("closed", CLOSES)
    cast(installation, some(wave), {}, CLOSES)


def test_a_wave_cannot_be_answered_before_it_opens(
    installation: Installation, wave: OpenedWave
) -> None:
    with pytest.raises(LinkError) as refused:
        cast(installation, some(wave), {}, OPENS - timedelta(days=1))
    assert (refused.value.code, refused.value.on) == ("not_open_yet", OPENS)


def test_a_box_that_vanishes_looks_like_one_without_tokens(
    installation: Installation, wave: OpenedWave
) -> None:
    box = installation.box(1)
    box.unit_of(token_hash(some(wave)))
    box.destroy()
    assert box.unit_of(token_hash(some(wave))) is None
    assert box.exchange(token_hash(some(wave)), lambda unit: unit.bytes) is False
    assert not box.exists


def test_a_link_of_a_counted_wave_says_when_it_closed(
    installation: Installation, wave: OpenedWave
) -> None:
    close_wave(installation, CLOSES)
    with pytest.raises(LinkError) as refused:
        cast(installation, some(wave), {}, CLOSES)
    assert (refused.value.code, refused.value.on) == ("closed", CLOSES)


def test_before_any_wave_a_link_is_closed_without_a_date(installation: Installation) -> None:
    with pytest.raises(LinkError) as refused:
        answer_sheet(installation, "x", OPENS)
    assert (refused.value.code, refused.value.on) == ("closed", None)


def test_a_link_of_an_earlier_wave_does_not_open_the_next(
    installation: Installation, wave: OpenedWave
) -> None:
    close_wave(installation, CLOSES)
    later = date(2026, 4, 1)
    open_wave(installation, opens_on=later, closes_on=later)
    with pytest.raises(LinkError, check=code("used_or_unknown")):
        cast(installation, some(wave), {}, later)


def test_a_wave_that_opens_on_the_day_the_last_one_was_counted_gets_its_own_envelopes(
    installation: Installation, wave: OpenedWave
) -> None:
    """Sealed with the key of the wave before, nobody could open them any more."""
    cast(installation, some(wave), {}, CLOSES)
    close_wave(installation, CLOSES)
    token = some(open_wave(installation, opens_on=CLOSES, closes_on=CLOSES))
    assert answer_sheet(installation, token, CLOSES).wave == 2
    cast(installation, token, {"mood_1": (1,)}, CLOSES)
    [body] = installation.box(2).bodies()
    second = questions_of_wave(shipped(), 2)
    assert unseal(body, second, installation.keys.read(2)).answers == {"mood_1": (1,)}


@pytest.mark.parametrize(
    "answers", [{"mood_1": (9,)}, {"mood_1": ()}, {"mood_1": (1, 2)}, {"unasked": (0,)}]
)
def test_answers_that_do_not_fit_change_nothing(
    installation: Installation, wave: OpenedWave, answers: dict[str, tuple[int, ...]]
) -> None:
    before = contents(installation)
    with pytest.raises(BallotError):
        cast(installation, some(wave), answers, OPENS)
    assert contents(installation) == before
    cast(installation, some(wave), {"mood_1": (1,)}, OPENS)


def test_a_sealing_that_fails_leaves_token_and_box_as_they_were(
    installation: Installation, wave: OpenedWave
) -> None:
    before = contents(installation)

    def fail(unit: UUID) -> bytes:
        raise MemoryError(unit)

    with pytest.raises(MemoryError):
        installation.box(1).exchange(token_hash(some(wave)), fail)
    assert contents(installation) == before


def test_one_token_is_worth_one_ballot_however_many_try_at_once(
    installation: Installation, wave: OpenedWave
) -> None:
    together = threading.Barrier(50)

    def attempt(number: int) -> str:
        together.wait()
        try:
            cast(installation, some(wave), {"mood_1": (number % 5,)}, OPENS)
        except LinkError as refused:
            return refused.code
        return "cast"

    with ThreadPoolExecutor(50) as pool:
        outcomes = Counter(pool.map(attempt, range(50)))
    assert outcomes == {"cast": 1, "used_or_unknown": 49}
    tokens, ballots = contents(installation)
    assert (len(tokens), len(ballots)) == (7, 1)


def test_everybody_who_casts_at_once_is_in_the_box(
    installation: Installation, wave: OpenedWave
) -> None:
    together = threading.Barrier(8)

    def attempt(token: str) -> None:
        together.wait()
        cast(installation, token, {"mood_1": (2,)}, OPENS)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(attempt, wave.tokens.values()))
    tokens, ballots = contents(installation)
    assert (len(tokens), len(ballots)) == (0, 8)


def test_every_ballot_that_was_accepted_while_the_wave_closed_is_counted(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 60)
    wave = open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    started = threading.Event()

    def attempt(token: str) -> bool:
        try:
            cast(installation, token, {"mood_1": (2,)}, CLOSES)
        except LinkError:
            return False
        started.set()
        return True

    with ThreadPoolExecutor(6) as pool:
        outcomes = pool.map(attempt, wave.tokens.values())
        assert started.wait(30)
        close_wave(installation, CLOSES)
        accepted = sum(outcomes)
    found = main_rows(installation, "SELECT ballots FROM wave_unit WHERE name = 'Example'")
    assert found == [(accepted if accepted >= 5 else None,)]


def test_nothing_can_be_cast_once_the_box_is_sealed_off(
    installation: Installation, wave: OpenedWave
) -> None:
    first, second, *_ = wave.tokens.values()
    cast(installation, first, {"mood_1": (2,)}, OPENS)
    installation.box(1).seal_off()
    with pytest.raises(LinkError, check=code("used_or_unknown")):
        cast(installation, second, {"mood_1": (2,)}, OPENS)
    assert len(contents(installation)[1]) == 1


@pytest.mark.only_sqlite
def test_a_box_that_is_being_destroyed_belongs_to_a_wave_that_has_closed(
    installation: Installation, wave: OpenedWave
) -> None:
    first, second, *_ = wave.tokens.values()
    cast(installation, first, {"mood_1": (2,)}, OPENS)
    close_wave(installation, CLOSES)
    # As it lies there between being overwritten and being removed.
    (installation.store_folder / "box-1.db").write_bytes(bytes(2**15))
    with pytest.raises(LinkError, check=code("closed")):
        cast(installation, second, {"mood_1": (2,)}, OPENS)


@pytest.mark.only_sqlite
def test_answers_cannot_be_read_in_any_file_of_an_open_wave(
    installation: Installation, wave: OpenedWave, settings_folder: Path
) -> None:
    for person, token in enumerate(wave.tokens.values()):
        cast(installation, token, spread(QUESTIONS, person), OPENS)
    box_files = list(settings_folder.rglob("box-1*"))
    assert box_files
    for file in box_files:
        stored = file.read_bytes()
        for readable in (b"answers", b'unit":', *(q.id.encode() for q in QUESTIONS)):
            assert readable not in stored, file


@pytest.fixture
def settings_folder(installation: Installation) -> Path:
    """The folder of the installation."""
    return installation.store_folder.parent


def test_the_same_answers_never_look_the_same(installation: Installation, wave: OpenedWave) -> None:
    for token in wave.tokens.values():
        cast(installation, token, {"mood_1": (4,)}, OPENS)
    _, ballots = contents(installation)
    assert len(set(ballots)) == len(ballots) == 8
    assert len({len(body) for body in ballots}) == 1
