"""The words of messages: what may be changed, and what values can never do to them."""

import pytest
from hypothesis import example, given
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


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_words_are_translated_and_pass_our_own_check(kind: Kind) -> None:
    ours = [default_text(kind, language) for language in LANGUAGES]
    assert [checked(kind, text) for text in ours] == ours
    assert len({text.body for text in ours}) == len(LANGUAGES)


def test_all_reminders_share_words_without_a_link_and_say_so_to_everybody() -> None:
    assert "link" not in PLACEHOLDERS["reminder"]
    assert "{name}" in default_text("reminder", "en").body
    assert {kind_of("reminder-1"), kind_of("reminder-2")} == {"reminder"}
    assert [kind_of(kind) for kind in ("invitation", "results")] == ["invitation", "results"]


@pytest.mark.parametrize(
    ("kind", "subject", "body", "reason"),
    [
        ("invitation", "", "{link}", "empty"),
        ("invitation", "Hello", "  \n ", "empty"),
        ("invitation", "Hello", "no way in", "link"),
        ("results", "Hello", "no way in", "link"),
        ("invitation", "Hello {link}", "{link}", "link_in_subject"),
        *(
            ("invitation", "Hello", f"{{link}} {unknown}", "unknown")
            for unknown in ("{token}", "{name.__class__}", "{0}", "{name!r}", "{}")
        ),
        ("invitation", "Hello", "{link} {", "brace"),
        ("invitation", "Hello", "{{link}}", "brace"),
        ("invitation", "Hello }", "{link}", "brace"),
        ("invitation", "x" * 151, "{link}", "long"),
        ("invitation", "Hello", "{link}" + "x" * 5000, "long"),
        ("reminder", "Hello", "{unit} {leader}", "unknown"),
        ("reminder", "Hello", "Click {link}", "unknown"),
    ],
)
def test_a_text_that_could_not_be_sent_is_refused(
    kind: Kind, subject: str, body: str, reason: str
) -> None:
    with pytest.raises(TextError, check=code(reason)):
        checked(kind, MessageText(subject, body))


def test_line_ends_become_one_kind_a_subject_one_line_and_html_stays_text() -> None:
    text = checked("reminder", MessageText("Hello\r\nBcc: <b>", "a\r\nb\r<script>alert(1)"))
    assert text == MessageText("Hello Bcc: <b>", "a\nb\n<script>alert(1)\n")


@given(st.text())
@example("{link}")
def test_whatever_somebody_is_called_it_is_one_line_and_no_placeholder(name: str) -> None:
    text = MessageText("For {name}", "Hello {name}, {link}\n")
    said = filled(text, {"name": name, "link": "https://peil/a/x"})
    assert said.subject == "For " + " ".join(name.split())
    assert said.body.endswith(", https://peil/a/x\n")
    assert said.body.count("https://peil/a/") == 1 + name.count("https://peil/a/")
    assert len(said.body.splitlines()) == 1
