"""Every YAML file is read by one loader, which refuses deep nesting with one sentence."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from surveys import yaml_documents
from surveys.errors import PeilError
from surveys.history import mapping
from surveys.instrument.file import load_own
from surveys.texts import Texts
from surveys.yaml_documents import MAX_DEPTH

ROOT = Path(__file__).parents[2]
DEEP = [
    pytest.param("[" * 30_000, id="lists"),
    pytest.param("{a: " * 30_000, id="mappings"),
    pytest.param("- " * 30_000 + "a", id="in lines"),
    pytest.param("? " * 30_000 + "a", id="keys"),
    pytest.param("[" * (MAX_DEPTH + 1), id="just too deep"),
]


def load_mapping(text: str, folder: Path) -> object:
    file = folder / "old.yaml"
    file.write_text(text, encoding="utf-8")
    return mapping.load(file)


def load_own_questions(text: str, folder: Path) -> object:
    del folder
    return load_own(text)


@pytest.mark.parametrize("text", DEEP)
@pytest.mark.parametrize("load", [load_mapping, load_own_questions])
def test_deep_nesting_is_one_sentence(
    load: Callable[[str, Path], object], text: str, tmp_path: Path
) -> None:
    with pytest.raises(PeilError) as refused:
        load(text, tmp_path)
    assert f"nested more than {MAX_DEPTH} levels deep" in str(refused.value)
    assert len(str(refused.value)) < 300
    assert "line 1" in str(refused.value)
    assert refused.value.in_words(Texts("nl"))


def test_what_is_not_deep_is_read() -> None:
    assert yaml_documents.load("a: [1, 2026-03-02, {b: yes}]") == yaml.safe_load(
        "a: [1, 2026-03-02, {b: yes}]"
    )
    nested = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert yaml_documents.load(nested) == yaml.safe_load(nested)


def test_a_shipped_file_holds_the_same_whoever_parses_it() -> None:
    files = sorted((ROOT / "surveys").rglob("*.yaml"))
    assert len(files) > 5
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert yaml_documents.load_shipped(file) == yaml_documents.load(text), file.name


def test_nothing_else_of_ours_loads_yaml() -> None:
    """A second way to load would be one without the bound."""
    for file in (*ROOT.glob("surveys/**/*.py"), *ROOT.glob("dashboard/**/*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                whole = ast.unparse(node.func)
                assert not (whole.startswith("yaml.") and "load" in node.func.attr), file
