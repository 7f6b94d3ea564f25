"""Nobody casts ballots for others: not by links sent again, slips replaced, or writing to the box.

An administrator with an accomplice in the team, or whoever may write to the ballot box, would
otherwise answer several times and subtract what is known.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from surveys.answering import cast
from surveys.answering.ballot import Ballot, sealer
from surveys.audit import run_audit
from surveys.counting import TamperedBoxError, close_wave, counting, discard_wave, envelopes
from surveys.counting.disclosure import HeadCounts
from surveys.counting.envelopes import Envelopes
from surveys.installation import Installation
from surveys.instrument import questions_of_wave
from surveys.messages import delivery_status, send_due
from surveys.messages.bounces import read
from surveys.messages.compose import RenderedMessage
from surveys.messages.delivery_error import DeliveryError
from surveys.messages.returned import record_bounces
from surveys.organisation import load_instrument
from surveys.settings import Settings
from surveys.trail.trail import entries
from surveys.waves import make_slips, open_number, open_wave, replace_slip, token_hash
from surveys.waves.slips import SlipError
from tests.builders import OPENS, add_people
from tests.privacy.conftest import ADMINISTRATOR, DAY, Units
from tests.refusals import code
from tests.stored import Intruder, box_rows, main_dump, main_rows, put_into_box

pytestmark = pytest.mark.both_databases

NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SPREAD = [{"mood_1": (option,)} for option in range(5)]


class Team:
    """A team of six whose links went out by mail; three answer, and the fourth conspires."""

    def __init__(self, installation: Installation, unit: UUID, settings: Settings) -> None:
        """Open the wave, send everybody their link, and let the honest three answer."""
        self.at, self.unit, self.settings = installation, unit, settings
        self.links: dict[str, list[str]] = {}
        add_people(installation, unit, 6)
        self.wave = open_wave(installation, opens_on=DAY, closes_on=DAY, by_message=True)
        self.send()
        self.accomplice, *others = self.links
        for number, address in enumerate(others[:3]):
            cast(installation, self.links[address][0], SPREAD[number], DAY)

    def send(self) -> None:
        def deliver(message: RenderedMessage) -> None:
            token = message.body.split("/a/")[1].split()[0]
            self.links.setdefault(message.address, []).append(token)

        send_due(self.at, self.settings, NINE, deliver=deliver)

    def send_again(self, kind: str = "bounced") -> None:
        """Report the accomplice's invitation as lost, and have it sent again."""
        if kind == "bounced":
            record_bounces(self.at, read(self.accomplice), ADMINISTRATOR)
            [lost] = delivery_status.failed(self.at, ADMINISTRATOR)
        else:
            with Intruder(self.at) as intruder:
                intruder.write("UPDATE message SET state = 'sending' WHERE kind = 'invitation'")
            listed = delivery_status.uncertain(self.at, ADMINISTRATOR)
            [lost] = [one for one in listed if one.address == self.accomplice]
        assert lost.reissues
        delivery_status.decide(
            self.at,
            ADMINISTRATOR,
            wave=lost.wave,
            person=lost.person,
            kind=lost.kind,
            decision="send again",
        )
        self.send()

    def stuff(self) -> int:
        """Answer with every link of the accomplice; return how many ballots that are."""
        for number, token in enumerate(self.links[self.accomplice]):
            cast(self.at, token, SPREAD[number], DAY)
        return len(self.links[self.accomplice])

    def published(self) -> int:
        """Count, and return how many units have a number."""
        return close_wave(self.at, DAY).published


@pytest.fixture
def team(installation: Installation, organisation: Units, settings: Settings) -> Team:
    fast = settings.model_copy(update={"messages_per_second": 5000.0})
    return Team(installation, organisation["North"], fast)


def audited(installation: Installation) -> list[str]:
    return [finding.sentence for finding in run_audit(installation).faults]


@pytest.mark.parametrize("kind", ["bounced", "uncertain"])
def test_a_second_link_makes_the_team_need_one_answer_more_and_there_is_no_third(
    team: Team, kind: str
) -> None:
    team.send_again(kind)
    with pytest.raises(delivery_status.DecisionError, check=code("reissued")):
        team.send_again()
    assert team.stuff() == 2
    assert [entry.action for entry in entries(team.at)].count("link reissued") == 1
    assert audited(team.at) == []
    assert team.published() == 0, "five ballots, but of four people"
    assert audited(team.at) == []


