"""No private part of Streamlit is used but within the fence, and of the version looked at."""

import ast
from pathlib import Path

import streamlit
from streamlit import config

ROOT = Path(__file__).parents[3]
FENCES = {
    "dashboard/streamlit_internals/browser.py",
    "dashboard/streamlit_internals/server.py",
    "tests/streamlit_internals.py",
    "tests/unit/http/test_streamlit_settings.py",
    "tests/unit/streamlit_internals/test_fence.py",
    "tests/unit/streamlit_internals/test_server.py",
    "tests/unit/streamlit_internals/test_parts_for_tests.py",
}
PUBLIC = {"streamlit", "streamlit.testing.v1"}


def is_module(name: str) -> bool:
    """Whether a dotted name of Streamlit is a module rather than a name in one."""
    path = Path(streamlit.__file__).parents[1].joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def imported(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {name for name in inside if is_module(name)} or {node.module or ""}
    return {name for name in names if name.split(".")[0] == "streamlit"}


def test_only_the_fence_imports_private_parts() -> None:
    folders = [ROOT / "dashboard", ROOT / "tests"]
    files = {ROOT / "streamlit_app.py", *(f for folder in folders for f in folder.rglob("*.py"))}
    assert not [f for f in files - {ROOT / name for name in FENCES} if imported(f) - PUBLIC], (
        "move what is imported to dashboard/streamlit_internals, with a test beside this one"
    )


def test_this_is_the_version_that_was_looked_at() -> None:
    assert streamlit.__version__.startswith("1.67."), (
        "run the tests of this folder and of tests/browser with the new version, then name it here"
    )
    assert config.get_option("server.cookieSecret")
