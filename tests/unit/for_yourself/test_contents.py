"""The contents of "For yourself": complete, in every language, each fault named by its place."""

import re
from typing import Any

import pytest
import yaml

from dashboard.answering.for_yourself_view import sheets
from surveys.for_yourself import ContentsError, contents, load
from surveys.for_yourself.contents import _FILE
from surveys.texts import LANGUAGES, Texts

FILE: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
FIRST = FILE["facts"][0]


def with_fact(**fields: Any) -> str:
    return yaml.safe_dump({**FILE, "facts": [{**FIRST, **fields}]}, allow_unicode=True)


def texts_in(node: object) -> list[str]:
    """Return all texts, however deep."""
    if isinstance(node, dict):
        return [text for one in node.values() for text in texts_in(one)]
    if isinstance(node, list):
        return [text for one in node for text in texts_in(one)]
    return [node] if isinstance(node, str) else []


def test_the_file_has_a_quiz_a_self_check_and_a_toolkit() -> None:
    assert {fact.verdict for fact in contents().facts} == {"fact", "fable", "both"}
    assert any(fact.own for fact in contents().facts)
    assert len(contents().workplace) >= 8
    assert len(contents().toolkit.activities.rows) >= 5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (with_fact(own="sc_1"), "facts, productive, own: sc_1 is not an anchor question"),
        (with_fact(year=20), "facts, productive, year: 20 is not a year of a source"),
        (with_fact(told={"en": "So."}), "facts, productive, told: no text in 'nl'"),
        (with_fact(verdict="maybe"), "facts, 0, verdict"),
        (with_fact(author="me"), "facts, 0, author"),
        (yaml.safe_dump({**FILE, "facts": [FIRST, FIRST]}), "productive: this id is used 2 times"),
        (yaml.safe_dump({**FILE, "workplace": []}), "workplace: nothing is there"),
        (
            yaml.safe_dump(FILE).replace("{urgent}", "{name}"),
            "toolkit, limits, line, en: needs {start}, {end} and {urgent}",
        ),
        ("facts: [", "expected"),
    ],
)
def test_each_fault_is_named_by_its_place(text: str, told: str) -> None:
    with pytest.raises(ContentsError, match=re.escape(told)):
        load(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_browser_gets_plain_text_in_one_language(language: str) -> None:
    sent = sheets({"wlb_1": "In your organisation: fine."}, Texts(language))
    other = next(code for code in LANGUAGES if code != language)
    said = texts_in(sent)
    assert FIRST["statement"][language] in said
    assert FIRST["statement"][other] not in said
    assert said.count("In your organisation: fine.") == sum(
        fact.own == "wlb_1" for fact in contents().facts
    )
    assert not [text for text in said if "<" in text or "](" in text]
