"""Every message about a wave that is open says how long its questions take, in own texts too."""

from datetime import timedelta
from uuid import UUID

import pytest

from db.outbox import Recipient
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.messages.compose import RenderedMessage, Renderer
from surveys.messages.texts import Kind, MessageText
from surveys.messages.wording import change_text, example_mail, read_wording
from surveys.programme.start_measurement import choose_start_measurement
from surveys.settings import Settings
from surveys.waves import open_wave
from tests.builders import CLOSES, OPENS, add_people
from tests.reading import reader_with

WHO = reader_with("administrator")
AFTER = OPENS + timedelta(days=14)
STARTS = {
    "en": "This is the start measurement: once, more questions than usual, 29 in all. They take "
    "about 3 minutes, and each can be skipped.",
    "nl": "Dit is de startmeting: eenmalig meer vragen dan anders, 29 in totaal. Ze kosten "
    "ongeveer 3 minuten, en je mag elke vraag overslaan.",
}
ABOUT = {"en": "about {} minute", "nl": "ongeveer {} minu"}

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.parametrize("language", ["en", "nl"]),
]
by_every_channel = pytest.mark.parametrize("channel", [None, "chat"])


@pytest.fixture
def staffed(installation: Installation, north: UUID) -> Installation:
    """An installation with eight people."""
    add_people(installation, north, 8)
    return installation


def sent(
    installation: Installation, kind: str, wave: UUID, language: str, channel: str | None
) -> RenderedMessage:
    """Return a message as somebody gets it."""
    renderer = Renderer(installation, Settings(), wave)
    sam = Recipient(
        UUID(int=1), "Sam", "sam@example.org", channel, "@sam", language, UUID(int=2), 0, None
    )
    return renderer.render(sam, kind, "TOKEN" if kind == "invitation" else None)


def bodies(message: RenderedMessage) -> list[str]:
    """Return its text, and its words as HTML where it has any."""
    return [" ".join(text.split()) for text in (message.body, message.html) if text]


@by_every_channel
def test_a_start_measurement_is_announced_as_such_and_no_other_wave_is(
    staffed: Installation, language: str, channel: str | None
) -> None:
    choose_start_measurement(staffed, WHO, on=True)
    for day, minutes in ((OPENS, 3), (AFTER, 1)):
        wave = open_wave(staffed, opens_on=day, closes_on=day + (CLOSES - OPENS))
        for kind in ("invitation", "reminder-1"):
            message = sent(staffed, kind, wave.id, language, channel)
            found = bodies(message)
            assert len(found) == (2 if channel is None else 1)
            for body in found:
                assert ABOUT[language].format(minutes) in body
                assert body.count(STARTS[language]) == (minutes == 3)
                if kind == "invitation" and minutes == 3:
                    assert body.index(STARTS[language]) < body.rindex("/a/TOKEN")
            if kind == "invitation":
                plural = {1: "1 minu", 3: "3 minu"}[minutes]
                assert plural in message.subject
                assert (message.html is None) or (
                    message.html.count(ABOUT[language].format(minutes)) >= 2
                ), "in the text and on the button"
        close_wave(staffed, day + (CLOSES - OPENS))


@by_every_channel
def test_texts_of_an_organisation_are_announced_too_and_may_say_the_time_themselves(
    staffed: Installation, language: str, channel: str | None
) -> None:
    choose_start_measurement(staffed, WHO, on=True)
    own: dict[Kind, MessageText] = {
        "invitation": MessageText("Hi", "Go:\n\n{link}\n\nIt takes {duration}.\n"),
        "reminder": MessageText("Hi", "You know how.\n"),
    }
    for kind, text in own.items():
        change_text(staffed, WHO, kind, language, text)
        assert read_wording(staffed, WHO, kind, language).is_own
    wave = open_wave(staffed, opens_on=OPENS, closes_on=CLOSES)
    for body in bodies(sent(staffed, "invitation", wave.id, language, channel)):
        assert body.count(STARTS[language]) == 1
        assert f"It takes 3 minut{'es' if language == 'en' else 'en'}." in body
    for body in bodies(sent(staffed, "reminder-1", wave.id, language, channel)):
        assert body.count(STARTS[language]) == 1
        assert body.index("You know how.") < body.index(STARTS[language])


def test_a_test_message_says_the_time_of_the_next_wave(
    staffed: Installation, language: str
) -> None:
    for on, minutes in ((False, 1), (True, 3)):
        choose_start_measurement(staffed, WHO, on=on)
        for kind in ("invitation", "reminder"):
            text = read_wording(staffed, WHO, kind, language).text
            plain, html = example_mail(staffed, Settings(), kind, language, text)
            for body in (plain.body, html):
                assert ABOUT[language].format(minutes) in body
