"""What the files of `deploy/` call by name is still called so: settings, commands, ports, paths."""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
import yaml

from dashboard.commands.main import Peil, cli
from dashboard.commands.serve import serve
from dashboard.http.routes import health
from surveys.settings import Settings
from surveys.settings.sources import TAB_SECRET

DEPLOY = Path(__file__).parents[2] / "deploy"
FILES = sorted(
    path
    for path in DEPLOY.rglob("*")
    if path.is_file() and path.suffix != ".lock" and "monitoring" not in path.parts
)
OF_COMPOSE = {
    "PEIL_HOST",
    "PEIL_IMAGE",
    "PEIL_UPSTREAM",
    "PEIL_LIGHT_UPSTREAM",
    "PEIL_ANSWER_PASSWORD",
    "PEIL_DASHBOARD_PASSWORD",
    "PEIL_CLOCK_PASSWORD",
}
"""Variables that the compose files and the Caddyfile have for themselves."""


def texts() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in FILES)


def commands() -> Iterator[tuple[str, ...]]:
    """Yield the arguments of every call of `peil` in containers, services, charts and words."""
    container = (DEPLOY / "container" / "Containerfile").read_text()
    assert 'ENTRYPOINT ["peil"]' in container
    yield tuple(json.loads(re.findall(r"^CMD (\[.*\])", container, re.MULTILINE)[-1]))
    for path in (DEPLOY / "compose").glob("*.yaml"):
        for name, service in yaml.safe_load(path.read_text())["services"].items():
            if name not in {"proxy", "database"} and "command" in service:
                yield tuple(service["command"])
            check = service.get("healthcheck", {}).get("test", ())
            if list(check[1:2]) == ["peil"]:
                yield tuple(check[2:])
    for path in (DEPLOY / "systemd").iterdir():
        for called in re.findall(r"^ExecStart=\S+/peil (.*)$", path.read_text(), re.MULTILINE):
            yield tuple(called.split())
    for path in (DEPLOY / "helm").rglob("*.yaml"):
        for called in re.findall(r'"args" \(list (.*?)\)', path.read_text()):
            yield tuple(word.strip('"') for word in called.replace("$part", "answer").split())
    for called in re.findall(r"(?:`|-- |exec \w+ )peil ((?:[a-z-]+ ?)+)", texts()):
        yield (called.split()[0],)


def test_every_setting_that_is_named_exists() -> None:
    named = set(re.findall(r"\bPEIL_[A-Z_]*[A-Z]\b", texts()))
    known = {f"PEIL_{name}".upper() for name in Settings.model_fields} | {TAB_SECRET}
    assert len(named & known) >= 12
    assert named - known == OF_COMPOSE


@pytest.mark.parametrize("called", sorted(set(commands())), ids=" ".join)
def test_every_command_that_is_called_exists_with_its_options(called: tuple[str, ...]) -> None:
    """Its arguments are read, values as well, and nothing is done."""
    name, *arguments = called
    group = typer.main.get_command(cli)
    assert isinstance(group, Peil)
    command = group.get_command(group.make_context("peil", [name]), name)
    assert command is not None
    command.make_context(name, arguments)


def test_everything_agrees_on_the_port() -> None:
    port = inspect.signature(serve).parameters["port"].default
    named = re.findall(r"(?:127\.0\.0\.1|localhost|peil|dashboard|answer):(8\d{3})\b", texts())
    named += re.findall(r"(?:containerPort: |EXPOSE |--port\",? \"?)(8\d{3})\b", texts())
    assert len(named) >= 10
    assert set(map(int, named)) == {port}


def test_what_is_probed_is_answered() -> None:
    answered = {getattr(route, "path", "") for route in health()}
    probed = set(re.findall(r"httpGet: \{path: (\S+?),", texts()))
    probed |= set(re.findall(r"urlopen\('http://127\.0\.0\.1:\d+(/\w+)'", texts()))
    assert probed <= answered
    assert probed == {"/healthz"}, "no container is taken away because the database is"
