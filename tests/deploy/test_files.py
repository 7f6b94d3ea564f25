"""What `deploy/` promises: least rights, keys apart, nothing secret in it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
COMPOSE = ("compose.yaml", "compose.postgresql.yaml")


def services(file: str) -> dict[str, Any]:
    """Return the services of a compose file."""
    content: dict[str, Any] = yaml.safe_load((DEPLOY / "compose" / file).read_text())
    found: dict[str, Any] = content["services"]
    return found


@pytest.mark.parametrize("file", COMPOSE)
def test_containers_have_no_rights_and_write_nowhere_else(file: str) -> None:
    for name, service in services(file).items():
        assert service["security_opt"] == ["no-new-privileges:true"], name
        if name != "database":
            assert service["read_only"] is True, name
            assert service["cap_drop"] == ["ALL"], name


@pytest.mark.parametrize("file", COMPOSE)
def test_only_the_proxy_is_reached_from_outside(file: str) -> None:
    assert [name for name, one in services(file).items() if "ports" in one] == ["proxy"]


def test_pages_on_postgresql_have_no_key_folder_and_a_role_of_their_own() -> None:
    made = services("compose.postgresql.yaml")
    for name in ("dashboard", "answer", "clock"):
        assert f"//peil_{name}:" in made[name]["environment"]["PEIL_DATABASE_URL"]
        volumes = [volume.split(":")[0] for volume in made[name].get("volumes", [])]
        assert ("keys" in volumes) == (name == "clock")


def test_containers_run_as_a_user_without_a_name_in_the_system() -> None:
    last = (DEPLOY / "container" / "Containerfile").read_text().rsplit("\nFROM ", 1)[1]
    assert "USER 10001:10001" in last
    assert "HEALTHCHECK" in last
    assert "pip" not in last


def test_the_image_is_built_in_the_format_that_has_the_health_check_compose_waits_for() -> None:
    waits = [name for file in COMPOSE for name, one in services(file).items() if waits_for(one)]
    assert waits
    for file in (DEPLOY / "README.md", DEPLOY / "container" / "Containerfile"):
        [build] = re.findall(r"podman build.*", file.read_text())
        assert "--format docker" in build


def waits_for(service: dict[str, Any]) -> bool:
    """Return whether a service starts after the health check of another."""
    after = service.get("depends_on", {})
    return isinstance(after, dict) and any(
        one["condition"] == "service_healthy" for one in after.values()
    )


def test_packages_of_the_container_are_checked_against_their_hashes() -> None:
    text = (DEPLOY / "container" / "Containerfile").read_text()
    assert "-c requirements.lock" in text
    assert "--require-hashes -r /build/build-tools.lock" in text
    assert len(re.findall(r"pip install", text)) == 2, "nothing else is installed"
    for file in (DEPLOY.parent / "requirements.lock", DEPLOY / "container" / "build-tools.lock"):
        versions = re.findall(r"^\S+==\S+.*?(?=^\S|\Z)", file.read_text(), re.MULTILINE | re.DOTALL)
        assert versions
        assert all("--hash=sha256:" in version for version in versions)
    assert "http" not in (DEPLOY / "container" / "build-tools.lock").read_text()


def test_all_that_is_copied_into_the_container_is_sent_to_its_builder_and_nothing_else() -> None:
    text = (DEPLOY / "container" / "Containerfile").read_text()
    copied = {
        word
        for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE)
        for word in line.split()[:-1]
    }
    rules = (DEPLOY.parent / ".dockerignore").read_text().splitlines()
    assert rules[0] == "*"
    assert {rule.removeprefix("!") for rule in rules if rule.startswith("!")} == copied
    assert all((DEPLOY.parent / name).exists() for name in copied)


@pytest.mark.parametrize("unit", ["peil.service", "peil-clock.service"])
def test_services_have_no_core_dumps_and_write_to_two_folders(unit: str) -> None:
    lines = (DEPLOY / "systemd" / unit).read_text().splitlines()
    for line in (
        "LimitCORE=0",
        "PrivateTmp=yes",
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "ReadWritePaths=/srv/peil /srv/peil-keys",
    ):
        assert line in lines


def test_passwords_come_from_outside() -> None:
    example = (DEPLOY / "compose" / "example.env").read_text()
    assert re.findall(r"^\w+_PASSWORD=(.*)$", example, re.MULTILINE) == ["", "", ""]
    for file in COMPOSE:
        text = (DEPLOY / "compose" / file).read_text()
        assert re.findall(r"postgresql://\w+:(?!\$\{)", text) == []
        assert re.findall(r"PASSWORD: (?!\$\{)", text) == []
