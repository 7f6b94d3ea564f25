"""The page on PostgreSQL says of every query on results how many shards of Citus it would reach."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "postgresql.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(db/\w+\.py)` \|(.*)\|$", PAGE, re.MULTILINE)


def queries_in(module: Path) -> set[str]:
    """Return the public functions of a module that get a session, a connection or an engine."""
    functions = (
        one
        for one in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(one, ast.FunctionDef)
    )
    return {
        function.name
        for function in functions
        if not function.name.startswith("_")
        and {"session", "connection", "engine"} & {given.arg for given in function.args.args}
    }


@pytest.mark.parametrize(("module", "cells"), ROWS)
def test_every_query_is_classified(module: str, cells: str) -> None:
    named = set(re.findall(r"`(\w+)`", cells))
    if "all others" in cells:
        assert named
        assert named <= queries_in(ROOT / module)
    else:
        assert named == queries_in(ROOT / module)


def test_no_other_module_reads_or_writes_these_tables() -> None:
    models = re.compile(r"\b(Result|WaveUnit|StoredVerdict|Comment)\b")
    files = (ROOT / "db").glob("*.py")
    using = {f"db/{file.name}" for file in files if models.search(file.read_text("utf-8"))}
    assert using == {module for module, _ in ROWS}
