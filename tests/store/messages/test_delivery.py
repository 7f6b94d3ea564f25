"""Invitations, reminders and results by a real mail server: who gets what, and what is kept."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from db import people
from db.engine import writing
from surveys.access.access import ANONYMOUS, NotAllowedError
from surveys.answering.casting import answer_sheet, cast
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation
from surveys.messages import delivery_status, wave_questions
from surveys.messages.bounces import read
from surveys.messages.compose import RenderedMessage
from surveys.messages.delivery import SendResult, send_due
from surveys.messages.delivery_error import DeliveryError, from_stored
from surveys.messages.preparing import prepare_reminder, prepare_results
from surveys.messages.returned import record_bounces
from surveys.messages.suggestions import load_suggestions
from surveys.operations.upkeep import run_daily_upkeep as upkeep
from surveys.reading import weakest_indicator
from surveys.settings.settings import Settings
from surveys.trail.trail import entries
from surveys.waves.slips import make_slips
from surveys.waves.tokens import token_hash
from surveys.waves.waves import OpenedWave, WaveError, open_wave
from tests.builders import CLOSES, OPENS, add_people, add_person, add_unit
from tests.mail import Mailbox, free_port, html_of, mail_server, text_of
from tests.reading import reader_with
from tests.stored import box_rows, main_dump, main_rows

pytestmark = pytest.mark.both_databases
NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
AFTER = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
ADMIN = reader_with("administrator")


@dataclass(frozen=True)
class Post:
    """An installation with nine people, its settings and the mail server it sends to."""

    at: Installation
    settings: Settings
    box: Mailbox
    staff: list[UUID]

    def send(self, now: datetime = NINE, **options: Any) -> SendResult:
        return send_due(self.at, self.settings, now, **options)


@pytest.fixture
def post(installation: Installation, mailing: Settings, mailbox: Mailbox, north: UUID) -> Post:
    return Post(installation, mailing, mailbox, add_people(installation, north, 9))


@pytest.fixture
def wave(post: Post) -> OpenedWave:
    return open_wave(post.at, opens_on=OPENS, closes_on=CLOSES, by_message=True)


@pytest.fixture
def invited(post: Post, wave: OpenedWave) -> OpenedWave:
    """A wave whose invitations have been sent."""
    post.send()
    return wave


def states(installation: Installation) -> dict[tuple[str, str], int]:
    rows = main_rows(installation, "SELECT kind, state, count(*) FROM message GROUP BY kind, state")
    return {(kind, state): number for kind, state, number in rows}


def addresses(installation: Installation) -> list[str]:
    return sorted(email for (email,) in main_rows(installation, "SELECT email FROM person"))


def change(installation: Installation, person: UUID, **values: object) -> None:
    with writing(installation.engine) as session:
        session.execute(sa.update(people.Person).where(people.Person.id == person).values(**values))


def unused_links(post: Post) -> int:
    """Return how many links that arrived can still be used."""
    box = post.at.box(1)
    return sum(box.unit_of(token_hash(token)) is not None for _, token in post.box.tokens())


def tokens_in_box(installation: Installation) -> int:
    return int(box_rows(installation, 1, "SELECT count(*) FROM token")[0][0])


def token_in(message: RenderedMessage) -> str:
    return message.body.split("/a/")[1].split()[0]


def decide(post: Post, one: delivery_status.Unsettled, decision: delivery_status.Decision) -> None:
    delivery_status.decide(
        post.at, ADMIN, wave=one.wave, person=one.person, kind=one.kind, decision=decision
    )


def test_everybody_gets_one_working_link_that_is_not_stored(post: Post, wave: OpenedWave) -> None:
    assert wave.tokens == {}
    assert tokens_in_box(post.at) == 0
    assert post.send(limit=0).sent == 0
    seen: list[tuple[int, int]] = []
    done = post.send(limit=9, progress=lambda _, n, total: seen.append((n, total)))
    assert (done.sent, done.failed, done.waiting) == (9, 0, 0)
    assert seen == [(n, 9) for n in range(1, 10)]
    assert sorted(post.box.recipients) == addresses(post.at)
    given = dict(post.box.tokens())
    assert len(set(given.values())) == 9
    assert tokens_in_box(post.at) == 9
    stored = main_dump(post.at)
    for token in given.values():
        assert answer_sheet(post.at, token, OPENS).unit == "North"
        assert token not in stored
        assert post.at.box(1).unit_of(token_hash(token)) is not None
    assert states(post.at) == {("invitation", "sent"): 9}
    by_id = main_rows(
        post.at, "SELECT email FROM person JOIN message ON person.id = person_id ORDER BY person.id"
    )
    in_order = [email for (email,) in by_id], addresses(post.at)
    assert post.box.recipients not in in_order, "they leave in random order"
    assert post.send().sent == 0, "none is sent twice"
    assert len(post.box.raw) == 9


def test_an_invitation_asks_the_first_question_as_text_and_as_html(
    post: Post, invited: OpenedWave
) -> None:
    token = dict(post.box.tokens())[(first := post.box.messages[0])[0]]
    message, link = first[1], f"{post.settings.address}/a/{token}"
    assert message.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert kinds == ["text/plain", "text/html"], "the last one is shown where both can be"
    text, html = text_of(message), html_of(message)
    asked = "How did you feel at work?"
    assert text.index(asked) < text.index(link)
    assert f">{asked}</h1>" in html
    assert html.count(f'href="{link}"') == 2
    assert "until Friday 6 March" in text
    assert "<strong>Friday 6 March</strong>" in html
    assert "Very bad" not in text
    name = main_rows(post.at, f"SELECT name FROM person WHERE email = '{first[0]}'")[0][0]  # noqa: S608
    assert f">Hello {name},</p>" in html


@pytest.mark.parametrize(
    ("faces", "page", "links"), [("five", "light", 5), ("five", "app", 0), ("one", "light", 0)]
)
def test_five_links_are_sent_only_to_the_light_page(
    post: Post, wave: OpenedWave, faces: str, page: str, links: int
) -> None:
    settings = post.settings.model_copy(update={"mail_faces": faces, "answer_page": page})
    send_due(post.at, settings, NINE)
    found = re.findall(r'href="\S+#([1-5])"', html_of(post.box.messages[-1][1]))
    assert found == list("12345")[:links]


def test_a_wave_without_the_question_about_mood_asks_none(
    post: Post, wave: OpenedWave, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wave_questions, "first_question", lambda *_: None)
    post.send()
    message = post.box.messages[0][1]
    for said in (text_of(message), html_of(message)):
        assert "feel at work" not in said
        assert post.box.tokens()[0][1] in said


def test_an_example_is_sent_as_an_invitation_is(post: Post) -> None:
    who = replace(ADMIN, person=post.staff[0])
    delivery_status.send_test(post.at, post.settings, who, "invitation")
    delivery_status.send_test(post.at, post.settings, who, "results")
    (_, invitation), (_, results) = post.box.messages
    for said in (text_of(invitation), html_of(invitation)):
        assert "How did you feel at work?" in said
        assert f"{post.settings.address}/a/EXAMPLE" in said
        assert text_of(invitation).startswith("This is a test.")
        assert "Friday 8 March (made up)" in said
    assert f"{post.settings.address}/results?u=EXAMPLE" in html_of(results)
    for example in (invitation, results):
        assert str(example["Subject"]).startswith("Test: ")
        assert str(example["From"]) == "Example <peil@example.org>"


def test_a_reminder_is_a_reply_to_everybody_with_no_link(post: Post, invited: OpenedWave) -> None:
    """Whoever answered gets the same, and leaves the same rows, as whoever did not."""
    invitations = dict(post.box.messages)
    answered = {to for to, _ in post.box.tokens()[:4]}
    for _, token in post.box.tokens()[:4]:
        cast(post.at, token, {}, OPENS)
    post.box.raw.clear()
    assert prepare_reminder(post.at, invited.id, 1) == 9
    assert prepare_reminder(post.at, invited.id, 1) == 0
    assert post.send().sent == 9
    assert post.box.tokens() == []
    same = set()
    for to, message in post.box.messages:
        assert message["In-Reply-To"] == invitations[to]["Message-ID"]
        assert message["References"] == invitations[to]["Message-ID"]
        assert message["Auto-Submitted"] == "auto-generated"
        name = main_rows(post.at, f"SELECT name FROM person WHERE email = '{to}'")[0][0]  # noqa: S608
        same.add((message["Subject"], text_of(message).replace(name, "…")))
    assert len(same) == 1
    assert len({m["Message-ID"] for _, m in post.box.messages}) == 9
    rows = main_rows(
        post.at,
        "SELECT email, kind, state, attempts, fault FROM message JOIN person ON id = person_id",
    )
    of_whoever_answered = {row[1:] for row in rows if row[0] in answered}
    assert of_whoever_answered == {row[1:] for row in rows if row[0] not in answered}


def test_the_count_ends_all_invitations_and_reminders(post: Post, invited: OpenedWave) -> None:
    prepare_reminder(post.at, invited.id, 1)
    close_wave(post.at, CLOSES)
    assert states(post.at) == {}
    assert main_rows(post.at, "SELECT * FROM invitation") == []
    assert post.send(AFTER).sent == 0
    with pytest.raises(WaveError):
        prepare_reminder(post.at, invited.id, 2)
    assert len(post.box.raw) == 9


@pytest.mark.usefixtures("wave")
def test_a_wave_whose_last_day_is_over_invites_nobody(post: Post) -> None:
    assert post.send(AFTER).sent == 0
    assert (post.box.raw, tokens_in_box(post.at)) == ([], 0)


def test_results_go_to_everybody_with_the_link_of_their_unit(post: Post, wave: OpenedWave) -> None:
    with pytest.raises(WaveError):
        prepare_results(post.at, wave.id)
    close_wave(post.at, CLOSES)
    assert prepare_results(post.at, wave.id) == 9
    assert prepare_results(post.at, wave.id) == 0
    assert post.send(AFTER).sent == 9
    for _, subject, text in post.box.texts():
        assert subject == "The results of North"
        assert "https://peil.example.org/results?u=" in text
        assert "/a/" not in text
    upkeep(post.at, post.settings.retention, date(2026, 4, 4))
    assert states(post.at) == {("results", "sent"): 9}
    upkeep(post.at, post.settings.retention, date(2026, 4, 5))
    assert states(post.at) == {}
    assert prepare_results(post.at, wave.id) == 0, "a wave is announced once"


def test_managers_get_a_text_of_their_own_that_leads_to_their_units(
    post: Post, organisation: dict[str, UUID]
) -> None:
    whole, north = organisation["Example"], organisation["North"]
    west = add_unit(post.at, "West", whole)
    add_person(post.at, whole, "Noa", role="manager", role_for=west)
    add_person(post.at, north, "Nur", role="manager", role_for=north)
    wave = open_wave(post.at, opens_on=OPENS, closes_on=CLOSES, by_message=True)
    close_wave(post.at, CLOSES)
    prepare_results(post.at, wave.id)
    post.send(AFTER)
    mails = dict(post.box.messages)
    assert len(mails) == 11
    noa, nur, staff = (
        mails[f"{who}@example.org"] for who in ("noa", "nur", post_address(post).split("@")[0])
    )
    assert str(noa["Subject"]) == "The results of West: a talk by Friday 20 March"
    for mail, unit in ((noa, west), (nur, north)):
        assert f"https://peil.example.org/team?unit={unit.hex}" in text_of(mail)
        assert f'href="https://peil.example.org/team?unit={unit.hex}"' in html_of(mail)
    assert "/results?u=" in text_of(noa), "Noa works in another unit than the one she leads"
    assert "/results?u=" not in text_of(nur)
    assert "/team" not in text_of(staff) + html_of(staff)
    assert "Nur sees the same" in text_of(staff)


def test_all_leaders_get_the_suggestion_of_the_wave_by_the_results_of_the_whole_organisation(
    post: Post, organisation: dict[str, UUID]
) -> None:
    whole, north = organisation["Example"], organisation["North"]
    west = add_unit(post.at, "West", whole)
    for name, unit in (("Noa", west), ("Nur", north)):
        add_person(post.at, whole, name, role="manager", role_for=unit)
    wave = open_wave(post.at, opens_on=OPENS, closes_on=CLOSES, by_message=True)
    close_wave(post.at, CLOSES)
    prepare_results(post.at, wave.id)
    asked = []

    def weakest(unit: UUID, of: UUID) -> str:
        asked.append((unit, of))
        return "reachability_access"

    post.send(AFTER, weakest=weakest)
    assert set(asked) == {(whole, wave.id)}
    suggestion = load_suggestions().for_wave(wave.number, "reachability_access")
    assert "reachability_access" in suggestion.about
    mails = dict(post.box.messages)
    for leader in ("noa", "nur"):
        mail = mails[f"{leader}@example.org"]
        assert suggestion.text["en"] in " ".join(text_of(mail).split())
    assert suggestion.text["en"] not in text_of(mails[post_address(post)])


def test_the_message_to_managers_does_not_tell_whether_their_unit_has_results(
    post: Post, organisation: dict[str, UUID]
) -> None:
    """Mail is passed on, and stays in mailboxes when results are deleted."""
    south = add_unit(post.at, "South", organisation["Example"])
    add_people(post.at, south, 2)
    add_person(post.at, south, "Sol", role="manager", role_for=south)
    add_person(
        post.at, organisation["North"], "Nur", role="manager", role_for=organisation["North"]
    )
    wave = open_wave(post.at, opens_on=OPENS, closes_on=CLOSES, by_message=True)
    post.send()
    for _, token in post.box.tokens():
        cast(post.at, token, {}, OPENS)
    post.box.raw.clear()
    counted = close_wave(post.at, CLOSES)
    assert 0 < counted.published < counted.units, "South is too small"
    prepare_results(post.at, wave.id)
    post.send(AFTER, weakest=partial(weakest_indicator, post.at))
    mails = dict(post.box.messages)
    said = {}
    for name, unit, id_ in (("Nur", "North", organisation["North"]), ("Sol", "South", south)):
        mail = mails[f"{name.lower()}@example.org"]
        written = str(mail["Subject"]) + text_of(mail) + html_of(mail)
        for own in (name, unit, id_.hex):
            written = written.replace(own, "*")
        said[name] = written
    assert said["Nur"] == said["Sol"]


def post_address(post: Post) -> str:
    """Return the address of one of the staff."""
    return addresses(post.at)[0]


def test_sent_results_are_forgotten_when_the_next_wave_opens(post: Post, wave: OpenedWave) -> None:
    close_wave(post.at, CLOSES)
    prepare_results(post.at, wave.id)
    open_wave(post.at, opens_on=CLOSES, closes_on=CLOSES)
    upkeep(post.at, post.settings.retention, CLOSES)
    assert states(post.at) == {("results", "waiting"): 9}
    post.send(AFTER)
    upkeep(post.at, post.settings.retention, CLOSES)
    assert states(post.at) == {}


def test_a_message_comes_at_the_time_somebody_likes_in_their_language_and_way(post: Post) -> None:
    change(post.at, post.staff[0], language="nl", send_at=time(14), name="Zoë {link}")
    for person in post.staff[4:]:
        change(post.at, person, send_at=time(14))
    wave = open_wave(post.at, opens_on=OPENS, closes_on=CLOSES, by_message=True)
    assert post.send().waiting == 9, "three would be too few"
    assert post.send(NINE.replace(hour=13)).sent == 9
    dutch = [text for _, _, text in post.box.texts() if text.startswith("Hallo Zoë {link},")]
    assert len(dutch) == 1
    prepare_reminder(post.at, wave.id, 1)
    sent = [post.send(NINE.replace(hour=hour)).sent for hour in (8, 12, 13)]
    assert sent == [3, 0, 6]


def test_units_with_slips_and_leavers_get_no_message(
    post: Post, organisation: dict[str, UUID]
) -> None:
    bosses = add_people(post.at, organisation["Example"], 7, named="boss")
    make_slips(post.at, ["North"])
    wave = open_wave(post.at, opens_on=OPENS, closes_on=CLOSES, by_message=True)
    with writing(post.at.engine) as session:
        session.execute(sa.delete(people.Person).where(people.Person.id == bosses[0]))
    before = tokens_in_box(post.at)
    assert post.send().sent == 6
    assert tokens_in_box(post.at) == before + 6
    prepare_reminder(post.at, wave.id, 1)
    post.send()
    assert len(post.box.raw) == 12
    assert all("boss" in to for to in post.box.recipients)


def test_a_failing_address_is_tried_again_and_then_listed(post: Post, wave: OpenedWave) -> None:
    full, gone = addresses(post.at)[:2]
    post.box.answer_to = lambda to: {full: "452 4.2.2 full", gone: "550 5.1.1 unknown"}.get(to)
    done = post.send()
    assert (done.sent, done.failed, done.waiting) == (7, 1, 1)
    assert tokens_in_box(post.at) == 7, "links that nobody got are taken back"
    assert done.put_off == 1
    tried = [m for m in range(0, 200, 5) if post.send(NINE + timedelta(minutes=m)).put_off]
    assert tried[:3] == [5, 20, 50]
    assert all(50 <= later - earlier <= 70 for earlier, later in pairwise(tried[2:]))
    (fault,) = delivery_status.failed(post.at, ADMIN)
    assert (fault.address, fault.why) == (gone, from_stored("address_refused 550 5.1.1"))
    assert tokens_in_box(post.at) == 7
    prepare_reminder(post.at, wave.id, 1)
    post.box.raw.clear()
    post.send()
    assert len(post.box.raw) == 7, "no reminder of an invitation that never left"


def test_an_address_that_the_server_does_not_take_is_listed_with_what_to_do(
    post: Post, north: UUID
) -> None:
    zoe = add_person(post.at, north, "Zoë")
    with mail_server(utf8=False) as box:
        settings = post.settings.model_copy(update={"mail": SecretStr(box.url)})
        open_wave(post.at, opens_on=OPENS, closes_on=CLOSES, by_message=True)
        done = send_due(post.at, settings, NINE)
    assert (done.sent, done.failed, done.waiting) == (9, 1, 0)
    (listed,) = delivery_status.failed(post.at, ADMIN)
    assert (listed.person, listed.address) == (zoe, "zoë@example.org")
    assert listed.why == from_stored("only_ascii")
    assert listed.what_to_do is not None
    assert tokens_in_box(post.at) == 9
    decide(post, listed, "send again")
    post.send()
    assert post.box.recipients == ["zoë@example.org"], "by a server that takes it"


@pytest.mark.usefixtures("wave")
def test_a_server_that_is_away_costs_nobody_a_try(post: Post) -> None:
    nowhere = Settings(mail=f"mailto://127.0.0.1:{free_port()}?from=p@x.org").mail
    away = post.settings.model_copy(update={"mail": nowhere})
    for minutes in (0, 6, 22, 55):
        done = send_due(post.at, away, NINE + timedelta(minutes=minutes))
        assert (done.sent, done.failed, done.waiting) == (0, 0, 9)
    assert tokens_in_box(post.at) == 0
    assert post.send(NINE + timedelta(minutes=60)).sent == 0, "the channel pauses"
    assert post.send(NINE + timedelta(minutes=130)).sent == 9
    assert len(post.box.tokens()) == tokens_in_box(post.at) == 9


@pytest.mark.usefixtures("wave")
def test_an_uncertain_invitation_is_sent_again_with_a_new_link_unless_used(post: Post) -> None:
    lost: list[RenderedMessage] = []

    def deliver(message: RenderedMessage) -> None:
        lost.append(message)
        if len(lost) <= 4:
            cast(post.at, token_in(message), {}, OPENS)
        raise DeliveryError("broken_off", ambiguous=True)

    done = post.send(deliver=deliver)
    assert (done.sent, done.waiting) == (4, 5), "a link that was used has arrived"
    assert tokens_in_box(post.at) == 4, "the others are withdrawn"
    post.send(NINE + timedelta(minutes=5))
    assert len(post.box.tokens()) == unused_links(post) == 5
    assert tokens_in_box(post.at) == 9
    names = {message["Message-ID"] for _, message in post.box.messages}
    assert not {w.headers["Message-ID"] for w in lost} & names, "a server would drop the second"


def test_an_uncertain_reminder_is_left_to_a_person(post: Post, invited: OpenedWave) -> None:
    prepare_reminder(post.at, invited.id, 1)

    def deliver(_: RenderedMessage) -> None:
        raise DeliveryError("broken_off", ambiguous=True)

    post.send(deliver=deliver)
    listed = delivery_status.uncertain(post.at, ADMIN)
    assert len(listed) == 9
    for number, message in enumerate(listed):
        decide(post, message, "arrived" if number else "send again")
    with pytest.raises(delivery_status.DecisionError):
        decide(post, listed[1], "send again")
    assert post.send().sent == 1
    assert sum(entry.action == "message decided" for entry in entries(post.at)) == 9


@pytest.mark.usefixtures("wave")
def test_a_stopped_run_leaves_no_link_that_nobody_got(post: Post) -> None:
    given: list[str] = []

    def deliver(message: RenderedMessage) -> None:
        if len(given) >= 3:
            raise KeyboardInterrupt
        given.append(token_in(message))

    with pytest.raises(KeyboardInterrupt):
        post.send(deliver=deliver)
    assert tokens_in_box(post.at) == len(given)
    assert states(post.at)["invitation", "sent"] == len(given)


@pytest.mark.usefixtures("invited")
def test_mails_that_bounced_are_listed_and_can_be_sent_again(post: Post) -> None:
    wrong = addresses(post.at)[0]
    bounced = read(f"{wrong.upper()}\nnobody@x.org\n ")
    recorded = record_bounces(post.at, bounced, ADMIN)
    assert (recorded.listed, recorded.unknown) == ((wrong,), ("nobody@x.org",))
    again = record_bounces(post.at, bounced, ADMIN)
    assert (again.listed, again.known) == ((), (wrong,))
    (fault,) = delivery_status.failed(post.at, ADMIN)
    assert (fault.address, fault.why) == (wrong, from_stored("bounced"))
    change(post.at, fault.person, email="right@example.org")
    decide(post, fault, "send again")
    post.box.raw.clear()
    assert post.send().sent == 1
    assert post.box.recipients == ["right@example.org"]


@pytest.mark.parametrize("role", ["hr", "manager", "council"])
def test_only_administrators_see_and_decide(post: Post, wave: OpenedWave, role: str) -> None:
    who = reader_with(role)
    if role == "hr":
        # HR watches that messages arrive, in numbers.
        assert delivery_status.status_counts(post.at, who)
    else:
        with pytest.raises(NotAllowedError):
            delivery_status.status_counts(post.at, who)
    for attempt in (
        lambda: delivery_status.uncertain(post.at, who),
        lambda: delivery_status.failed(post.at, who),
        lambda: record_bounces(post.at, read("a@b.org"), who),
        lambda: delivery_status.send_test(post.at, Settings(), who, "invitation"),
        lambda: delivery_status.decide(
            post.at, who, wave=wave.id, person=ANONYMOUS, kind="invitation", decision="arrived"
        ),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