def test_a_sixth_person_makes_the_team_large_enough(team: Team) -> None:
    team.send_again()
    team.stuff()
    last = list(team.links)[-1]
    cast(team.at, team.links[last][0], SPREAD[4], DAY)
    assert team.published() == 2
    stored = main_rows(team.at, "SELECT ballots, reissued, invited FROM wave_unit")
    assert set(stored) == {(6, 1, 6)}
    assert audited(team.at) == []


def test_a_link_that_was_refused_is_withdrawn_so_the_next_one_is_not_a_second(
    installation: Installation, organisation: Units, settings: Settings
) -> None:
    add_people(installation, organisation["North"], 6)
    open_wave(installation, opens_on=DAY, closes_on=DAY, by_message=True)
    first: list[str] = []

    def refuse_one(message: RenderedMessage) -> None:
        first.append(message.address)
        if message.address == first[0]:
            raise DeliveryError("address_refused", permanent=True)

    send_due(installation, settings, NINE, deliver=refuse_one)
    [lost] = delivery_status.failed(installation, ADMINISTRATOR)
    assert not lost.reissues
    delivery_status.decide(
        installation,
        ADMINISTRATOR,
        wave=lost.wave,
        person=lost.person,
        kind=lost.kind,
        decision="send again",
    )
    send_due(installation, settings, NINE, deliver=lambda _: None)
    assert len(box_rows(installation, 1, "SELECT hash FROM token")) == 6
    assert installation.box(1).reissued() == {}
    assert "link reissued" not in [entry.action for entry in entries(installation)]


