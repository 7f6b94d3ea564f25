"""What to offer a whole unit: complete, in both languages, and never about one person."""

import re
from typing import Any

import pytest
import yaml

from surveys.follow_up import offers
from surveys.follow_up.offers import OfferFileError, load, shipped_offers
from surveys.instrument import shipped

FILE: dict[str, Any] = yaml.safe_load(offers._FILE.read_text(encoding="utf-8"))


def changed(**fields: Any) -> str:
    return yaml.safe_dump({**FILE, **fields}, allow_unicode=True)


def test_every_core_indicator_has_an_offer() -> None:
    core = {one.id for one in shipped().indicators if one.kind == "core"}
    assert {offer.about for offer in shipped_offers().offers} == core


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (changed(offers=FILE["offers"][1:]), "nothing about mood"),
        (changed(offers=[*FILE["offers"], FILE["offers"][0]]), "mood: twice"),
        (changed(offers=[{**FILE["offers"][0], "about": "luck"}]), "luck: is not a core indicator"),
        (changed(no_reply={"en": "No."}), "no_reply: no text in 'nl'"),
        (
            changed(no_reply={"en": "{person}", "nl": "{person}"}),
            "no_reply: only {unit} can be filled in",
        ),
        (changed(manager={**FILE["manager"], "questions": ["x_1"]}), "x_1 does not exist"),
        (changed(extra=1), "extra"),
    ],
)
def test_a_file_that_is_not_complete_is_refused_by_entry(text: str, told: str) -> None:
    with pytest.raises(OfferFileError, match=re.escape(told)):
        load(text)
