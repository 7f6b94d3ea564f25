"""A thief of everything stored, the key folder included, against keys that have keepers.

The thief copies every row of both databases and every byte of the key folder, tries all of it as
the key of the wave and every two pieces as its halves; a keeper who turns thief opens what their
own passphrase opens, too. What the thief holds must neither open a ballot nor be a share of the
key. The same thief wins against mutants that keep a little more.
"""

import base64
import binascii
import itertools
import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from nacl.bindings import crypto_box_SEALBYTES
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from surveys.access import NotAllowedError, Reader
from surveys.answering.ballot import decrypter
from surveys.counting import (
    TurnResult,
    can_hand_in,
    close_wave,
    desk,
    hand_in,
    outcome_of,
    take_handed_in,
    take_turn,
)
from surveys.installation import (
    Installation,
    KeeperError,
    Keepers,
    make_keepers,
    open_installation,
    sealed_key,
)
from surveys.installation import keys as key_files
from surveys.installation.keepers import Cost
from surveys.installation.sealed_key import SealedKey
from surveys.settings import Settings
from surveys.waves import WaveError, keeper_state, open_number, open_wave, protect_keys
from tests.builders import CLOSES, OPENS, add_people, add_person, answer
from tests.postgresql import Database
from tests.privacy.conftest import HR, Units, let_go
from tests.privacy.test_kill import KILLED, in_a_child
from tests.refusals import code
from tests.serving import PEIL
from tests.stored import Intruder, main_dump, main_rows

pytestmark = pytest.mark.both_databases

CHEAP = Cost(passes=1, memory=8192)
PASSPHRASES = {
    "HR": "seven herons cross the river",
    "Works council": "the kettle sings in Utrecht",
}
ONE, TWO = list(PASSPHRASES)[:1], list(PASSPHRASES)
AFTERWARDS = datetime.combine(CLOSES + timedelta(days=1), time(12), tzinfo=UTC)
BALLOTS = 8
BOX = ("token", "ballot")


def hold(installation: Installation, north: object, names: list[str]) -> None:
    """Name keepers, open a wave, and let eight people answer."""
    assert north
    if names:
        named = [(name, PASSPHRASES[name]) for name in names]
        protect_keys(installation, make_keepers(named, CHEAP))
    wave = open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    answer(installation, wave)


@pytest.fixture
def people(installation: Installation, organisation: Units) -> Installation:
    add_people(installation, organisation["North"], BALLOTS)
    return installation


def turn(place: Installation, name: str, who: Reader | None = None) -> TurnResult:
    return take_turn(place, PASSPHRASES[name], AFTERWARDS, who)


def pieces(place: Installation) -> set[bytes]:
    """Return everything that is stored, in pieces: values of rows, strings and raw bytes."""
    with Intruder(place) as main, Intruder(place, box=1) as box:
        rows = [row for table in main.tables() for row in main.rows(f'SELECT * FROM "{table}"')]  # noqa: S608
        rows += [row for table in BOX for row in box.rows(f"SELECT * FROM {table}")]  # noqa: S608
    values = [value for row in rows for value in row]
    texts = [v if isinstance(v, bytes) else json.dumps(v, default=str).encode() for v in values]
    texts += [part for text in texts for part in text.split(b'"')]
    for file in place.keys.path.rglob("*"):
        content = file.read_bytes()
        texts += [content, *(content[start : start + 32] for start in range(len(content) - 31))]
        texts += [part.encode() for part in content.decode(errors="ignore").split('"')]
    return {decoded for text in texts for decoded in as_bytes(text)}


def as_bytes(text: bytes) -> Iterator[bytes]:
    """Yield a text and what it may stand for."""
    yield text
    for decode in (lambda t: base64.b64decode(t, validate=True), binascii.unhexlify):
        try:
            yield decode(text)
        except (ValueError, binascii.Error):
            continue


def loot(place: Installation, *, knows: str | None = None) -> set[bytes]:
    """Return all that a thief holds of 32 bytes, who may know the passphrase of a keeper."""
    stored = pieces(place)
    sealed = place.keys.sealed(1)
    if knows is not None and sealed is not None:
        mine = sealed.keepers.key_of(PASSPHRASES[knows])
        for piece in list(stored):
            try:
                stored.add(SealedBox(mine).decrypt(piece))
            except (CryptoError, ValueError, TypeError):
                continue
    return {piece for piece in stored if len(piece) == PrivateKey.SIZE}


