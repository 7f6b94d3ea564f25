"""The page of messages: for administrators only; counts, decisions, a test and the words."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from dashboard import once
from dashboard.clock import now
from db import people, programme
from db.engine import writing
from db.messages import Message
from surveys.installation import Installation
from surveys.messages import send_due
from surveys.messages.pacing import ChannelPace
from surveys.messages.texts import default_text
from surveys.settings import Settings, current_settings
from surveys.trail import entries
from surveys.waves import open_wave
from tests.builders import OPENS, add_people
from tests.mail import Mailbox, mail_server
from tests.pages.conftest import Open, press, text_of
from tests.stored import main_rows

NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PAGE = "messages"


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with mail_server() as running:
        monkeypatch.setenv("PEIL_MAIL", running.url)
        monkeypatch.setenv("PEIL_MESSAGES_PER_SECOND", "5000")
        yield running


@pytest.fixture
def invitations(
    installation: Installation, organisation: dict[str, UUID], administrator: UUID, mail: Mailbox
) -> None:
    """Nine invitations by mail, one of them to the administrator."""
    add_people(installation, organisation["North"], 8)
    open_wave(installation, opens_on=OPENS, closes_on=OPENS, by_message=True)


def put(installation: Installation, state: str, number: int) -> None:
    """Bring some messages into a state, as a crash or a refusal would."""
    with writing(installation.engine) as session:
        some = session.execute(sa.select(Message.person_id).limit(number)).scalars().all()
        session.execute(sa.update(Message).where(Message.person_id.in_(some)).values(state=state))


def test_without_a_mail_server_it_says_how_to_give_one(
    open_page: Open, administrator: UUID
) -> None:
    app = open_page(PAGE, person=administrator)
    assert "Mail is not set up" in text_of(app)
    assert any("PEIL_MAIL=" in code.value for code in app.code)


@pytest.mark.usefixtures("invitations")
def test_it_counts_messages_says_nothing_of_answers_and_lists_bounced_mail(
    open_page: Open, administrator: UUID, installation: Installation
) -> None:
    put(installation, "failed", 2)
    app = open_page(PAGE, person=administrator)
    (row,) = app.table[0].value.to_dict("records")
    assert row == {
        "Message": "Invitation",
        "Sent": 0,
        "Still to leave": 7,
        "Not delivered": 2,
        "Not known": 0,
    }
    assert "7 messages have yet to leave." in text_of(app)
    assert "2 messages were not delivered." in text_of(app)
    assert "Who could not be reached" in text_of(app)
    assert "Did these arrive?" not in text_of(app)
    put(installation, "sent", 9)
    app = open_page(PAGE, person=administrator)
    app.text_area(key="addresses_back").input("ada@example.org\nnobody@x.org")
    press(app, "List them")
    assert "1 address is listed." in [s.value for s in app.success]
    assert "nobody@x.org" in text_of(app)
    with writing(installation.engine) as session:
        assert people.person(session, administrator) is not None
    assert "Bounced: the address does not work." in text_of(app)
    assert "Correct the address in the list of people" in text_of(app)


@pytest.mark.usefixtures("invitations")
def test_an_uncertain_message_is_decided_by_a_button(
    open_page: Open, administrator: UUID, installation: Installation
) -> None:
    put(installation, "sending", 2)
    app = open_page(PAGE, person=administrator)
    assert "cannot take back the first" in text_of(app)
    press(app, "It arrived")
    press(app, "Send it again")
    assert "Did these arrive?" not in text_of(app)
    rows = main_rows(installation, "SELECT state, count(*) FROM message GROUP BY state ORDER BY 1")
    assert rows == [("sent", 1), ("waiting", 8)]
    assert [e.by for e in entries(installation) if e.action == "message decided"] == ["Ada", "Ada"]


def test_a_test_message_goes_to_its_sender_and_its_link_opens_nothing(
    open_page: Open, administrator: UUID, mail: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "ONE_PRESS", timedelta(0))
    app = press(open_page(PAGE, person=administrator), "Send me a test message")
    assert "Sent. Look in your mailbox." in [s.value for s in app.success]
    ((to, subject, text),) = mail.texts()
    assert to == "ada@example.org"
    assert subject.startswith("Test: ")
    assert text.startswith("This is a test.")
    assert "/a/EXAMPLE" in text
    mail.answer_to = lambda _: "550 5.1.1 no"
    press(app, "Send me a test message")
    assert "The mail server refused the address (550 5.1.1)." in text_of(app)


def test_a_test_message_is_sent_once_by_two_presses_in_a_hurry(
    open_page: Open, administrator: UUID, mail: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "ONE_PRESS", timedelta(seconds=30))
    app = open_page(PAGE, person=administrator)
    for _ in range(2):
        press(app, "Send me a test message")
        assert "Sent. Look in your mailbox." in [s.value for s in app.success]
    assert len(mail.texts()) == 1


def test_the_page_says_what_a_link_for_each_face_costs(
    open_page: Open, administrator: UUID, mail: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    del mail
    cost = "Mail filters note which one is tapped and by whom"
    assert cost not in text_of(open_page(PAGE, person=administrator))
    monkeypatch.setenv("PEIL_MAIL_FACES", "five")
    current_settings.cache_clear()
    assert cost in text_of(open_page(PAGE, person=administrator))


@pytest.mark.usefixtures("invitations")
def test_a_text_is_changed_shown_and_reset_but_never_kept_without_its_link(
    open_page: Open,
    administrator: UUID,
    installation: Installation,
    settings: Settings,
    mail: Mailbox,
) -> None:
    app = open_page(PAGE, person=administrator)
    for text, refusal in (("Hi {nam}", "cannot be filled in"), ("Hi", "Without {link}")):
        app.text_area(key="text_invitation_en_body").input(text)
        assert refusal in text_of(press(app, "Save this text"))
    assert main_rows(installation, "SELECT * FROM message_text") == []
    app.text_area(key="text_invitation_en_body").input("<b>Hi</b> {name}: {link}")
    press(app, "Save this text")
    assert any("Saved" in s.value for s in app.success)
    assert app.code[-1].value.startswith("<b>Hi</b> Sam Example: http")
    send_due(installation, Settings(folder=settings.folder), NINE)
    assert all("<b>Hi</b>" in text for _, _, text in mail.texts())
    press(app, "Restore the text of Peil")
    assert (
        app.text_area(key="text_invitation_en_body").value == default_text("invitation", "en").body
    )
    assert [e.subject for e in entries(installation) if e.action == "message text changed"]


@pytest.mark.usefixtures("mail")
def test_each_language_has_texts_of_its_own(open_page: Open, administrator: UUID) -> None:
    app = open_page(PAGE, person=administrator, language="nl")
    app.selectbox(key="text_language").select("nl").run()
    app.selectbox(key="text_kind").select("results").run()
    assert not app.exception
    assert app.text_area(key="text_results_nl_body").value == default_text("results", "nl").body
    assert "Sam Voorbeeld" in app.code[-1].value


@pytest.mark.usefixtures("invitations")
def test_a_slow_mail_server_is_said_with_the_time_it_takes(
    open_page: Open, administrator: UUID, installation: Installation
) -> None:
    pause = now() + timedelta(minutes=5)
    slow = ChannelPace(pause, fault="busy 421 4.3.2", per_minute=2)
    with writing(installation.engine) as session:
        programme.write_paces(session, {"mail": slow.stored()}, now())
    shown = text_of(open_page(PAGE, person=administrator))
    assert "The mail server takes no messages for now (421 4.3.2)." in shown
    assert "The mail server takes 2 a minute: done in about 5 minutes." in shown
    assert "The next attempt is on" in shown
    assert "Messages leave on working days, from 09:00 to 17:00." in shown
