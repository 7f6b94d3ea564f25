"""The page of messages: for administrators only; counts, decisions, a test and the words."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa

from db import people
from db.engine import writing
from db.messages import Message
from surveys.installation.installation import Installation
from surveys.messages.delivery import send_due
from surveys.messages.texts import default_text
from surveys.settings.settings import Settings
from surveys.trail.trail import entries
from surveys.waves.waves import OpenedWave, open_wave
from tests.builders import add_people
from tests.mail import Mailbox, mail_server
from tests.pages.conftest import Open, text_of
from tests.stored import main_rows

DAY = date(2026, 3, 2)
NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PAGE = "messages"


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with mail_server() as running:
        monkeypatch.setenv("PEIL_MAIL", running.url)
        monkeypatch.setenv("PEIL_MESSAGES_PER_SECOND", "5000")
        yield running


@pytest.fixture
def wave(
    installation: Installation, organisation: dict[str, UUID], administrator: UUID
) -> OpenedWave:
    del administrator
    add_people(installation, organisation["North"], 8)
    return open_wave(installation, opens_on=DAY, closes_on=DAY, by_message=True)


def put(place: Installation, state: str, number: int) -> None:
    """Bring some messages into a state, as a crash or a refusal would."""
    with writing(place.engine) as session:
        some = session.execute(sa.select(Message.person_id).limit(number)).scalars().all()
        session.execute(sa.update(Message).where(Message.person_id.in_(some)).values(state=state))


@pytest.mark.parametrize("role", ["leader", "hr", None])
def test_it_is_open_to_administrators_only(
    open_page: Open, request: pytest.FixtureRequest, role: str | None
) -> None:
    person = request.getfixturevalue(role) if role else None
    app = open_page(PAGE, person=person)
    assert app.title[0].value in {"No access", "Peil"} or "Messages" not in app.title[0].value
    assert not app.text_area


def test_without_a_mail_server_it_says_how_to_give_one(
    open_page: Open, administrator: UUID
) -> None:
    app = open_page(PAGE, person=administrator)
    assert "Mail is not set up" in text_of(app)
    assert any("PEIL_MAIL=" in code.value for code in app.code)


def test_it_counts_messages_and_says_nothing_of_answers(
    open_page: Open,
    administrator: UUID,
    installation: Installation,
    wave: OpenedWave,
    mail: Mailbox,
) -> None:
    put(installation, "failed", 2)
    app = open_page(PAGE, person=administrator)
    (row,) = app.table[0].value.to_dict("records")
    assert row == {"Message": "Invitation", "Waiting": 7, "Sent": 0, "Failed": 2, "Uncertain": 0}
    assert "Who could not be reached" in text_of(app)
    assert "Did these arrive?" not in text_of(app)


def test_an_uncertain_message_is_decided_by_a_button(
    open_page: Open,
    administrator: UUID,
    installation: Installation,
    wave: OpenedWave,
    mail: Mailbox,
) -> None:
    put(installation, "sending", 2)
    app = open_page(PAGE, person=administrator)
    assert "cannot take back the first" in text_of(app)
    next(b for b in app.button if b.label == "It arrived").click().run()
    next(b for b in app.button if b.label == "Send it again").click().run()
    assert not app.exception
    assert "Did these arrive?" not in text_of(app)
    rows = main_rows(installation, "SELECT state, count(*) FROM message GROUP BY state ORDER BY 1")
    assert rows == [("sent", 1), ("waiting", 8)]
    assert [e.by for e in entries(installation) if e.action == "message decided"] == ["Ada", "Ada"]


def test_a_test_message_reaches_who_asks_and_its_link_opens_nothing(
    open_page: Open, administrator: UUID, mail: Mailbox
) -> None:
    app = open_page(PAGE, person=administrator)
    next(b for b in app.button if b.label == "Send me a test message").click().run()
    assert not app.exception
    assert "Sent. Look into your mailbox." in [s.value for s in app.success]
    ((to, _, text),) = mail.texts()
    assert to == "ada@example.org"
    assert "t=EXAMPLE" in text
    mail.answer_to = lambda _: "550 5.1.1 no"
    next(b for b in app.button if b.label == "Send me a test message").click().run()
    assert "The mail server refused the address (550 5.1.1)." in text_of(app)


def test_words_are_changed_shown_and_brought_back(
    open_page: Open,
    administrator: UUID,
    installation: Installation,
    wave: OpenedWave,
    settings: Settings,
    mail: Mailbox,
) -> None:
    app = open_page(PAGE, person=administrator)
    app.text_area(key="body_invitation_en").input("<b>Hi</b> {name}: {link}")
    next(b for b in app.button if "Keep this text" in b.label).click().run()
    assert not app.exception
    assert any("Kept" in s.value for s in app.success)
    assert app.code[-1].value.startswith("<b>Hi</b> Sam Example: http")
    send_due(installation, Settings(folder=settings.folder), NINE)
    assert all("<b>Hi</b>" in text for _, _, text in mail.texts())
    next(b for b in app.button if b.label == "Back to the text of Peil").click().run()
    assert app.text_area(key="body_invitation_en").value == default_text("invitation", "en").body
    assert [e.subject for e in entries(installation) if e.action == "message text changed"]


def test_a_text_without_its_link_is_not_kept_and_it_says_why(
    open_page: Open, administrator: UUID, installation: Installation, mail: Mailbox
) -> None:
    app = open_page(PAGE, person=administrator)
    app.text_area(key="body_invitation_en").input("Hi {nam}")
    next(b for b in app.button if "Keep this text" in b.label).click().run()
    assert "knows no" in text_of(app)
    app.text_area(key="body_invitation_en").input("Hi")
    next(b for b in app.button if "Keep this text" in b.label).click().run()
    assert "Without {link}" in text_of(app)
    assert main_rows(installation, "SELECT * FROM message_text") == []


def test_each_language_has_words_of_its_own(
    open_page: Open, administrator: UUID, mail: Mailbox
) -> None:
    app = open_page(PAGE, person=administrator, language="nl")
    app.selectbox(key="text_language").select("nl").run()
    app.selectbox(key="text_kind").select("results").run()
    assert not app.exception
    assert app.text_area(key="body_results_nl").value == default_text("results", "nl").body
    assert "Sam Voorbeeld" in app.code[-1].value


def test_mail_that_bounced_is_listed(
    open_page: Open,
    administrator: UUID,
    installation: Installation,
    wave: OpenedWave,
    mail: Mailbox,
) -> None:
    put(installation, "sent", 9)
    app = open_page(PAGE, person=administrator)
    app.text_area(key="addresses_back").input("ada@example.org\nnobody@x.org")
    next(b for b in app.button if b.label == "List them").click().run()
    assert not app.exception
    assert "1 address is listed." in [s.value for s in app.success]
    assert "nobody@x.org" in text_of(app)
    with writing(installation.engine) as session:
        assert people.person(session, administrator) is not None
    assert "Bounced: the address does not work." in text_of(app)