def opened(place: Installation, held: set[bytes]) -> int:
    """Return how many ballots a thief opens with what they hold: alone, or two pieces as halves."""
    [(public,)] = main_rows(place, "SELECT public_key FROM wave WHERE number = 1")
    windows = place.keys.path.joinpath("wave-1.key").read_bytes()
    few = [piece for piece in held if piece not in windows]
    halves = (bytes(a ^ b for a, b in zip(*two, strict=True)) for two in pairs(few))
    for secret in itertools.chain(held, halves):
        key = PrivateKey(secret)
        if bytes(key.public_key) == public:
            return sum(bool(decrypter(key)(body)) for body in place.box(1).bodies())
    return 0


def pairs(held: list[bytes]) -> Iterator[tuple[bytes, bytes]]:
    return itertools.combinations(held, 2)


def shares_of(place: Installation) -> set[bytes]:
    """Return the shares of the key, which only both keepers together know."""
    sealed = place.keys.sealed(1)
    assert sealed is not None
    return {
        SealedBox(sealed.keepers.key_of(PASSPHRASES[keeper.name])).decrypt(share)
        for keeper, share in zip(sealed.keepers.keepers, sealed.shares, strict=True)
    }


def test_without_keepers_a_copy_of_everything_opens_every_ballot(
    people: Installation, north: object
) -> None:
    """As the privacy page says; and the attack would notice."""
    hold(people, north, [])
    assert opened(people, loot(people)) == BALLOTS
    with pytest.raises(KeeperError, check=code("none")):
        turn(people, "HR")
    assert close_wave(people, CLOSES).published


def test_one_keeper_a_copy_opens_nothing_until_the_passphrase_counts(
    people: Installation, north: object
) -> None:
    hold(people, north, ONE)
    assert opened(people, loot(people)) == 0
    assert not loot(people) & shares_of(people)
    with pytest.raises(KeeperError, check=code("waits")):
        close_wave(people, CLOSES)
    with pytest.raises(KeeperError, check=code("wrong")):
        turn(people, "Works council")
    assert opened(people, loot(people, knows="HR")) == BALLOTS, "as it must be"
    assert turn(people, "HR").counted is not None
    assert open_number(people) is None


@pytest.mark.parametrize("first", TWO)
def test_two_keepers_a_copy_opens_nothing_before_or_between_their_turns(
    people: Installation, north: object, first: str
) -> None:
    """Nor does one keeper alone, before the other one has had their turn."""
    hold(people, north, TWO)
    second = TWO[1 - TWO.index(first)]
    shares = shares_of(people)
    for knows in (None, first, second):
        assert opened(people, loot(people, knows=knows)) == 0
    assert turn(people, first) == TurnResult(first, (second,))
    held = loot(people)
    assert opened(people, held) == 0
    assert not held & shares, "the share that was opened is sealed again"
    assert opened(people, loot(people, knows=first)) == 0
    assert turn(people, first) == TurnResult(first, (second,)), "it may be repeated"
    assert keeper_state(people).waits_for == (second,)
    counted = turn(people, second, HR).counted
    assert counted is not None
    assert counted.unreadable == 0
    assert counted.published
    noted = main_rows(people, "SELECT subject FROM audit_entry WHERE action = 'turn of a keeper'")
    assert sorted({subject for (subject,) in noted}) == [f"wave 1, {name}" for name in TWO]


def test_it_is_the_passphrase_that_tells_whose_turn_it_is(
    people: Installation, organisation: Units, north: object
) -> None:
    """Each types the other's, on the other's page: that is as good."""
    hold(people, north, TWO)
    persons = {
        role: Reader(
            add_person(people, organisation["Example"], role, role=role),
            role,
            None,
            frozenset({role}),
            frozenset(),
        )
        for role in ("hr", "council")
    }
    assert turn(people, "Works council", persons["hr"]).name == "Works council"
    assert turn(people, "HR", persons["council"]).counted is not None


