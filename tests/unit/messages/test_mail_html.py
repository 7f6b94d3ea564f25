"""Messages as HTML: what they show, to whom they lead, and what nobody can put into them."""

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
from surveys.messages.before_link import (
    FACES,
    FirstQuestion,
    first_question,
    with_question,
)
from surveys.messages.mail_html import html_mail
from surveys.messages.notices import Notice, notice
from surveys.messages.suggestions import load_suggestions
from surveys.messages.texts import (
    KINDS,
    Kind,
    MessageText,
    default_text,
    filled,
    marked_as_test,
    with_own_results,
)
from surveys.texts import LANGUAGES, Texts

LINK = "https://peil.example.org/a/kT4mQ9xWb2ZrN7cHsYp3LfGv8JdRuA5Eq6"
PRIVACY = "https://peil.example.org/privacy"
OWN_LINK = "https://peil.example.org/results?u=eyJ1IjoiNDIifQ.x"
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
        "units": "Planning",
        "leader": "Mo",
        "closes_on": Texts(language).closing(date(2026, 12, 7)),
        "duration": Texts(language).minutes(1),
        "talk_by": Texts(language).closing(date(2026, 12, 21)),
        "suggestion": load_suggestions().for_wave(1).text[language],
        "own_link": OWN_LINK,
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
    asks = mood(language) if kind == "invitation" else None
    first: FirstQuestion | None = options.pop("first", asks)
    others = options.pop("others", {})
    words = text or default_text(kind, language)
    layout = html_mail(kind, words, language, first=first, **options)
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


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("five_links", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_valid_asks_no_host_and_says_its_language(
    kind: Kind, language: str, five_links: bool
) -> None:
    html = page(language=language, kind=kind, five_links=five_links)
    check_form(html, language)
    assert {link.partition("#")[0] for link in Reading(html).links} <= {LINK, PRIVACY}
    assert len(html) < (8_000 if kind == "invitation" else 5_000)


def check_form(html: str, language: str) -> None:
    """Check that a message is valid, has no part elsewhere, and can be read in the dark."""
    html5lib.HTMLParser(strict=True).parse(html)
    assert f'<html lang="{language}">' in html
    assert not re.search(r"src=|url\(|@import|<link|<img|<script|<form|http-equiv", html)
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "@media (prefers-color-scheme: dark)" in html
    tables = re.findall("<table[^>]*>", html)
    assert all('role="presentation"' in table for table in tables)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["results", "managers", "count", "talk"])
def test_a_message_with_a_link_has_it_as_one_button_and_no_faces(kind: Kind, language: str) -> None:
    read = Reading(page(kind=kind, language=language))
    assert read.links == [LINK, PRIVACY]
    assert not set(read.text) & set(FACES)


def test_managers_are_asked_to_talk_and_told_by_when_and_nothing_about_the_unit() -> None:
    read = Reading(page(kind="managers"))
    assert "Monday 21 December" in read.words, "in bold"
    assert "See the results and prepare the talk" in read.words
    assert read.text.count("“Is this how it was for you?”") == 1
    numbers = {"7", "21"}
    assert set(re.findall(r"\d+", read.text)) == numbers, "only days"


def test_a_manager_who_works_elsewhere_gets_the_link_to_their_own_unit_too() -> None:
    text = with_own_results(default_text("managers", "en"), "en")
    assert Reading(page(text, kind="managers")).links == [LINK, PRIVACY, OWN_LINK]
    assert filled(text, values("en")).body.endswith(f"Its results: {OWN_LINK}\n")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_test_says_so_first_in_its_subject_its_text_and_its_frame(
    kind: Kind, language: str
) -> None:
    text = marked_as_test(default_text(kind, language), language)
    assert text.subject.startswith("Test: ")
    first, _, rest = text.body.partition("\n\n")
    assert first.startswith(("This is a test.", "Dit is een test."))
    assert rest == default_text(kind, language).body
    html = page(text, language, kind, is_test=True)
    check_form(html, language)
    assert Reading(html).words[0] == first
    assert html.index('class="text notice"') < html.index("Sam")
    assert 'class="text notice"' not in page(kind=kind, language=language)


@pytest.mark.parametrize(
    ("words", "dialled"),
    [
        ("Call Mo: 010 - 123 45 67.", ["0101234567"]),
        ("Bel 06-12345678 of 0800-0113.", ["0612345678", "08000113"]),
        ("+31 (0)20 123 4567, or +442079460000", ["+310201234567", "+442079460000"]),
        ("From 08-03-2030 or 2030-03-08 at 09:00", []),
        ("08-03-2030 15 people, 01.02.2030 09:00, 3 to 5 of 10", []),
        ("Order 12345678901, see https://x.org/0101234567 or a0101234567@x.org", []),
        ("0.1234567890 and 1,0123456789", []),
    ],
)
def test_a_telephone_number_that_an_organisation_writes_can_be_tapped(
    words: str, dialled: list[str]
) -> None:
    html = page(MessageText("Hi", f"{words}\n\n{{link}}\n"))
    links = [link.removeprefix("tel:") for link in Reading(html).links if link[:4] == "tel:"]
    assert links == dialled
    assert Reading(html).text.startswith(words.split()[0])


def told(language: str = "en", **others: str) -> Notice:
    """Return a message outside of a wave."""
    body = "Hello {name},\n\nLook at this:\n\n{lines}\n\n{link}\n\nBye, {name}\n"
    named: dict[str, str] = {"name": "Sam", **others}
    return notice(
        language, "For {name}", body, link=LINK, button="Look", lines=["1 & 2", "{name}"], **named
    )


@given(st.text())
@example('"><img src=x onerror=alert(1)>')
@example("{link}\n{lines}\ue000")
@example("\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff")
def test_a_message_outside_of_a_wave_is_words_and_one_button(name: str) -> None:
    plain, named = told(), told(name=name)
    html5lib.HTMLParser(strict=True).parse(named.html)
    check_form(plain.html, "en")
    assert Reading(named.html).elements == Reading(plain.html).elements
    assert Reading(named.html).links == [LINK]
    assert named.subject == "For " + " ".join(name.split())
    assert plain.body == (f"Hello Sam,\n\nLook at this:\n\n1 & 2\n{{name}}\n\n{LINK}\n\nBye, Sam\n")


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
        assert "Answer in about 1 minute" in read.words
        assert read.links == [LINK, PRIVACY]


def test_a_reminder_has_no_link_to_answer_and_nothing_to_tap() -> None:
    read = Reading(page(kind="reminder"))
    assert read.links == [PRIVACY]
    assert not set(read.text) & set(FACES)


def test_an_own_text_is_used_as_a_whole_with_question_and_button_where_its_link_stands() -> None:
    read = Reading(page(OWN))
    assert read.words[:2] == ["Hi Sam,", "Please go here:"]
    assert read.words[-2:] == ["before <Friday>.", "Mo & Co"]
    assert read.words.index("How did you feel at work?") < read.words.index(
        "Answer in about 1 minute"
    )
    among_words = MessageText("Hi", "Go to {link} or {link} now.\n\nBye\n")
    read = Reading(page(among_words))
    shown = LINK.removeprefix("https://")
    assert read.text.startswith(f"Go to {shown} or {shown} now. Think of your work")
    assert read.words[-2:] == ["Answer in about 1 minute", "Bye"]


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
