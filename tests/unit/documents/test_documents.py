"""The documents are filled in with values, in both languages, and nothing in a value is markup."""

import re
from dataclasses import replace
from pathlib import Path

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.documents.promise import LIMITS, PROMISE
from surveys.documents.values import DocumentError, Rhythm, Values, example_values
from surveys.documents.writing import NAMES, escape_markdown, render_documents, write_documents
from surveys.installation.custody import BOX_AND_KEY, LOST, WITH_KEEPERS, WITHOUT_KEEPERS
from surveys.organisation.organisation import Contacts
from surveys.settings.settings import Retention
from surveys.texts import LANGUAGES, Texts
from surveys.waves import KeeperState
from surveys.waves.waves import Thresholds
from tests.refusals import code

EXAMPLE = example_values()
OWN = replace(
    EXAMPLE,
    organisation="Acme",
    contacts=Contacts("Bo Listener", "010 555", None),
    address="https://pulse.acme.example",
    thresholds=Thresholds(7, 12, 15),
    retention=Retention(9, 3),
    channels=("teams",),
    rhythm=None,
    is_example=False,
)


def html(text: str) -> str:
    return markdown.markdown(text, extensions=["tables", "admonition"])


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("lawyer", "model", "Sources")), ("nl", ("jurist", "model", "Bronnen"))],
)
def test_every_document_holds_the_values_of_the_installation_and_says_it_is_a_model_to_check(
    language: str, words: tuple[str, ...]
) -> None:
    made = render_documents(OWN, language)
    assert set(made) == {f"{name}.md" for name in NAMES}
    for text in made.values():
        for value in ("Acme", "Bo Listener", "010 555", *words):
            assert value in text
        for number in (7, 12, 15, 9, 3):
            assert re.search(rf"\b{number}\b", text)
        assert not re.search("Example|!!!", text)
    statement = made["privacy-statement.md"]
    assert "https://pulse.acme.example/privacy" in statement
    assert "teams" in statement


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rhythm", [None, Rhythm(5, (), "weekly"), Rhythm(4, (2, 3), "biweekly")])
@pytest.mark.parametrize(("by_mail", "channels"), [(False, ()), (True, ()), (True, ("teams",))])
@pytest.mark.parametrize("on", [False, True])
def test_no_choice_leaves_a_gap(
    language: str, rhythm: Rhythm | None, by_mail: bool, channels: tuple[str, ...], on: bool
) -> None:
    values = replace(OWN, rhythm=rhythm, channels=channels, by_mail=by_mail)
    values = replace(values, on_postgresql=on, by_identity_provider=on)
    for text in render_documents(values, language).values():
        assert not re.search(r"\{[{%]|None|\|  \||, \||\n\n\n\n", text)
        for line in text.splitlines():
            if line.startswith("| ") and "---" not in line:
                assert line.count("|") in {3, 4, 5}, line


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_somebody_wrote_is_markup(language: str) -> None:
    mean = "</td><script>x()</script> [a](https://bad.example) ![p](//b) | **b** `c`\n# d"
    values = replace(OWN, organisation=mean, contacts=Contacts(mean, mean, mean))
    plain = render_documents(replace(OWN, contacts=Contacts("a", "b", "c")), language)
    for name, text in render_documents(values, language).items():
        shown, expected = html(text), html(plain[name])
        for tag in ("script", "a ", "img", "h1", "h2", "td", "tr", "strong", "code"):
            assert shown.count(f"<{tag}") == expected.count(f"<{tag}"), tag
        assert shown.count("bad.example</a>") == expected.count("bad.example</a>")


@given(st.text())
def test_any_text_comes_out_as_itself(text: str) -> None:
    shown = html(f"x {escape_markdown(text)} x")
    assert re.fullmatch(r"<p>[^<]*</p>", shown)


def test_the_pages_of_the_site_are_the_documents_of_the_example_which_has_the_defaults() -> None:
    for name, text in render_documents(EXAMPLE, "en").items():
        page = (Path("docs") / name).read_text(encoding="utf-8")
        assert page == text, "run: uv run peil documents --example --replace --to docs"
    assert isinstance(EXAMPLE, Values)
    assert (EXAMPLE.thresholds, EXAMPLE.retention) == (Thresholds(), Retention())


def test_existing_documents_closed_folders_and_unknown_languages_are_refused(
    tmp_path: Path,
) -> None:
    write_documents(OWN, "en", tmp_path / "new")
    kept = tmp_path / "new" / "dpia.md"
    kept.write_text("worked on")
    for name in ("works-council", "ai-statement"):
        (tmp_path / "new" / f"{name}.md").unlink()
    with pytest.raises(DocumentError, match=r"dpia\.md would be overwritten"):
        write_documents(OWN, "nl", tmp_path / "new")
    assert kept.read_text() == "worked on"
    assert not (tmp_path / "new" / "works-council.md").exists()
    write_documents(OWN, "nl", tmp_path / "new", replace=True)
    assert kept.read_text().startswith("# Gegevens")
    (tmp_path / "file").touch()
    with pytest.raises(DocumentError, check=code("unwritable")):
        write_documents(OWN, "en", tmp_path / "file")
    with pytest.raises(DocumentError, check=code("language")):
        write_documents(OWN, "fr", tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("keepers", "custody", "clause"),
    [
        (KeeperState(), WITHOUT_KEEPERS, "peil keys protect"),
        (KeeperState(("HR", "Council")), WITH_KEEPERS, "HR"),
        (KeeperState(("HR",), is_open_unsealed=True), WITHOUT_KEEPERS, "HR"),
    ],
)
def test_every_document_says_what_box_and_key_mean_in_the_words_of_the_pages(
    language: str, keepers: KeeperState, custody: str, clause: str
) -> None:
    made = render_documents(replace(OWN, keepers=keepers), language)
    translated = Texts(language).gettext
    for text in made.values():
        assert f"{translated(BOX_AND_KEY)} {translated(custody)}" in text
    for name in ("dpia.md", "works-council.md"):
        assert translated(LOST) in made[name]
    assert clause in made["works-council.md"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_statement_and_regulation_make_the_same_promise_with_the_same_limits(language: str) -> None:
    made, translated = render_documents(OWN, language), Texts(language).gettext
    for name in ("privacy-statement.md", "works-council.md"):
        assert all(translated(sentence) in made[name] for sentence in (PROMISE, *LIMITS)), name


@pytest.mark.parametrize(
    "name", ["README.md", "SECURITY.md", "docs/index.md", *(f"docs/{n}.md" for n in NAMES)]
)
def test_readme_security_and_the_documents_of_the_site_say_the_same_words(name: str) -> None:
    text = Path(name).read_text(encoding="utf-8")
    assert BOX_AND_KEY in text
    if name not in {"docs/dpia.md", "docs/ai-statement.md"}:
        assert all(sentence in text for sentence in (PROMISE, *LIMITS))
