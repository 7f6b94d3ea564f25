"""Invitations, reminders and results by a real mail server: who gets what, and what is kept."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest
import sqlalchemy as sa

from db import people
from db.engine import writing
from surveys.access.access import ANONYMOUS, NotAllowedError, Reader
from surveys.answering.casting import answer_sheet, cast
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation
from surveys.messages import delivery_status
from surveys.messages.compose import RenderedMessage
from surveys.messages.delivery import prepare_reminder, prepare_results, send_due
from surveys.messages.delivery_error import DeliveryError, from_stored
from surveys.operations.upkeep import run_daily_upkeep as upkeep
from surveys.settings.settings import Settings
from surveys.trail.trail import entries
from surveys.waves.slips import make_slips
from surveys.waves.tokens import token_hash
from surveys.waves.waves import OpenedWave, WaveError, open_wave
from tests.builders import add_people
from tests.mail import Mailbox, free_port, mail_server
from tests.stored import box_rows, main_dump, main_rows

pytestmark = pytest.mark.both_databases
DAY, LAST = date(2026, 3, 2), date(2026, 3, 6)
NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
AFTER = datetime(2026, 3, 7, 8, 0, tzinfo=UTC)
ADMIN = Reader(ANONYMOUS, "Ada", "en", frozenset({"administrator"}), frozenset())


@pytest.fixture
def mail() -> Iterator[Mailbox]:
    with mail_server() as running:
        yield running


@pytest.fixture
def sending(settings: Settings, mail: Mailbox) -> Settings:
    """Settings that send as fast as it goes, to the mail server of the test."""
    new = {"mail": mail.url, "messages_per_second": 5000, "address": "https://peil.example.org/"}
    return Settings(**{**settings.model_dump(), **new})


@pytest.fixture
def staff(installation: Installation, organisation: dict[str, UUID]) -> list[UUID]:
    return add_people(installation, organisation["North"], 9)


@pytest.fixture
def wave(installation: Installation, staff: list[UUID]) -> OpenedWave:
    del staff
    return open_wave(installation, opens_on=DAY, closes_on=LAST, by_message=True)


def states(place: Installation) -> dict[tuple[str, str], int]:
    rows = main_rows(place, "SELECT kind, state, count(*) FROM message GROUP BY kind, state")
    return {(kind, state): number for kind, state, number in rows}


def addresses(place: Installation) -> list[str]:
    return sorted(email for (email,) in main_rows(place, "SELECT email FROM person"))


def change(place: Installation, person: UUID, **values: object) -> None:
    with writing(place.engine) as session:
        session.execute(sa.update(people.Person).where(people.Person.id == person).values(**values))


def tokens_in_box(place: Installation) -> int:
    return int(box_rows(place, 1, "SELECT count(*) FROM token")[0][0])


def test_everybody_gets_one_working_link_and_it_is_stored_nowhere(
    installation: Installation, wave: OpenedWave, sending: Settings, mail: Mailbox
) -> None:
    assert wave.tokens == {}
    assert tokens_in_box(installation) == 0
    done = send_due(installation, sending, NINE)
    assert (done.sent, done.failed, done.waiting) == (9, 0, 0)
    assert sorted(to for to, _ in mail.raw) == addresses(installation)
    given = dict(mail.tokens())
    assert len(set(given.values())) == 9
    assert tokens_in_box(installation) == 9
    for token in given.values():
        assert answer_sheet(installation, token, DAY).unit == "North"
        assert token not in main_dump(installation)
    assert states(installation) == {("invitation", "sent"): 9}


def test_sending_again_sends_nothing_again(
    installation: Installation, wave: OpenedWave, sending: Settings, mail: Mailbox
) -> None:
    send_due(installation, sending, NINE)
    again = send_due(installation, sending, NINE)
    assert (again.sent, len(mail.raw)) == (0, 9)


def test_messages_leave_in_random_order(
    installation: Installation, wave: OpenedWave, sending: Settings, mail: Mailbox
) -> None:
    send_due(installation, sending, NINE)
    by_mail = [to for to, _ in mail.raw]
    stored = main_rows(
        installation,
        "SELECT email FROM person JOIN message ON person.id = person_id ORDER BY person.id",
    )
    assert by_mail != [email for (email,) in stored]
    assert by_mail != addresses(installation)


def test_a_reminder_is_a_reply_for_everybody_without_any_link_of_their_own(
    installation: Installation, wave: OpenedWave, sending: Settings, mail: Mailbox
) -> None:
    send_due(installation, sending, NINE)
    invitations = dict(mail.messages)
    for _, token in mail.tokens()[:4]:
        cast(installation, token, {}, DAY)
    mail.raw.clear()
    assert prepare_reminder(installation, wave.id, 1) == 9
    assert prepare_reminder(installation, wave.id, 1) == 0
    assert send_due(installation, sending, NINE).sent == 9
    assert mail.tokens() == []
    same = set()
    for to, message in mail.messages:
        assert message["In-Reply-To"] == invitations[to]["Message-ID"]
        assert message["References"] == invitations[to]["Message-ID"]
        assert message["Auto-Submitted"] == "auto-generated"
        name = main_rows(installation, f"SELECT name FROM person WHERE email = '{to}'")[0][0]  # noqa: S608
        same.add((message["Subject"], message.get_content().replace(name, "…")))
    assert len(same) == 1
    assert len({m["Message-ID"] for _, m in mail.messages}) == 9


def test_who_answered_and_who_did_not_leave_the_same_rows(
    installation: Installation, wave: OpenedWave, sending: Settings, mail: Mailbox
) -> None:
    send_due(installation, sending, NINE)
    answered = {to for to, _ in mail.tokens()[:4]}
    for _, token in mail.tokens()[:4]:
        cast(installation, token, {}, DAY)
    prepare_reminder(installation, wave.id, 1)
    send_due(installation, sending, NINE)
    rows = main_rows(
        installation,
        "SELECT email, kind, state, attempts, fault FROM message JOIN person ON id = person_id",
    )
    assert {row[1:] for row in rows if row[0] in answered} == {
        row[1:] for row in rows if row[0] not in answered
    }


def test_nothing_of_invitations_is_left_after_the_count_and_nothing_more_is_sent(
    installation: Installation, wave: OpenedWave, sending: Settings, mail: Mailbox
) -> None:
    send_due(installation, sending, NINE)
    prepare_reminder(installation, wave.id, 1)
    close_wave(installation, LAST)
    assert states(installation) == {}
    assert main_rows(installation, "SELECT * FROM invitation") == []
    assert send_due(installation, sending, AFTER).sent == 0
    with pytest.raises(WaveError):
        prepare_reminder(installation, wave.id, 2)
    assert len(mail.raw) == 9


def test_a_wave_whose_last_day_is_over_invites_nobody(
    installation: Installation, wave: OpenedWave, sending: Settings, mail: Mailbox
) -> None:
    assert send_due(installation, sending, AFTER).sent == 0
    assert (mail.raw, tokens_in_box(installation)) == ([], 0)


def test_results_go_to_everybody_once_with_the_link_of_their_unit(
    installation: Installation, wave: OpenedWave, sending: Settings, mail: Mailbox
) -> None:
    with pytest.raises(WaveError):
        prepare_results(installation, wave.id)
    close_wave(installation, LAST)
    assert prepare_results(installation, wave.id) == 9
    assert prepare_results(installation, wave.id) == 0
    assert send_due(installation, sending, AFTER).sent == 9
    for _, subject, text in mail.texts():
        assert subject == "The results of North"
        assert "https://peil.example.org/results?u=" in text
        assert "/answer" not in text
    upkeep(installation, sending.retention, date(2026, 4, 4))
    assert states(installation) == {("results", "sent"): 9}
    upkeep(installation, sending.retention, date(2026, 4, 5))
    assert states(installation) == {}
    assert prepare_results(installation, wave.id) == 0, "a wave is announced once"


def test_results_are_forgotten_when_all_have_left_and_the_next_wave_is_open(
    installation: Installation, wave: OpenedWave, sending: Settings, mail: Mailbox
) -> None:
    close_wave(installation, LAST)
    prepare_results(installation, wave.id)
    open_wave(installation, opens_on=LAST, closes_on=LAST)
    upkeep(installation, sending.retention, LAST)
    assert states(installation) == {("results", "waiting"): 9}
    send_due(installation, sending, AFTER)
    upkeep(installation, sending.retention, LAST)
    assert states(installation) == {}


def test_a_message_comes_at_the_time_somebody_likes_in_their_language_and_way(
    installation: Installation, staff: list[UUID], sending: Settings, mail: Mailbox
) -> None:
    change(installation, staff[0], language="nl", send_at=time(14), name="Zoë {link}")
    for person in staff[4:]:
        change(installation, person, send_at=time(14))
    wave = open_wave(installation, opens_on=DAY, closes_on=LAST, by_message=True)
    assert send_due(installation, sending, NINE).waiting == 9, "three would be too few"
    assert send_due(installation, sending, NINE.replace(hour=13)).sent == 9
    dutch = [text for _, _, text in mail.texts() if text.startswith("Hallo Zoë {link},")]
    assert len(dutch) == 1
    prepare_reminder(installation, wave.id, 1)
    assert send_due(installation, sending, NINE).sent == 3
    assert send_due(installation, sending, NINE.replace(hour=12)).sent == 0
    assert send_due(installation, sending, NINE.replace(hour=13)).sent == 6


def test_units_with_paper_slips_get_no_message(
    installation: Installation,
    organisation: dict[str, UUID],
    staff: list[UUID],
    sending: Settings,
    mail: Mailbox,
) -> None:
    add_people(installation, organisation["Example"], 6, named="boss")
    make_slips(installation, ["North"])
    wave = open_wave(installation, opens_on=DAY, closes_on=LAST, by_message=True)
    send_due(installation, sending, NINE)
    prepare_reminder(installation, wave.id, 1)
    send_due(installation, sending, NINE)
    assert len(mail.raw) == 12
    assert all("boss" in to for to, _ in mail.raw)


def test_who_cannot_be_reached_is_tried_again_in_later_runs_and_then_listed(
    installation: Installation, wave: OpenedWave, sending: Settings, mail: Mailbox
) -> None:
    full, gone = addresses(installation)[:2]
    mail.answer_to = lambda to: {full: "452 4.2.2 full", gone: "550 5.1.1 unknown"}.get(to)
    done = send_due(installation, sending, NINE)
    assert (done.sent, done.failed, done.waiting) == (7, 1, 1)
    assert tokens_in_box(installation) == 7, "links that nobody got are taken back"
    send_due(installation, sending, NINE)
    assert [fault.address for fault in delivery_status.failed(installation, ADMIN)] == [gone]
    send_due(installation, sending, NINE)
    faults = {fault.address: fault.why for fault in delivery_status.failed(installation, ADMIN)}
    assert faults == {
        full: from_stored("address_refused 452 4.2.2"),
        gone: from_stored("address_refused 550 5.1.1"),
    }
    assert send_due(installation, sending, NINE).sent == 0
    assert tokens_in_box(installation) == 7
    prepare_reminder(installation, wave.id, 1)
    mail.raw.clear()
    send_due(installation, sending, NINE)
    assert len(mail.raw) == 7, "no reminder of an invitation that never left"


def test_a_server_that_is_away_costs_nobody_a_try(
    installation: Installation, wave: OpenedWave, sending: Settings, mail: Mailbox
) -> None:
    away = sending.model_copy(
        update={"mail": Settings(mail=f"mailto://127.0.0.1:{free_port()}?from=p@x.org").mail}
    )
    for _ in range(4):
        done = send_due(installation, away, NINE)
        assert (done.sent, done.failed, done.waiting) == (0, 0, 9)
    assert tokens_in_box(installation) == 0
    assert send_due(installation, sending, NINE).sent == 9
    assert len(mail.tokens()) == tokens_in_box(installation) == 9


def test_a_link_that_was_used_although_the_server_refused_it_counts_as_arrived(
    installation: Installation, wave: OpenedWave, sending: Settings
) -> None:
    def deliver(written: RenderedMessage) -> None:
        cast(installation, written.body.split("t=")[1].split()[0], {}, DAY)
        raise DeliveryError("broken_off", ambiguous=True)

    done = send_due(installation, sending, NINE, deliver=deliver)
    assert (done.sent, done.waiting) == (9, 0)


def test_a_message_that_ambiguous_is_sent_with_a_new_link_and_the_first_one_is_dead(
    installation: Installation, wave: OpenedWave, sending: Settings, mail: Mailbox
) -> None:
    lost: list[RenderedMessage] = []

    def deliver(written: RenderedMessage) -> None:
        lost.append(written)
        raise DeliveryError("broken_off", ambiguous=True)

    assert send_due(installation, sending, NINE, deliver=deliver).waiting == 9
    assert tokens_in_box(installation) == 0
    send_due(installation, sending, NINE)
    assert len(mail.tokens()) == tokens_in_box(installation) == 9
    assert {w.headers["Message-ID"] for w in lost}.isdisjoint(
        {m["Message-ID"] for _, m in mail.messages}
    ), "a mail server would throw the second one away"


def test_a_reminder_that_ambiguous_is_left_to_a_person(
    installation: Installation, wave: OpenedWave, sending: Settings, mail: Mailbox
) -> None:
    send_due(installation, sending, NINE)
    prepare_reminder(installation, wave.id, 1)

    def deliver(_: RenderedMessage) -> None:
        raise DeliveryError("broken_off", ambiguous=True)

    send_due(installation, sending, NINE, deliver=deliver)
    listed = delivery_status.uncertain(installation, ADMIN)
    assert len(listed) == 9
    for number, one in enumerate(listed):
        delivery_status.decide(
            installation,
            ADMIN,
            wave=one.wave,
            person=one.person,
            kind=one.kind,
            decision="arrived" if number else "send again",
        )
    with pytest.raises(delivery_status.DecisionError):
        delivery_status.decide(
            installation,
            ADMIN,
            wave=listed[1].wave,
            person=listed[1].person,
            kind=listed[1].kind,
            decision="send again",
        )
    mail.raw.clear()
    assert send_due(installation, sending, NINE).sent == 1
    assert sum(entry.action == "message decided" for entry in entries(installation)) == 9


def test_a_stopped_run_leaves_no_link_that_nobody_got(
    installation: Installation, wave: OpenedWave, sending: Settings
) -> None:
    given: list[str] = []

    def deliver(written: RenderedMessage) -> None:
        if len(given) >= 3:
            raise KeyboardInterrupt
        given.append(written.body.split("t=")[1].split()[0])

    slow = sending.model_copy(update={"messages_per_second": 1.0})
    with pytest.raises(KeyboardInterrupt):
        send_due(
            installation,
            slow.model_copy(update={"messages_per_second": 2000}),
            NINE,
            deliver=deliver,
        )
    assert tokens_in_box(installation) == len(given)
    assert states(installation)["invitation", "sent"] == len(given)


def test_a_limit_ends_a_run_early_and_the_next_one_goes_on(
    installation: Installation, wave: OpenedWave, sending: Settings, mail: Mailbox
) -> None:
    assert send_due(installation, sending, NINE, limit=0).sent == 0
    seen: list[tuple[int, int]] = []
    done = send_due(
        installation, sending, NINE, limit=9, progress=lambda _, n, total: seen.append((n, total))
    )
    assert done.sent == 9
    assert seen == [(n, 9) for n in range(1, 10)]


def test_mails_that_came_back_are_listed_and_can_be_sent_again(
    installation: Installation, wave: OpenedWave, sending: Settings, mail: Mailbox
) -> None:
    send_due(installation, sending, NINE)
    wrong = addresses(installation)[0]
    found = delivery_status.record_bounces(
        installation, [wrong.upper(), "nobody@x.org", " "], ADMIN
    )
    assert found == (1, ["nobody@x.org"])
    (fault,) = delivery_status.failed(installation, ADMIN)
    assert (fault.address, fault.why) == (wrong, from_stored("bounced"))
    change(installation, fault.person, email="right@example.org")
    delivery_status.decide(
        installation,
        ADMIN,
        wave=fault.wave,
        person=fault.person,
        kind="invitation",
        decision="send again",
    )
    mail.raw.clear()
    assert send_due(installation, sending, NINE).sent == 1
    assert [to for to, _ in mail.raw] == ["right@example.org"]


def test_only_administrators_see_and_decide(installation: Installation, wave: OpenedWave) -> None:
    for role in ("hr", "manager", "council"):
        who = dataclasses.replace(ADMIN, roles=frozenset({role}))
        for look in (
            delivery_status.status_counts,
            delivery_status.uncertain,
            delivery_status.failed,
        ):
            with pytest.raises(NotAllowedError):
                look(installation, who)
        with pytest.raises(NotAllowedError):
            delivery_status.record_bounces(installation, ["a@b.org"], who)
        with pytest.raises(NotAllowedError):
            delivery_status.send_test(installation, Settings(), who, "invitation")
        with pytest.raises(NotAllowedError):
            delivery_status.decide(
                installation,
                who,
                wave=wave.id,
                person=ANONYMOUS,
                kind="invitation",
                decision="arrived",
            )


def test_somebody_who_left_is_not_written_to(
    installation: Installation,
    wave: OpenedWave,
    staff: list[UUID],
    sending: Settings,
    mail: Mailbox,
) -> None:
    with writing(installation.engine) as session:
        session.execute(sa.delete(people.Person).where(people.Person.id == staff[0]))
    assert send_due(installation, sending, NINE).sent == 8
    assert tokens_in_box(installation) == 8


def test_tokens_are_known_to_the_box_by_their_hash_only(
    installation: Installation, wave: OpenedWave, sending: Settings, mail: Mailbox
) -> None:
    send_due(installation, sending, NINE)
    for _, token in mail.tokens():
        assert installation.box(1).unit_of(token_hash(token)) is not None
