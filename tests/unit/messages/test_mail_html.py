"""An invitation as HTML: what it shows, to whom it leads, and what nobody can put into it."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from surveys.instrument import questions_of_wave, shipped
from surveys.messages.first_question import (
    FACES,
    FirstQuestion,
    first_question,
    with_question,
)
from surveys.messages.mail_html import html_mail
from surveys.messages.texts import Kind, MessageText, default_text, filled
from surveys.texts import LANGUAGES, Texts

LINK = "https://peil.example.org/a/kT4mQ9xWb2ZrN7cHsYp3LfGv8JdRuA5Eq6"
PRIVACY = "https://peil.example.org/privacy"
ASKED = [question.id for question in questions_of_wave(shipped(), 1)]
OWN = MessageText(
    "Hi {name}", "Hi {name},\n\nPlease go here:\n{link}\nbefore <Friday>.\n\nMo & Co\n"
)


def values(language: str, **others: str) -> dict[str, str]:
    """Return what is filled in for Sam."""
    return {
        "name": "Sam",
        "organisation": "Zonneveld",
        "unit": "Planning",
        "closes_on": Texts(language).closing(date(2026, 12, 7)),
        "link": LINK,
        "privacy": PRIVACY,
        **others,
    }


def mood(language: str = "en") -> FirstQuestion:
    """Return the question about mood."""
    first = first_question(shipped(), ASKED, "biweekly", language)
    assert first is not None
    return first


def page(
    text: MessageText | None = None, language: str = "en", kind: Kind = "invitation", **options: Any
) -> str:
    """Return a message to Sam as HTML; ours unless another text is named."""
    first: FirstQuestion | None = options.pop("first", mood(language))
    others = options.pop("others", {})
    words = text or default_text(kind, language)
    options.setdefault("quiet_end", text is None and kind == "invitation")
    layout = html_mail(words, first, language, **options)
    said = filled(words, values(language, **others))
    return layout.filled(said.subject, values(language, **others))


class Reading(HTMLParser):
    """What somebody reads in a message, and every link in it."""

    def __init__(self, html: str) -> None:
        """Read a message."""
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.elements: list[str] = []
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        self.elements.append(tag)
        self.links += [value or "" for name, value in attributes if name == "href"]

    def handle_data(self, data: str) -> None:
        if self._inside not in {"style", "title"} and data.strip():
            self.words.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        """All words."""
        return " ".join(self.words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invitation_looks_like_this(language: str) -> None:
    """Whoever means to change it replaces the file by what the test shows."""
    expected = Path(__file__).with_name(f"invitation.{language}.html").read_text()
    assert page(language=language) == expected


@pytest.mark.parametrize("kind", ["invitation", "reminder"])
@pytest.mark.parametrize("five_links", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_valid_asks_no_host_and_says_its_language(
    kind: Kind, language: str, five_links: bool
) -> None:
    html = page(language=language, kind=kind, five_links=five_links)
    html5lib.HTMLParser(strict=True).parse(html)
    assert f'<html lang="{language}">' in html
    assert not re.search(r"src=|url\(|@import|<link|<img|<script|<form|http-equiv", html)
    assert {link.partition("#")[0] for link in Reading(html).links} <= {LINK, PRIVACY}
    tables = re.findall("<table[^>]*>", html)
    assert all('role="presentation"' in table for table in tables)
    assert len(html) < 8_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_asks_word_for_word_and_all_faces_lead_to_the_same_link(language: str) -> None:
    question = shipped().question("mood_1")
    read = Reading(page(language=language))
    assert question.text[language] in read.words
    options = question.scale.options(language)
    in_order = [word for word in read.words if word in {*FACES, *options}]
    assert in_order == [part for pair in zip(FACES, options, strict=True) for part in pair]
    assert [link for link in read.links if link != PRIVACY] == [LINK, LINK], "faces, and the button"


def test_with_five_links_each_face_chooses_its_option_on_the_page_and_the_button_none() -> None:
    html = page(five_links=True)
    links = [link for link in Reading(html).links if link != PRIVACY]
    assert links == [*(f"{LINK}#{number}" for number in range(1, 6)), LINK]
    assert "11 short questions follow" in html
    assert "You choose on the page, not here" not in html


def test_a_wave_that_does_not_ask_about_mood_has_no_faces_but_its_button() -> None:
    without = [question for question in ASKED if question != "mood_1"]
    assert first_question(shipped(), without, "weekly", "en") is None
    for five_links in (False, True):
        read = Reading(page(first=None, five_links=five_links))
        assert not set(read.text) & set(FACES)
        assert "Answer in one minute" in read.words
        assert read.links == [LINK, PRIVACY]


def test_a_reminder_has_no_link_to_answer_and_nothing_to_tap() -> None:
    read = Reading(page(kind="reminder"))
    assert read.links == [PRIVACY]
    assert not set(read.text) & set(FACES)


def test_an_own_text_is_used_as_a_whole_with_question_and_button_where_its_link_stands() -> None:
    read = Reading(page(OWN))
    assert read.words[:2] == ["Hi Sam,", "Please go here:"]
    assert read.words[-2:] == ["before <Friday>.", "Mo & Co"]
    assert read.words.index("How did you feel at work?") < read.words.index("Answer in one minute")
    among_words = MessageText("Hi", "Go to {link} or {link} now.\n\nBye\n")
    read = Reading(page(among_words))
    shown = LINK.removeprefix("https://")
    assert read.text.startswith(f"Go to {shown} or {shown} now. Think of your work")
    assert read.words[-2:] == ["Answer in one minute", "Bye"]


def test_the_text_asks_the_question_in_lines_before_the_paragraph_with_the_link() -> None:
    asked = "Think of your work in the past two weeks. You may skip any question.\n" + (
        "How did you feel at work?\n\n"
    )
    assert with_question(OWN, mood()).body == (
        f"Hi {{name}},\n\n{asked}Please go here:\n{{link}}\nbefore <Friday>.\n\nMo & Co\n"
    )
    first = MessageText("Hi", "{link}\n\n{link}\n")
    assert with_question(first, mood()).body == f"{asked}{{link}}\n\n{{link}}\n"
    assert with_question(OWN, None) == OWN
    reminder = default_text("reminder", "en")
    assert with_question(reminder, mood()) == reminder


@given(st.text(), st.text())
@example('"><img src=x onerror=alert(1)>', "{link}\ue000name\ue000")
@example("&lt;b&gt;", "\x00\x1b\x85\ufffe")
def test_whatever_somebody_is_called_it_is_words(name: str, unit: str) -> None:
    html = page(others={"name": name, "unit": unit})
    html5lib.HTMLParser(strict=True).parse(html)
    named, plain = Reading(html), Reading(page())
    assert named.elements == plain.elements
    assert named.links == plain.links


@given(st.text(alphabet="ab <>&\"'\n{}#", max_size=80))
def test_whatever_an_organisation_writes_is_words(words: str) -> None:
    body = re.sub(r"[{}]", "", words) + "\n\n{link}\n"
    html = page(MessageText("Hi", body))
    html5lib.HTMLParser(strict=True).parse(html)
    assert set(Reading(html).elements) <= {"br", *Reading(page()).elements}