def test_the_count_that_forgets_reissued_links_is_caught(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    fits = HeadCounts.fits

    def forgetful(heads: HeadCounts[UUID], group: object, k: int) -> bool:
        return fits(HeadCounts(heads.ballots, heads.invited), group, k)  # type: ignore[arg-type]

    monkeypatch.setattr(HeadCounts, "fits", forgetful)
    team.send_again()
    team.stuff()
    assert team.published() > 0
    assert audited(team.at), "the audit finds it afterwards"


def test_a_replaced_slip_counts_like_a_second_link(
    installation: Installation, organisation: Units
) -> None:
    north = organisation["North"]
    add_people(installation, north, 6)
    [made] = make_slips(installation, ["North"])
    open_wave(installation, opens_on=DAY, closes_on=DAY)
    with pytest.raises(SlipError, check=code("none_in_wave")):
        replace_slip(installation, "Example", "lost")
    extra = [replace_slip(installation, "North", "lost").codes[0] for _ in range(6)]
    with pytest.raises(SlipError, check=code("all_replaced")):
        replace_slip(installation, "North", "lost")
    assert [entry.action for entry in entries(installation)].count("slip replaced") == 6
    for number, typed in enumerate([*made.codes[:3], *extra]):
        cast(installation, typed, SPREAD[number % 5], DAY)
    assert audited(installation) == []
    assert close_wave(installation, DAY).published == 0


# Writing to the box: whoever may write to the store, but has no key and nobody's link.


def planted(installation: Installation, unit: UUID, receipt: bytes = bytes(32)) -> bytes:
    """Return an envelope that somebody sealed who can read the public key."""
    instrument = load_instrument(installation)
    [(public_key,)] = main_rows(installation, "SELECT public_key FROM wave")
    seal = sealer(questions_of_wave(instrument, 1), bytes(public_key))
    return seal(Ballot(unit, SPREAD[0], receipt=receipt))


def more_ballots(team: Team) -> None:
    for _ in range(4):
        put_into_box(team.at, 1, secrets.token_bytes(16), planted(team.at, team.unit))


def more_ballots_and_tokens(team: Team) -> None:
    for _ in range(4):
        receipt = secrets.token_bytes(32)
        with Intruder(team.at, box=1) as hand:
            [(unit,)] = hand.rows("SELECT DISTINCT unit_id FROM token")
            hand.write("INSERT INTO token (hash, unit_id) VALUES (?, ?)", receipt, unit)
        put_into_box(team.at, 1, secrets.token_bytes(16), planted(team.at, team.unit, receipt))


@pytest.mark.parametrize(
    ("attack", "refusal"), [(more_ballots, "ballots"), (more_ballots_and_tokens, "tokens")]
)
def test_more_in_the_box_than_was_issued_stops_the_count_and_changes_nothing(
    team: Team, attack: Callable[[Team], None], refusal: str
) -> None:
    attack(team)
    before = main_dump(team.at)
    assert any("than were handed out" in fault for fault in audited(team.at))
    for _ in range(2):
        with pytest.raises(TamperedBoxError, check=code(refusal)):
            close_wave(team.at, DAY)
    assert main_dump(team.at) == before
    assert open_number(team.at) == 1
    discard_wave(team.at, 1, DAY)
    assert open_number(team.at) is None
    assert main_rows(team.at, "SELECT * FROM result") == []
    assert not team.at.box(1).exists
    assert audited(team.at) == []


def with_whatever_the_box_holds(team: Team) -> None:
    """Plant ballots with everything in the box that a receipt could be, for each unused token."""
    hashes = [bytes(one) for (one,) in box_rows(team.at, 1, "SELECT hash FROM token")]
    unused = {token_hash(links[0]) for links in list(team.links.values())[4:]}
    assert unused < set(hashes)
    for one in unused:
        put_into_box(team.at, 1, secrets.token_bytes(16), planted(team.at, team.unit, one))


def without_any(team: Team) -> None:
    for _ in range(2):
        put_into_box(team.at, 1, secrets.token_bytes(16), planted(team.at, team.unit))


@pytest.mark.parametrize("plant", [without_any, with_whatever_the_box_holds])
def test_planted_ballots_do_not_count_where_others_did_not_answer(
    team: Team, plant: Callable[[Team], None]
) -> None:
    """There is room for them: three of six have answered."""
    plant(team)
    counted = close_wave(team.at, DAY)
    assert (counted.published, counted.unreadable) == (0, 2)


def test_a_receipt_that_can_be_read_in_the_box_is_caught(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mutant: a ballot counts whose receipt is what the box holds, as if that were its hash."""
    with_whatever_the_box_holds(team)
    of_receipt = envelopes.receipt_hash
    held = {bytes(one) for (one,) in box_rows(team.at, 1, "SELECT hash FROM token")}
    monkeypatch.setattr(
        envelopes, "receipt_hash", lambda r: bytes(r) if bytes(r) in held else of_receipt(r)
    )
    assert team.published() > 0


def test_a_ballot_copied_within_the_box_does_not_count_twice(team: Team) -> None:
    [(body,), *_] = box_rows(team.at, 1, "SELECT body FROM ballot")
    for _ in range(2):
        put_into_box(team.at, 1, secrets.token_bytes(16), bytes(body))
    counted = close_wave(team.at, DAY)
    assert (counted.published, counted.unreadable) == (0, 2)


def test_the_count_that_asks_for_no_receipt_is_caught(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With it the two planted ballots make a group of five out of three people."""
    made = Envelopes.__init__

    def without_receipts(self: Envelopes, *arguments: object) -> None:
        made(self, *arguments)  # type: ignore[arg-type]
        self._issued = _Anything(team.unit)

    monkeypatch.setattr(Envelopes, "__init__", without_receipts)
    for _ in range(2):
        put_into_box(team.at, 1, secrets.token_bytes(16), planted(team.at, team.unit))
    assert team.published() > 0


def test_the_count_that_does_not_look_what_was_issued_is_caught(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "_check_as_issued", lambda *_: None)
    with Intruder(team.at, box=1) as hand:
        [(unit,)] = hand.rows("SELECT DISTINCT unit_id FROM token")
        for number in range(3):
            hash_ = token_hash(f"mine {number}")
            hand.write("INSERT INTO token (hash, unit_id) VALUES (?, ?)", hash_, unit)
    for number in range(3):
        cast(team.at, f"mine {number}", SPREAD[number], OPENS)
    assert team.published() > 0


def test_used_and_unused_links_cannot_be_told_apart_in_the_box(team: Team) -> None:
    """Of six people three have answered."""
    held = box_rows(team.at, 1, "SELECT unit_id, length(hash), count(*) FROM token GROUP BY 1, 2")
    assert [tuple(row[1:]) for row in held] == [(32, 6)]


class _Anything(dict[bytes, UUID]):
    """Says of every receipt that it belongs to one unit."""

    def __init__(self, unit: UUID) -> None:
        """Keep the unit."""
        super().__init__()
        self._unit = unit

    def pop(self, *_: object) -> UUID:  # type: ignore[override]
        return self._unit
