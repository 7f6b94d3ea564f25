"""Write or check the exact versions that everybody runs: requirements.lock and pyproject.toml.

`python .ci/lock.py` renews both; `python .ci/lock.py --check` fails when they are out of step.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT, LOCK = ROOT / "pyproject.toml", ROOT / "requirements.lock"
BEGIN, END = "# exact versions: begin\n", "# exact versions: end\n"
COMPILE = (
    *("uv", "pip", "compile", "pyproject.toml", "--universal", "--all-extras"),
    *("--group", "dev", "--group", "oracles"),
    *("--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate", "--quiet"),
)


def compiled(project: str, *options: str) -> str:
    """Return the lock that belongs to the dependencies, with versions and hashes only."""
    with tempfile.TemporaryDirectory() as folder:
        # Without the block of exact versions: it is made from the lock, not the other way round.
        (Path(folder) / PROJECT.name).write_text(without_block(project))
        target = Path(folder) / LOCK.name
        if LOCK.exists() and not options:
            target.write_text(LOCK.read_text())
        subprocess.run([*COMPILE, *options, "-o", LOCK.name], cwd=folder, check=True)
        return target.read_text()


def constraints(lock: str) -> str:
    """Return the versions of a lock as the block for pyproject.toml."""
    pinned = re.findall(r"^([\w.\[\]-]+==\S+(?: ; [^\\\n]+)?)", lock, re.MULTILINE)
    lines = "".join(f'    "{version.strip()}",\n' for version in pinned)
    return f"{BEGIN}[tool.uv]\nconstraint-dependencies = [\n{lines}]\n{END}"


def without_block(project: str) -> str:
    """Return pyproject.toml without the exact versions."""
    return re.sub(f"{BEGIN}.*?{END}", "", project, flags=re.DOTALL).rstrip() + "\n"


def renew_tools() -> None:
    """Renew the versions and hashes of what the container is built with."""
    tools = ROOT / "deploy" / "container"
    options = ("--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade")
    plain = ("--no-emit-index-url", "--no-header", "--no-annotate", "--quiet")
    command = ("uv", "pip", "compile", "build-tools.in", *options, *plain)
    subprocess.run([*command, "-o", "build-tools.lock"], cwd=tools, check=True)


def main() -> None:
    """Renew or check."""
    project = PROJECT.read_text()
    if "--check" in sys.argv:
        lock = compiled(project)
        if lock != LOCK.read_text() or constraints(lock) not in project:
            sys.exit("requirements.lock and pyproject.toml are out of step: run .ci/lock.py")
        return
    lock = compiled(project, "--upgrade")
    LOCK.write_text(lock)
    PROJECT.write_text(f"{without_block(project)}\n{constraints(lock)}")
    renew_tools()


if __name__ == "__main__":
    main()