@pytest.mark.parametrize("typed", ["", "x", "the kettle sings in Utrecht!", "seven herons"])
def test_a_wrong_passphrase_is_one_sentence_and_changes_nothing(
    people: Installation, north: object, typed: str
) -> None:
    hold(people, north, TWO)
    file = people.keys.path / "wave-1.key"
    before = (file.read_bytes(), main_rows(people, "SELECT * FROM keeping"))
    with pytest.raises(KeeperError, check=code("wrong")) as refused:
        take_turn(people, typed, AFTERWARDS)
    assert str(refused.value).count(".") == 2
    assert (file.read_bytes(), main_rows(people, "SELECT * FROM keeping")) == before
    spaced = f"  {PASSPHRASES['HR'].replace(' ', '   ')} "
    assert take_turn(people, spaced, AFTERWARDS).name == "HR", "keyboards add spaces"


def test_no_turn_before_the_last_day_and_none_for_other_roles_or_processes(
    people: Installation, north: object
) -> None:
    hold(people, north, ONE)
    early = datetime.combine(OPENS, time(12), tzinfo=UTC)
    with pytest.raises(WaveError, check=code("still_open")):
        take_turn(people, PASSPHRASES["HR"], early)
    for roles in ({"administrator"}, {"manager"}, set()):
        with pytest.raises(Exception, match="HR and the works council"):
            turn(people, "HR", replace(HR, roles=frozenset(roles)))
    with pytest.raises(KeeperError, check=code("elsewhere")):
        turn(replace(people, keeps_time=False), "HR")
    assert open_number(people) == 1


def test_a_lost_key_folder_opens_no_wave_without_its_keepers(
    people: Installation, north: object
) -> None:
    hold(people, north, ONE)
    turn(people, "HR")
    (people.keys.path / "keepers.json").unlink()
    with pytest.raises(KeeperError, check=code("lost")):
        open_wave(people, opens_on=CLOSES, closes_on=CLOSES)
    assert open_number(people) is None


@pytest.fixture
def dashboard(people: Installation, settings: Settings, database: Database | None) -> Installation:
    """A process that serves only the dashboard: without the key folder, with its own role."""
    if database is None:
        return replace(people, keeps_time=False)
    address = database.url("peil_dashboard")
    return open_installation(
        Settings(folder=settings.folder / "none", database_url=address, only="dashboard")
    )


def waiter(people: Installation, unit: UUID) -> Reader:
    """Somebody of HR who waits for what the clock says."""
    return replace(HR, person=add_person(people, unit, "Hanna", role="hr"))


def test_a_page_without_the_key_folder_hands_the_passphrase_to_the_clock_sealed(
    people: Installation, dashboard: Installation, organisation: Units
) -> None:
    """A copy of the database holds nothing that a passphrase could be read from."""
    who = waiter(people, organisation["Example"])
    hold(people, who, TWO)
    assert not can_hand_in(dashboard)
    with pytest.raises(KeeperError, check=code("elsewhere")):
        hand_in(dashboard, who, PASSPHRASES["HR"])
    assert list(take_handed_in(people, AFTERWARDS)) == []
    handed = hand_in(dashboard, who, PASSPHRASES["HR"])
    assert outcome_of(dashboard, who, handed) is None
    everything = main_dump(people) + repr(pieces(people))
    assert not any(passphrase in everything for passphrase in PASSPHRASES.values())
    [(sealed,)] = main_rows(people, "SELECT length(sealed) FROM handed_in")
    assert sealed == 512 + crypto_box_SEALBYTES
    assert list(take_handed_in(people, AFTERWARDS)) == ["HR had their turn."]
    assert main_rows(people, "SELECT sealed FROM handed_in") == [(None,)]
    assert outcome_of(dashboard, who, handed) == TurnResult("HR", ("Works council",))
    wrong = hand_in(dashboard, who, "nobody has this passphrase")
    list(take_handed_in(people, AFTERWARDS))
    refused = outcome_of(dashboard, who, wrong)
    assert refused == KeeperError("wrong").what
    last = hand_in(dashboard, who, PASSPHRASES["Works council"])
    list(take_handed_in(people, AFTERWARDS))
    assert outcome_of(dashboard, who, last) == TurnResult("Works council", (), is_counted=True)
    assert open_number(people) is None
    list(take_handed_in(people, AFTERWARDS))
    assert not can_hand_in(dashboard)
    assert main_rows(people, "SELECT * FROM handed_in") == []


