"""The words of messages: what may be changed, and what values can never do to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.messages.texts import (
    KINDS,
    PLACEHOLDERS,
    Kind,
    MessageText,
    TextError,
    checked,
    default_text,
    filled,
    kind_of,
)
from surveys.texts import LANGUAGES
from tests.refusals import code


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_our_own_words_pass_our_own_check(kind: Kind, language: str) -> None:
    text = default_text(kind, language)
    assert checked(kind, text) == text


def test_the_words_are_translated() -> None:
    for kind in KINDS:
        assert default_text(kind, "nl").body != default_text(kind, "en").body


def test_a_reminder_has_no_link_of_its_own_and_says_so_to_everybody() -> None:
    assert "link" not in PLACEHOLDERS["reminder"]
    assert "{name}" in default_text("reminder", "en").body
    with pytest.raises(TextError, check=code("unknown")):
        checked("reminder", MessageText("Hello", "Click {link}"))


@pytest.mark.parametrize(
    ("kind", "subject", "body", "reason"),
    [
        ("invitation", "", "{link}", "empty"),
        ("invitation", "Hello", "  \n ", "empty"),
        ("invitation", "Hello", "no way in", "link"),
        ("results", "Hello", "no way in", "link"),
        ("invitation", "Hello {link}", "{link}", "link_in_subject"),
        ("invitation", "Hello", "{link} {token}", "unknown"),
        ("invitation", "Hello", "{link} {name.__class__}", "unknown"),
        ("invitation", "Hello", "{link} {0}", "unknown"),
        ("invitation", "Hello", "{link} {name!r}", "unknown"),
        ("invitation", "Hello", "{link} {}", "unknown"),
        ("invitation", "Hello", "{link} {", "brace"),
        ("invitation", "Hello", "{{link}}", "brace"),
        ("invitation", "Hello }", "{link}", "brace"),
        ("invitation", "x" * 151, "{link}", "long"),
        ("invitation", "Hello", "{link}" + "x" * 5000, "long"),
        ("reminder", "Hello", "{unit} {leader}", "unknown"),
    ],
)
def test_a_text_that_could_not_be_sent_is_refused(
    kind: Kind, subject: str, body: str, reason: str
) -> None:
    with pytest.raises(TextError) as refused:
        checked(kind, MessageText(subject, body))
    assert refused.value.code == reason


def test_line_ends_become_one_kind_and_a_subject_one_line() -> None:
    text = checked("reminder", MessageText("Hello\r\nBcc: x", "a\r\nb\rc"))
    assert text == MessageText("Hello Bcc: x", "a\nb\nc\n")


def test_html_stays_text() -> None:
    text = checked("reminder", MessageText("<b>", "<script>alert(1)</script>"))
    assert text.body == "<script>alert(1)</script>\n"


@given(st.text())
def test_whatever_somebody_is_called_it_is_one_line_and_no_placeholder(name: str) -> None:
    text = MessageText("For {name}", "Hello {name}, {link}\n")
    said = filled(text, {"name": name, "link": "https://peil/answer?t=x"})
    assert said.subject == "For " + " ".join(name.split())
    assert said.body.endswith(", https://peil/answer?t=x\n")
    assert said.body.count("https://peil/answer") == 1 + name.count("https://peil/answer")
    assert len(said.body.splitlines()) == 1


def test_a_name_like_a_placeholder_is_not_filled_in() -> None:
    said = filled(MessageText("{name}", "{link}"), {"name": "{link}", "link": "secret"})
    assert said.subject == "{link}"


def test_all_reminders_share_their_words() -> None:
    assert {kind_of("reminder-1"), kind_of("reminder-2")} == {"reminder"}
    assert [kind_of(kind) for kind in ("invitation", "results")] == ["invitation", "results"]
