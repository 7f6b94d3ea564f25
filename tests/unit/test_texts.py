"""Every text in every language, and numbers and dates as people there write them."""

import ast
import functools
import itertools
import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from hypothesis import example, given
from hypothesis import strategies as st

from surveys.texts import LANGUAGES, Texts, negotiated, rounded

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "surveys" / "locales"


@functools.cache
def source_messages() -> set[str | tuple[str, ...]]:
    extracted = itertools.chain(
        *(extract_from_dir(ROOT / folder) for folder in ("dashboard", "surveys")),
        extract_from_dir(ROOT, [("streamlit_app.py", "python")], directory_filter=lambda _: False),
    )
    return {message for _file, _line, message, _comments, _context in extracted}


def test_no_text_is_marked_where_the_extraction_does_not_look() -> None:
    """Inside an f-string a marked text would stay English for everybody."""
    for file in [*(ROOT / "dashboard").rglob("*.py"), *(ROOT / "surveys").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.JoinedStr):
                continue
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and call.args[:1]:
                    marked = isinstance(call.args[0], ast.Constant)
                    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
                    where = f"{file.name}:{node.lineno}"
                    assert not (marked and name in {"_", "N_", "gettext", "ngettext"}), where


@pytest.fixture(scope="module", params=[language for language in LANGUAGES if language != "en"])
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    with (LOCALES / request.param / "LC_MESSAGES" / "peil.po").open("rb") as file:
        return read_po(file, locale=request.param)


def texts_in(catalogue: Catalog) -> list[tuple[str, str]]:
    """Return pairs of source and translation; a plural has two."""
    pairs = []
    for message in catalogue:
        if isinstance(message.id, tuple | list):
            pairs += zip(message.id, message.string, strict=True)
        elif message.id:
            pairs.append((message.id, str(message.string)))
    return pairs


def test_every_text_in_the_code_is_translated_and_compiled_and_no_other(catalogue: Catalog) -> None:
    assert {message.id for message in catalogue if message.id} == source_messages()
    with (LOCALES / str(catalogue.locale) / "LC_MESSAGES" / "peil.mo").open("rb") as file:
        assert sorted(texts_in(read_mo(file))) == sorted(texts_in(catalogue))
    assert not [message.id for message in catalogue if message.id and message.fuzzy]
    for source, translation in texts_in(catalogue):
        assert translation, source
        assert set(re.findall(r"{\w+}", source)) == set(re.findall(r"{\w+}", translation))


def test_numbers_dates_and_plurals_are_written_as_in_the_language() -> None:
    english, dutch, day = Texts("en"), Texts("nl"), date(2026, 5, 4)
    assert (english.number(3.64), dutch.number(3.64)) == ("3.6", "3,6")
    assert (english.date(day), dutch.date(day)) == ("4 May 2026", "4 mei 2026")
    assert (english.month(day), dutch.month(day, year=True)) == ("May", "mei 2026")
    assert (english.short_month(date(2026, 3, 1)), dutch.short_month(day)) == ("Mar", "mei")
    assert dutch.ngettext("{n} colleague", "{n} colleagues", 1) == "1 collega"
    assert dutch.ngettext("{n} colleague", "{n} colleagues", 4) == "4 collega's"


def test_the_first_language_asked_for_that_there_is_wins() -> None:
    assert negotiated("nl-BE") == negotiated("fr-FR", "nl") == "nl"
    assert negotiated("fr") == negotiated(None, None) == negotiated("en_US") == "en"


def test_numbers_from_two_to_twelve_are_words_within_a_sentence() -> None:
    assert [Texts("en").in_words(n) for n in (1, 2, 6, 12, 13)] == [
        "1",
        "two",
        "six",
        "twelve",
        "13",
    ]
    assert [Texts("nl").in_words(n) for n in (3, 12, 1_200)] == ["drie", "twaalf", "1.200"]


def test_every_average_is_rounded_as_it_is_written() -> None:
    texts = Texts("en")
    averages = {total / n for n in range(5, 81) for total in range(n, 5 * n + 1)}
    assert 2.45 in averages
    assert round(2.45, 1) != rounded(2.45) == 2.4
    assert not {at for at in averages if float(texts.number(at)) != rounded(at)}


@given(st.fractions(0, 1, max_denominator=400).map(float))
@example(0.575)
@example(0.145)
def test_every_share_is_rounded_as_it_is_written(share: float) -> None:
    assert Texts("en").percent(share) == f"{rounded(share, 2):.0%}"


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_any_number_is_rounded_as_it_is_written(value: float, decimals: int) -> None:
    written = Texts("en").number(value, decimals).replace(",", "")
    assert float(written) == rounded(value, decimals)