def test_what_was_handed_to_a_clock_that_has_ended_is_typed_again(
    people: Installation, dashboard: Installation, organisation: Units
) -> None:
    """Its private half was in its memory alone; nobody else can open it."""
    who = waiter(people, organisation["Example"])
    hold(people, who, ONE)
    list(take_handed_in(people, AFTERWARDS))
    lost = hand_in(dashboard, who, PASSPHRASES["HR"])
    desk.restart()
    assert list(take_handed_in(people, AFTERWARDS)) == []
    assert outcome_of(dashboard, who, lost) == KeeperError("again").what
    handed = hand_in(dashboard, who, PASSPHRASES["HR"])
    for roles in ({"administrator"}, {"manager"}):
        with pytest.raises(NotAllowedError):
            hand_in(dashboard, replace(who, roles=frozenset(roles)), PASSPHRASES["HR"])
    stranger = replace(who, person=uuid4())
    assert outcome_of(dashboard, stranger, handed) == KeeperError("again").what
    list(take_handed_in(people, AFTERWARDS))
    turned = outcome_of(dashboard, who, handed)
    assert isinstance(turned, TurnResult)
    assert turned.is_counted


@pytest.mark.only_sqlite
def test_the_process_is_killed_between_the_turns_and_nothing_is_lost(
    people: Installation, north: object, settings: Settings
) -> None:
    """The first passphrase is typed into `peil close-wave`, which is then killed."""
    hold(people, north, TWO)
    environment = {**os.environ, "PEIL_FOLDER": str(settings.folder)}
    command = subprocess.Popen(
        [PEIL, "close-wave"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert command.stdin is not None
    assert command.stdout is not None
    command.stdin.write(PASSPHRASES["HR"] + "\n")
    command.stdin.flush()
    printed = ""
    while "Still to come: Works council." not in printed:
        line = command.stdout.readline()
        assert line, printed
        printed += line
    command.send_signal(signal.SIGKILL)
    command.communicate()
    assert command.returncode == -signal.SIGKILL
    assert PASSPHRASES["HR"] not in printed
    assert opened(people, loot(people)) == 0
    assert turn(people, "Works council").counted is not None


@pytest.mark.only_sqlite
@pytest.mark.slow
def test_killed_at_any_line_a_turn_can_be_repeated_and_everything_is_counted(
    people: Installation, north: object, in_full: bool
) -> None:
    hold(people, north, TWO)
    shares = shares_of(people)
    for name in TWO:
        let_go(people)
        growth, last = (1.1 if in_full else 2), 1
        while open_number(people) is not None:
            let_go(people)
            ended, _ = in_a_child(lambda name=name: turn(people, name), last)  # type: ignore[misc]
            if open_number(people) is not None:
                held = loot(people)
                assert opened(people, held) == 0
                assert not held & shares
            if ended != KILLED:
                break
            last = round(last * growth) + 1
    assert open_number(people) is None
    [(ballots,)] = main_rows(people, "SELECT max(ballots) FROM wave_unit")
    assert ballots == BALLOTS


def key_beside(monkeypatch: pytest.MonkeyPatch, place: Installation) -> None:
    """Keep the key in clear beside the sealed one."""
    seal = sealed_key.seal_key

    def careless(key: PrivateKey, for_keepers: Keepers) -> SealedKey:
        spare = json.dumps({"spare": base64.b64encode(bytes(key)).decode()})
        (place.keys.path / "spare.json").write_text(spare)
        return seal(key, for_keepers)

    monkeypatch.setattr(key_files, "seal_key", careless)


def share_in_clear(monkeypatch: pytest.MonkeyPatch, place: Installation) -> None:
    """Leave the share that the first turn opened as it is."""
    del place
    take = SealedKey.take_turn

    def careless(sealed: SealedKey, mine: PrivateKey) -> tuple[str, SealedKey, PrivateKey | None]:
        name, kept, key = take(sealed, mine)
        share = SealedBox(mine).decrypt(sealed.shares[0])
        return name, replace(kept, handed=(share, None)), key

    monkeypatch.setattr(SealedKey, "take_turn", careless)


@pytest.mark.parametrize("mutant", [key_beside, share_in_clear])
def test_the_same_thief_catches_a_mutant(
    people: Installation,
    north: object,
    monkeypatch: pytest.MonkeyPatch,
    mutant: Callable[[pytest.MonkeyPatch, Installation], None],
) -> None:
    mutant(monkeypatch, people)
    hold(people, north, TWO)
    shares = shares_of(people)
    turn(people, "HR")
    held = loot(people)
    assert opened(people, held) == BALLOTS or held & shares
