"""The pages of the light door as documents: valid, escaped, with every kind of question."""

import re
from dataclasses import replace
from datetime import date
from uuid import UUID

import html5lib
import pytest

from dashboard.answering import outcome_texts
from dashboard.answering.light import pages, thanks_page
from dashboard.answering.light.document import STYLE
from dashboard.answering.light.posted import Posted, field_of
from dashboard.http.streamlit_settings import options
from surveys.answering import AnswerSheet
from surveys.follow_up import LastRound
from surveys.instrument import COMMENT, open_questions_of_wave, shipped
from surveys.instrument.scales import Choice
from surveys.organisation import Contacts
from surveys.texts import LANGUAGES, Texts
from tests.scales import on_scale

HOSTILE = "</style><script>alert(1)</script> **x** [y](https://z.example) \"'"
ALL = [question for indicator in shipped().indicators for question in indicator.questions]
SEVERAL = next(q for q in ALL if isinstance(q.scale, Choice))
LONG = on_scale(ALL[0], min=0, max=100).model_copy(update={"id": "own_long"})
SHEET = AnswerSheet(
    wave=3,
    period="biweekly",
    closes_on=date(2026, 12, 7),
    unit_id=UUID(int=1),
    unit=HOSTILE,
    colleagues=12,
    has_units_below=False,
    k=5,
    k_comment=10,
    questions=(*ALL, LONG),
    sealed_bytes=2_334,
    open_questions=open_questions_of_wave(shipped(), at_end=False),
)
CONTACTS = Contacts(HOSTILE, "020 555 01 23", HOSTILE)
LAST_ROUND = LastRound(None, [], [HOSTILE, "Less mail"], [])


def checked(html: str) -> str:
    """Return a page once it is valid and nothing that was typed has become markup."""
    html5lib.HTMLParser(strict=True).parse(html)
    names = re.findall(r' id="([^"]+)"', html)
    assert len(names) == len(set(names))
    targets = set(re.findall(r' for="([^"]+)"', html)) | set(re.findall(r'href="#([^"]+)"', html))
    assert targets <= set(names)
    assert "<script>alert" not in html
    assert "<strong>x</strong>" not in html
    assert 'z.example"' not in html
    assert "style=" not in html
    return html


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_question_is_on_a_valid_page_in_each_language(language: str) -> None:
    html = checked(pages.form(SHEET, LAST_ROUND, CONTACTS, Texts(language), "KEY"))
    assert html.count("<fieldset") == len(SHEET.questions)
    for question in SHEET.questions:
        options = len(re.findall(f'name="{field_of(question)}"', html))
        # Besides the options there is "no answer", or one list to choose from.
        several = question.scale.max_choices > 1
        size = question.choices
        assert options == (1 if question is LONG else size if several else size + 1)
    assert "17" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_too_many_choices_come_back_with_a_link_to_them_and_everything_else_as_it_was(
    language: str,
) -> None:
    chosen = {SEVERAL.id: (0, 1, 2), "mood_1": (4,)}
    fields = [(field_of(q), str(o)) for q in (SEVERAL, ALL[0]) for o in chosen.get(q.id, ())]
    html = checked(
        pages.form(
            SHEET,
            None,
            None,
            Texts(language),
            "KEY",
            chosen=chosen,
            posted=Posted([*fields, ("comment", HOSTILE)]),
        )
    )
    alert = re.search(r'<div class="look" role="alert">.*?</div>', html, re.DOTALL)
    assert alert is not None
    number = [q.id for q in SHEET.questions].index(SEVERAL.id) + 1
    assert f'href="#q{number}-0"' in alert[0]
    assert html.count(" checked>") == 4
    assert html.count('class="wrong"') == 1


def test_the_warning_marks_traces_and_holds_answers_in_its_own_form() -> None:
    posted = Posted([("q-mood_1", "4"), ("comment", f"Léa and léa@x.org {HOSTILE}")])
    html = checked(pages.name_warning("North", posted, ["Léa", "léa@x.org"], Texts("en")))
    assert "<mark>Léa</mark> and <mark>léa@x.org</mark>" in html
    assert re.findall(r'name="then" value="(\w+)"', html) == ["back", "anyway"]


END = replace(SHEET, open_questions=open_questions_of_wave(shipped(), at_end=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_end_of_a_round_has_a_field_for_each_open_question_with_one_notice(
    language: str,
) -> None:
    html = checked(pages.form(END, None, CONTACTS, Texts(language), "KEY"))
    fields = re.findall(r'<textarea id="(\w+)" name="(\w+)"[^>]* maxlength="500"', html)
    assert fields == [(q.id, q.id) for q in END.open_questions]
    assert all(q.text[language] in html for q in END.open_questions)
    assert html.index('id="hint"') < html.index("<textarea")
    assert html.count('aria-describedby="hint"') == 1
    ordinary = checked(pages.form(SHEET, None, CONTACTS, Texts(language), "KEY"))
    assert ordinary.count("<textarea") == 1


def test_at_the_end_of_a_round_each_text_is_looked_at_and_given_back_on_its_own() -> None:
    long, named = "a" * 501, f"Ask léa@x.org {HOSTILE}"
    posted = Posted([("open_miss", "No names"), ("open_keep", named), ("open_wish", long)])
    warning = checked(pages.name_warning("North", posted, ["léa@x.org"], Texts("en")))
    assert "What you wrote seems to name somebody" in warning
    shown = re.search(r'<div class="look">.*?</div>', warning, re.DOTALL)
    assert shown is not None
    assert shown[0].count("<mark>") == shown[0].count("“") == 1
    html = checked(pages.form(END, None, CONTACTS, Texts("en"), "KEY", posted=posted))
    assert re.findall(r'href="#(open_\w+)"', html) == ["open_wish"]
    assert "Your answer has 501 characters; the most is 500." in html
    assert html.count("No names") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_thanks_show_own_answers_folded_and_offer_to_keep_them(language: str) -> None:
    answers = {question.id: (0,) for question in ALL}
    html = checked(
        thanks_page.thanks(
            SHEET,
            answers,
            {COMMENT: HOSTILE, "open_wish": HOSTILE},
            instrument=shipped(),
            last_round=LAST_ROUND,
            contacts=CONTACTS,
            texts=Texts(language),
        )
    )
    assert html.count("<dt>") == len(SHEET.questions) + 2
    assert shipped().open_questions.question("open_wish").text[language] in html
    assert "<details open" not in html
    assert '"day": "2026-12-07"' in html


def test_every_outcome_is_a_valid_page() -> None:
    texts = Texts("nl")
    for why in (
        outcome_texts.without_link(texts),
        outcome_texts.elsewhere(texts),
        outcome_texts.probably_arrived(texts),
        outcome_texts.unavailable(texts, unsent=False),
    ):
        checked(pages.outcome(HOSTILE, why, CONTACTS, texts, again="/answer"))
    posted = Posted([("comment", HOSTILE)])
    for by_itself in (False, True):
        checked(pages.unsent(HOSTILE, posted, CONTACTS, texts, by_itself=by_itself))
    checked(pages.nothing_answered(HOSTILE, Posted([]), texts))


def test_both_doors_have_the_colours_of_the_theme() -> None:
    theme = options()
    light, dark = STYLE.split("prefers-color-scheme:dark", maxsplit=1)
    for style, name in ((light, "light"), (dark, "dark")):
        for token in ("primaryColor", "backgroundColor", "secondaryBackgroundColor", "borderColor"):
            assert theme[f"theme.{name}.{token}"] in style
