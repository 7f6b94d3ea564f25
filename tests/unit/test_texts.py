"""Every text in every language, and numbers and dates as people there write them."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from surveys.texts import LANGUAGES, Texts, negotiated

ROOT = Path(__file__).parents[2]
TRANSLATED = [language for language in LANGUAGES if language != "en"]


def source_messages() -> set[str | tuple[str, ...]]:
    """All texts in the code that are marked for translation."""
    found = set()
    for folder in ("dashboard", "surveys"):
        for _file, _line, message, _comments, _context in extract_from_dir(ROOT / folder):
            found.add(message)
    for _file, _line, message, _comments, _context in extract_from_dir(
        ROOT, method_map=[("streamlit_app.py", "python")], directory_filter=lambda _path: False
    ):
        found.add(message)
    return found


def test_no_text_is_marked_where_the_extraction_does_not_look() -> None:
    """Inside an f-string a marked text would stay English for everybody."""
    for file in [*(ROOT / "dashboard").rglob("*.py"), *(ROOT / "surveys").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                inside = [
                    call.func
                    for call in ast.walk(node)
                    if isinstance(call, ast.Call)
                    and call.args
                    and isinstance(call.args[0], ast.Constant)
                ]
                names = {
                    f.id if isinstance(f, ast.Name) else getattr(f, "attr", "") for f in inside
                }
                assert not names & {"_", "N_", "gettext", "ngettext"}, f"{file.name}:{node.lineno}"


def catalogue(language: str) -> Catalog:
    path = ROOT / "surveys" / "locales" / language / "LC_MESSAGES" / "peil.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def texts_in(message: Message) -> list[tuple[str, str]]:
    """Pairs of source and translation; a plural has two."""
    if not message.id:
        return []
    if isinstance(message.id, tuple | list):
        return list(zip(message.id, message.string, strict=True))
    return [(message.id, str(message.string))]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_in_the_code_is_translated(language: str) -> None:
    there = {message.id for message in catalogue(language) if message.id}
    missing = source_messages() - there
    assert not missing, f"add to surveys/locales/{language}: {missing}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_empty_or_unsure(language: str) -> None:
    for message in catalogue(language):
        if message.id:
            assert not message.fuzzy, message.id
            assert all(translation for _, translation in texts_in(message)), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_left_over(language: str) -> None:
    there = {message.id for message in catalogue(language) if message.id}
    assert there <= source_messages()


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_same_places_to_fill_in(language: str) -> None:
    for message in catalogue(language):
        for source, translation in texts_in(message):
            assert set(re.findall(r"{\w+}", source)) == set(re.findall(r"{\w+}", translation))


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_that_of_the_source(language: str) -> None:
    path = ROOT / "surveys" / "locales" / language / "LC_MESSAGES" / "peil.mo"
    with path.open("rb") as file:
        compiled = sorted(pair for message in read_mo(file) for pair in texts_in(message))
    assert compiled == sorted(pair for message in catalogue(language) for pair in texts_in(message))


def test_numbers_have_the_decimal_sign_of_the_language() -> None:
    assert Texts("en").number(3.64) == "3.6"
    assert Texts("nl").number(3.64) == "3,6"


def test_dates_are_written_out_in_the_language() -> None:
    day = date(2026, 5, 4)
    assert Texts("en").date(day) == "4 May 2026"
    assert Texts("nl").date(day) == "4 mei 2026"


def test_plurals_follow_the_number() -> None:
    assert Texts("nl").ngettext("{n} colleague", "{n} colleagues", 1) == "1 collega"
    assert Texts("nl").ngettext("{n} colleague", "{n} colleagues", 4) == "4 collega's"


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        (("nl-BE",), "nl"),
        (("fr-FR", "nl"), "nl"),
        (("fr",), "en"),
        ((None, None), "en"),
        (("en_US",), "en"),
    ],
)
def test_the_first_language_asked_for_that_there_is_wins(
    wanted: tuple[str | None, ...], given: str
) -> None:
    assert negotiated(*wanted) == given
