"""A token is worth exactly one ballot, and nothing tells who cast it."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
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
from tests.builders import CLOSES, OPENS, add_people, answer, spread
from tests.refusals import code
from tests.stored import box_rows, main_rows

pytestmark = pytest.mark.both_databases

QUESTIONS = questions_of_wave(shipped(), 1)


def contents(installation: Installation) -> tuple[set[bytes], list[bytes]]:
    """Return the token hashes and the ballots in the box."""
    tokens = {bytes(h) for (h,) in box_rows(installation, 1, "SELECT hash FROM token")}
    return tokens, [bytes(body) for (body,) in box_rows(installation, 1, "SELECT body FROM ballot")]


def refused(attempt: Callable[[], object]) -> tuple[str, date | None]:
    """Return why a link is refused, and the date that is named."""
    with pytest.raises(LinkError) as caught:
        attempt()
    return caught.value.code, caught.value.on


def refused_both(installation: Installation, token: str, on: date) -> tuple[str, date | None]:
    """Return why a link can neither be read nor cast on a day; the box stays as it was."""
    before = contents(installation)
    why = refused(lambda: answer_sheet(installation, token, on))
    assert refused(lambda: cast(installation, token, {"mood_1": (0,)}, on)) == why
    assert contents(installation) == before
    return why


def test_the_sheet_says_what_is_answered_and_about_which_unit_and_spends_nothing(
    installation: Installation, token: str
) -> None:
    before = contents(installation)
    for _ in range(3):
        sheet = answer_sheet(installation, token, OPENS)
    assert (sheet.wave, sheet.period, sheet.closes_on) == (1, "biweekly", CLOSES)
    assert (sheet.unit, sheet.colleagues, sheet.k) == ("North", 8, 5)
    assert [q.id for q in sheet.questions] == [q.id for q in QUESTIONS]
    assert contents(installation) == before


@pytest.mark.parametrize("answers", [spread(QUESTIONS, 5), {}], ids=["all", "every one skipped"])
def test_casting_exchanges_the_token_for_one_ballot_with_the_answers_and_the_unit(
    installation: Installation, token: str, north: UUID, answers: dict[str, tuple[int, ...]]
) -> None:
    before, _ = contents(installation)
    cast(installation, token, answers, OPENS)
    tokens, [body] = contents(installation)
    assert before - tokens == {token_hash(token)}
    ballot = unseal(body, QUESTIONS, installation.keys.read(1))
    assert (ballot.unit, ballot.answers) == (north, answers)
    # The link can neither be read nor cast again.
    assert refused_both(installation, token, OPENS) == ("used_or_unknown", None)


@pytest.mark.usefixtures("wave")
@pytest.mark.parametrize("token", ["", "x", "ä" * 500, "'; DROP TABLE token; --"])
def test_an_unknown_link_is_refused_like_a_used_one(installation: Installation, token: str) -> None:
    assert refused_both(installation, token, OPENS) == ("used_or_unknown", None)


def test_a_wave_is_answered_on_its_days_only(installation: Installation, token: str) -> None:
    early, late = OPENS - timedelta(days=1), CLOSES + timedelta(days=1)
    assert refused_both(installation, token, late) == ("closed", CLOSES)
    assert refused(lambda: cast(installation, token, {}, early)) == ("not_open_yet", OPENS)
    cast(installation, token, {}, CLOSES)


def test_a_box_that_vanishes_holds_no_tokens(installation: Installation, token: str) -> None:
    box = installation.box(1)
    box.unit_of(token_hash(token))
    box.destroy()
    assert box.unit_of(token_hash(token)) is None
    assert box.exchange(token_hash(token), lambda unit, receipt: unit.bytes + receipt) is False
    assert not box.exists


def test_before_any_wave_a_link_is_closed_without_a_date(installation: Installation) -> None:
    assert refused(lambda: answer_sheet(installation, "x", OPENS)) == ("closed", None)


def test_a_link_of_a_counted_wave_has_closed_and_does_not_open_the_next(
    installation: Installation, token: str
) -> None:
    close_wave(installation, CLOSES)
    assert refused(lambda: cast(installation, token, {}, CLOSES)) == ("closed", CLOSES)
    later = date(2026, 4, 1)
    open_wave(installation, opens_on=later, closes_on=later)
    assert refused(lambda: cast(installation, token, {}, later)) == ("used_or_unknown", None)


def test_a_wave_that_opens_on_the_day_the_last_one_was_counted_gets_its_own_envelopes(
    installation: Installation, token: str
) -> None:
    """Sealed with the key of the wave before, nobody could open them any more."""
    cast(installation, token, {}, CLOSES)
    close_wave(installation, CLOSES)
    second = open_wave(installation, opens_on=CLOSES, closes_on=CLOSES)
    new = next(iter(second.tokens.values()))
    assert answer_sheet(installation, new, CLOSES).wave == 2
    cast(installation, new, {"mood_1": (1,)}, CLOSES)
    [body] = installation.box(2).bodies()
    ballot = unseal(body, questions_of_wave(shipped(), 2), installation.keys.read(2))
    assert ballot.answers == {"mood_1": (1,)}


def test_answers_that_do_not_fit_change_nothing(installation: Installation, token: str) -> None:
    before = contents(installation)
    for answers in ({"mood_1": (9,)}, {"mood_1": ()}, {"mood_1": (1, 2)}, {"unasked": (0,)}):
        with pytest.raises(BallotError):
            cast(installation, token, answers, OPENS)
    assert contents(installation) == before
    cast(installation, token, {"mood_1": (1,)}, OPENS)


def test_a_failed_sealing_changes_nothing(installation: Installation, token: str) -> None:
    before = contents(installation)

    def fail(unit: UUID, _receipt: bytes) -> bytes:
        raise MemoryError(unit)

    with pytest.raises(MemoryError):
        installation.box(1).exchange(token_hash(token), fail)
    assert contents(installation) == before


def test_one_token_is_worth_one_ballot(installation: Installation, token: str) -> None:
    together = threading.Barrier(50)

    def attempt(number: int) -> str:
        together.wait()
        try:
            cast(installation, token, {"mood_1": (number % 5,)}, OPENS)
        except LinkError as refusal:
            return refusal.code
        return "cast"

    with ThreadPoolExecutor(50) as pool:
        outcomes = Counter(pool.map(attempt, range(50)))
    assert outcomes == {"cast": 1, "used_or_unknown": 49}
    tokens, ballots = contents(installation)
    assert (len(tokens), len(ballots)) == (8, 1)
    assert token_hash(token) not in tokens


def test_the_ballots_of_all_who_cast_at_once_are_in_the_box_and_look_different(
    installation: Installation, wave: OpenedWave
) -> None:
    """Although all answers are the same."""
    together = threading.Barrier(8)

    def attempt(token: str) -> None:
        together.wait()
        cast(installation, token, {"mood_1": (4,)}, OPENS)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(attempt, wave.tokens.values()))
    tokens, ballots = contents(installation)
    assert (len(tokens), len(ballots)) == (8, 8)
    assert not tokens & {token_hash(token) for token in wave.tokens.values()}
    assert len(set(ballots)) == 8
    assert len({len(body) for body in ballots}) == 1


def test_every_ballot_that_was_accepted_while_the_wave_closed_is_counted(
    installation: Installation, north: UUID
) -> None:
    add_people(installation, north, 60)
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
    ballots = main_rows(installation, "SELECT ballots FROM wave_unit WHERE name = 'Example'")
    assert ballots == [(accepted if accepted >= 5 else None,)]


def test_a_sealed_off_box_takes_no_ballots(installation: Installation, wave: OpenedWave) -> None:
    first, second, *_ = wave.tokens.values()
    cast(installation, first, {"mood_1": (2,)}, OPENS)
    installation.box(1).seal_off()
    why = refused(lambda: cast(installation, second, {"mood_1": (2,)}, OPENS))
    assert why == ("used_or_unknown", None)
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
def test_no_file_shows_answers_of_an_open_wave(
    installation: Installation, wave: OpenedWave
) -> None:
    answer(installation, wave)
    box_files = list(installation.store_folder.parent.rglob("box-1*"))
    assert box_files
    for file in box_files:
        stored = file.read_bytes()
        for readable in (b"answers", b'unit":', *(q.id.encode() for q in QUESTIONS)):
            assert readable not in stored, file
