"""What a released Peil is made of, and whether anything of it is known to be vulnerable.

`python .ci/supply.py FOLDER` writes the bill of materials (CycloneDX, JSON) of the packages that a
deployment installs, in the versions and with the hashes of the lock, and checks it against the
schema of CycloneDX. Then it compares these versions with known advisories: those in the folder or
archive that the variable ADVISORIES names (records of OSV, as osv.dev offers them for PyPI), else
those that pip-audit finds on the network. Where neither can be had it says NOT CHECKED, and
why; that is neither a failure nor a success.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).parents[1]
NAME = "peil.cdx.json"
SECONDS = 120
"""How long pip-audit may look for its service."""


def runtime_lock(folder: Path) -> Path:
    """Write the packages that a deployment installs, with the hashes of the lock, to a file."""
    lines = (ROOT / "requirements.lock").read_text()
    # Without the block of versions and without groups: only what `dependencies` asks for.
    project = re.sub(
        r"# exact versions: begin\n.*?# exact versions: end\n",
        "",
        (ROOT / "pyproject.toml").read_text(),
        flags=re.DOTALL,
    )
    (folder / "pyproject.toml").write_text(project)
    target = folder / "requirements.txt"
    target.write_text(lines)
    command = ("uv", "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes")
    options = ("--no-emit-index-url", "--no-header", "--no-annotate", "--quiet")
    subprocess.run([*command, *options, "-o", target.name], cwd=folder, check=True)
    return target


def bill_of_materials(lock: Path, to: Path) -> dict[str, Any]:
    """Write and return the bill of materials of a lock, or end with what is wrong with it."""
    # Validating brings a grammar of addresses, which takes four seconds to build.
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    made = lock.with_name("bill.json")
    subprocess.run(
        [
            *(sys.executable, "-m", "cyclonedx_py", "requirements", lock),
            *("--pyproject", ROOT / "pyproject.toml", "--mc-type", "application"),
            *("--output-reproducible", "--spec-version", "1.6", "-o", made),
        ],
        check=True,
    )
    bill: dict[str, Any] = json.loads(made.read_text())
    for component in bill["components"]:
        # Hashes say which files these are; from where they come is each deployment's own.
        for reference in component.get("externalReferences", ()):
            reference["url"] = component["purl"]
        component["description"] = f"{component['name']} {component['version']}"
    written = json.dumps(bill, indent=2, sort_keys=True) + "\n"
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(written):
        sys.exit(f"The bill of materials is not valid: {wrong}")
    to.write_text(written)
    return bill


def records(where: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of OSV in a folder or in an archive."""
    if where.is_dir():
        for file in sorted(where.rglob("*.json")):
            yield json.loads(file.read_text(encoding="utf-8"))
        return
    with zipfile.ZipFile(where) as archive:
        for name in archive.namelist():
            if name.endswith(".json"):
                yield json.loads(archive.read(name))


def found_in(record: dict[str, Any], versions: dict[str, str]) -> Iterator[str]:
    """Yield a line for each of our versions that a record of OSV says is affected."""
    if record.get("withdrawn"):
        return
    for affected in record.get("affected", ()):
        package = affected.get("package", {})
        name = canonicalize_name(package.get("name", ""))
        if package.get("ecosystem") == "PyPI" and name in versions:
            ours = versions[name]
            if ours in affected.get("versions", ()) or any(
                is_within(ours, one["events"])
                for one in affected.get("ranges", ())
                if one["type"] == "ECOSYSTEM"
            ):
                yield f"{name} {ours}: {record['id']} {record.get('summary', '')}".rstrip()


def is_within(version: str, events: list[dict[str, str]]) -> bool:
    """Return whether a version lies in a range of OSV, whose events are in their order."""
    within, ours = False, Version(version)
    for event in events:
        try:
            if "introduced" in event:
                began = event["introduced"]
                within = within or began == "0" or ours >= Version(began)
            else:
                after = "fixed" in event and ours >= Version(event["fixed"])
                last = event.get("last_affected")
                within = within and not (after or (last is not None and ours > Version(last)))
        except InvalidVersion:
            # An old form of a version; newer events decide.
            continue
    return within


def audit(lock: Path, versions: dict[str, str]) -> int:
    """Compare our versions with advisories, say the outcome, and return the exit code."""
    if stored := os.environ.get("ADVISORIES"):
        known = list(records(Path(stored)))
        lines = [line for record in known for line in found_in(record, versions)]
        print("\n".join(lines) or f"No known vulnerability, by {len(known)} stored advisories.")  # noqa: T201
        return 1 if lines else 0
    # One package first: a service that does not know it would be asked about all of them in vain.
    probe = lock.with_name("probe.txt")
    probe.write_text(f"streamlit=={versions['streamlit']}\n")
    said = outcome(probe)
    lines = outcome(lock) if isinstance(said, list) else said
    if isinstance(lines, str):
        print(f"Vulnerabilities: NOT CHECKED: {lines}. Name stored advisories with ADVISORIES.")  # noqa: T201
        return 0
    print("\n".join(lines) or f"No known vulnerability in {len(versions)} packages.")  # noqa: T201
    return 1 if lines else 0


def outcome(requirements: Path) -> list[str] | str:
    """Return the vulnerabilities that pip-audit knows, or why it could not look at every package.

    A package that its service does not know is left out by pip-audit, which then ends well.
    """
    command = [sys.executable, "-m", "pip_audit", "--requirement", requirements, "--disable-pip"]
    options = ["--no-deps", "--format", "json", "--progress-spinner", "off", "--timeout", "15"]
    try:
        done = subprocess.run(
            [*command, *options], capture_output=True, text=True, timeout=SECONDS, check=False
        )
        packages = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        return f"no service answered in {SECONDS} seconds"
    except (ValueError, KeyError):
        # What it says may have the address of a service.
        return "no service of advisories could be reached"
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    if skipped:
        return f"the service does not know {len(skipped)} of {len(packages)} packages"
    return [
        f"{one['name']} {one['version']}: {each['id']} (fixed in {', '.join(each['fix_versions'])})"
        for one in packages
        for each in one["vulns"]
    ]


def main() -> None:
    """Write the bill of materials, and compare it with advisories."""
    to = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"
    to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        lock = runtime_lock(Path(folder))
        bill = bill_of_materials(lock, to / NAME)
        versions = {
            canonicalize_name(one["name"]): one["version"]
            for one in bill["components"]
            if "version" in one
        }
        print(f"{to / NAME}: {len(versions)} packages, valid by CycloneDX {bill['specVersion']}.")  # noqa: T201
        sys.exit(audit(lock, versions))


if __name__ == "__main__":
    main()
