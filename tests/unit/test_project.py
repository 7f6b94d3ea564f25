"""What a stranger looks for is complete and agrees: versions, paths, links, hooks and templates."""

import re
import shlex
import shutil
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

GUIDE = Path("CONTRIBUTING.md")
PROSE = [Path(f) for f in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")]
PROSE += sorted(Path("docs").glob("*.md"))
FORMS = sorted(Path(".github/ISSUE_TEMPLATE").glob("*.yml"))
PATH = re.compile(r"`([\w.-]+(?:/[\w.-]+)*/?)`")
WITH_SUFFIX = re.compile(r"\.(cff|json|jinja|lock|md|po|py|toml|ya?ml)$")
LINK = re.compile(r"\]\(([^)\s#:]*)(?:#([^)\s]+))?\)")


def project() -> dict[str, Any]:
    with Path("pyproject.toml").open("rb") as file:
        metadata: dict[str, Any] = tomllib.load(file)["project"]
    return metadata


def parsed(file: str | Path) -> Any:
    return yaml.safe_load(Path(file).read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Return the addresses of a page's headings within it, as forges and MkDocs make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def rooms() -> list[str]:
    """Return the rooms that the tree in CONTRIBUTING names, as folders."""
    named, layer = [], ""
    for line in GUIDE.read_text(encoding="utf-8").splitlines():
        if top := re.match(r"(\w+)/(\s|$)", line):
            layer = top[1]
        elif room := re.match(r"  (\w+)/ ", line):
            named.append(f"{layer}/{room[1]}")
    return named


def test_version_date_and_citation_agree() -> None:
    metadata, citation = project(), parsed("CITATION.cff")
    entries = re.findall(r"^## \[(.+?)\] - (.+)$", Path("CHANGELOG.md").read_text(), re.MULTILINE)
    released = [(number, day) for number, day in entries if day != "unreleased"]
    assert entries[: -len(released)] == [entry for entry in entries if entry[1] == "unreleased"]
    assert released[0] == (metadata["version"], citation["date-released"])
    assert [date.fromisoformat(day) for _, day in released]
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["cff-version"] == "1.2.0"
    for field in ("version", "license", "authors"):
        assert citation[field] == metadata[field]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_an_issue_form_can_be_filled_in(form: Path) -> None:
    content = parsed(form)
    if form.stem == "config":
        assert content.keys() <= {"blank_issues_enabled", "contact_links"}
        return
    assert content["name"]
    assert content["description"]
    fields = [part for part in content["body"] if part["type"] != "markdown"]
    assert len({part["id"] for part in fields}) == len(fields)
    assert all(part["attributes"]["label"] for part in fields)


def test_hooks_before_a_commit_are_commands_of_the_project() -> None:
    hooks = [hook for repo in parsed(".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]]
    assert len(hooks) >= 3
    for hook in hooks:
        assert hook["language"] == "system"
        uv, run, command, *arguments = shlex.split(hook["entry"])
        assert (uv, run) == ("uv", "run")
        assert shutil.which(command, path=str(Path(sys.executable).parent)), hook["id"]
        assert all(Path(name).exists() for name in arguments if "/" in name), hook["id"]
        if "files" in hook:
            assert any(re.search(hook["files"], file.name) for file in Path().iterdir())


@pytest.mark.parametrize("page", PROSE, ids=str)
def test_links_to_files_and_headings_lead_somewhere(page: Path) -> None:
    for name, heading in LINK.findall(page.read_text(encoding="utf-8")):
        target = page.parent / name if name else page
        assert target.exists(), name
        assert not heading or heading in anchors(target), f"{name}#{heading}"


@pytest.mark.parametrize(("page", "least"), [(GUIDE, 100), (Path("docs/sources.md"), 20)], ids=str)
def test_every_path_in_the_guide_and_beside_what_sources_ask_exists(page: Path, least: int) -> None:
    text = page.read_text(encoding="utf-8")
    named = {name for name in PATH.findall(text) if "/" in name or WITH_SUFFIX.search(name)}
    assert len(named) > least
    assert [name for name in sorted(named) if not Path(name).exists() and name != "uv.lock"] == []


def test_every_room_is_in_the_tree_of_the_guide() -> None:
    folders = (
        folder
        for layer in ("dashboard", "surveys")
        for folder in Path(layer).iterdir()
        if any(folder.rglob("*.py")) or folder.name == "locales"
    )
    assert sorted(rooms()) == sorted(folder.as_posix() for folder in folders)


def test_every_name_in_the_glossary_is_in_the_code() -> None:
    text = GUIDE.read_text(encoding="utf-8").partition("## Glossary")[2]
    code = "\n".join(
        file.read_text(encoding="utf-8")
        for layer in ("dashboard", "surveys", "db")
        for file in Path(layer).rglob("*.py")
    )
    names = re.findall(r"\| `(\w+)` \|$", text, re.MULTILINE)
    assert len(names) > 20
    assert [name for name in names if not re.search(rf"\b{name}\b", code)] == []


def test_the_attacks_stand_in_the_guide_and_on_the_site_with_tests_that_exist() -> None:
    def table(file: Path) -> list[str]:
        rows = file.read_text(encoding="utf-8").split("| attack | tests |\n")[1].split("\n\n")[0]
        return rows.splitlines()[1:]

    attacks = table(GUIDE)
    assert table(Path("docs/attacks.md")) == attacks
    for attack in attacks:
        tests = re.findall(r"`(tests/[^`]+)`", attack)
        assert tests, attack
        assert all(Path(test).is_file() for test in tests), attack
