"""Every refusal has a code and words in each language, and nothing in it becomes markup."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import dashboard.commands
import surveys
from surveys.errors import N_, PeilError, Phrase, phrase
from surveys.messages.delivery_error import DeliveryError, from_stored
from surveys.people.file.faults import PeopleFileError, fault
from surveys.texts import LANGUAGES, Texts, escape_markdown

ROOT = Path(__file__).parents[2]
ENGLISH, DUTCH = Texts("en"), Texts("nl")
HOSTILE = "[click](https://evil.example) <b>x</b> :red[x] www.evil.example `code` ![x](//y)"
LIVE = re.compile(r"(?i)https?://|www\.|(?<!\\)[\[\]<>*_`$~]|:[a-z]")
"""What Markdown or Streamlit would make a link, a picture, a tag, a colour or code of."""


def modules() -> Iterator[str]:
    for package in (surveys, dashboard.commands):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield module.name


def families() -> list[type[PeilError]]:
    """All kinds of refusals, once every module that may define one is imported."""
    for name in modules():
        importlib.import_module(name)
    return sorted(PeilError.__subclasses__(), key=lambda kind: kind.__qualname__)


KINDS = families()
for_every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def filled(template: str, value: str) -> Phrase:
    """Return a text with the same value in every place."""
    return phrase(template, **dict.fromkeys(places(template), value))


def test_every_error_that_a_person_can_meet_is_of_the_family_with_a_name_of_its_own() -> None:
    """What stays outside is raised and caught within one module, or is a fault of the program."""
    names = [kind.__name__ for kind in KINDS]
    assert len(names) == len(set(names)) >= 30
    assert {"WaveError", "SetUpError", "NotAllowedError", "ProgrammeError"} <= set(names)
    outside = {"BallotError", "NoAnswerError", "OfferFileError", "ContentsError", "ThemeError"}
    for name in modules():
        for member in vars(importlib.import_module(name)).values():
            is_error = inspect.isclass(member) and issubclass(member, Exception)
            if is_error and member.__module__ == name and member.__name__ not in outside:
                assert issubclass(member, PeilError), member


@for_every_kind
def test_every_refusal_has_words_in_every_language(kind: type[PeilError]) -> None:
    for code, template in kind.texts.items():
        assert re.fullmatch(r"[a-z_]+", code)
        shown = {filled(template, "X").in_words(Texts(language)) for language in LANGUAGES}
        assert len(shown) == len(LANGUAGES), shown
        assert places(DUTCH.gettext(template)) == places(template), code


@pytest.mark.parametrize("texts", [ENGLISH, DUTCH], ids=LANGUAGES)
@for_every_kind
def test_nothing_that_somebody_typed_becomes_markup(kind: type[PeilError], texts: Texts) -> None:
    for code, source in kind.texts.items():
        text = texts.gettext(source)
        in_code = "".join(re.findall("`[^`]*`", text))
        assert not places(in_code), f"{code}: escaping is no help in code"
        assert not re.search(r"[\[\]<>*$~]|https?://|www", text), f"{code} has markup of its own"
        if places(text):
            assert escape_markdown(HOSTILE) in filled(source, HOSTILE).in_markdown(texts)
            assert HOSTILE in filled(source, HOSTILE).in_words(texts)


@pytest.mark.parametrize("texts", [ENGLISH, DUTCH], ids=LANGUAGES)
def test_values_are_escaped_however_deep_they_lie_as_are_a_file_and_its_columns(
    texts: Texts,
) -> None:
    inner = phrase(N_("{why} Correct it, or leave the row out."), why=HOSTILE)
    deep = DeliveryError("paused", detail=(inner, HOSTILE))
    of_file = PeopleFileError([fault(HOSTILE, 2, HOSTILE, "unknown_role", value=HOSTILE)])
    for error, times in ((deep, 2), (of_file, 3)):
        assert not LIVE.search(error.in_markdown(texts))
        assert str(error).count(HOSTILE) == times


def test_what_becomes_of_a_message_is_stored_as_a_code() -> None:
    error = DeliveryError("address_refused", detail="550 5.1.1", permanent=True)
    assert error.stored == "address_refused 550 5.1.1"
    told, fresh = (one.in_words(DUTCH) for one in (from_stored(error.stored), error))
    # What a number of a mail server means is told where it is known.
    assert told.removesuffix(": deze mailbox bestaat niet).") == fresh.removesuffix(").")
    old = from_stored("the mail server refused the address (550)")
    assert old.in_words(ENGLISH) == "The reason is not known any more."


def raised() -> Iterator[tuple[str, ast.Call, type[PeilError]]]:
    """Every place in the code where a refusal is made, with its kind."""
    kinds = {kind.__name__: kind for kind in KINDS}
    for folder in ("surveys", "dashboard"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
                if isinstance(node, ast.Call) and name in kinds:
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", node, kinds[name]


def test_every_refusal_in_the_code_has_a_known_code_and_all_its_values() -> None:
    used: set[tuple[str, str]] = set()
    for where, call, kind in raised():
        signature = inspect.signature(kind)
        if "code" in signature.parameters and call.args and isinstance(call.args[0], ast.Constant):
            code = str(call.args[0].value)
            assert code in kind.texts, where
            named = {str(keyword.arg): keyword for keyword in call.keywords}
            bound = signature.bind(*call.args, **named).arguments
            expected = places(kind.texts[code])
            passed = {*bound, *bound.get("values", ())}
            assert passed - (set(signature.parameters) - expected) == expected, where
            used.add((kind.__name__, code))
    assert len(used) > 90


def test_a_page_shows_an_error_by_the_one_function_that_escapes() -> None:
    """An `except … as error` on a page is never turned into text there."""
    for file in (ROOT / "dashboard").rglob("*.py"):
        if {"commands", "scim", "http"} & set(file.parts):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and node.name:
                for inner in ast.walk(node):
                    is_text = isinstance(inner, ast.FormattedValue) or (
                        isinstance(inner, ast.Call)
                        and (
                            getattr(inner.func, "id", "") == "str"
                            or getattr(inner.func, "attr", "") in {"format", "in_words"}
                        )
                    )
                    names = {n.id for n in ast.walk(inner) if isinstance(n, ast.Name)}
                    assert not (is_text and node.name in names), f"{file.name}:{node.lineno}"
