"""The `peil` command, run as from a terminal."""

import json
import re
import socket
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dashboard.clock import now, today
from dashboard.commands import demo
from surveys.access.access import reader
from surveys.answering.casting import answer_sheet
from surveys.example import example
from surveys.installation import installation as installations
from surveys.installation.installation import Installation
from surveys.people.provisioning.directory import admitted
from surveys.settings.settings import Settings
from surveys.sign_in.sign_in import redeem, session_reader
from surveys.waves.waves import open_number, open_wave
from tests.builders import add_people
from tests.commands import Peil, said


@pytest.fixture
def folder(settings: Settings, installation: Installation) -> Path:
    del installation
    return settings.folder


def test_closing_a_wave_says_what_came_of_it(
    peil: Peil, installation: Installation, organisation: dict[str, UUID], folder: Path
) -> None:
    add_people(installation, organisation["North"], 6)
    open_wave(installation, opens_on=today(), closes_on=today())
    run = peil("close-wave", "--folder", folder)
    assert "Wave 1 is counted: 0 of 2 units are published." in run.stdout
    assert open_number(installation) is None


def test_closing_without_an_open_wave_is_one_clear_message(peil: Peil, folder: Path) -> None:
    assert "No wave is open" in said(peil("close-wave", "--folder", folder))


def test_a_wave_is_not_closed_before_its_date(
    peil: Peil, installation: Installation, organisation: dict[str, UUID], folder: Path
) -> None:
    add_people(installation, organisation["North"], 6)
    open_wave(installation, opens_on=today(), closes_on=today() + timedelta(days=1))
    assert "is not counted earlier" in said(peil("close-wave", folder=folder))


def test_people_are_invited_and_each_gets_a_working_link(
    peil: Peil,
    installation: Installation,
    organisation: dict[str, UUID],
    folder: Path,
    tmp_path: Path,
) -> None:
    del organisation
    roster = tmp_path / "people.csv"
    roster.write_text("unit;name;email\nNorth;Ann;ann@example.org\nSouth;Bo;bo@example.org\n")
    assert "Done." in peil("import-people", roster, "--yes", folder=folder).stdout
    run = peil("open-wave", "--closes", today().isoformat(), folder=folder)
    header, *lines = run.stdout.splitlines()
    assert header == "name,email,link"
    assert len(lines) == 2
    for line, unit in zip(lines, ["North", "South"], strict=True):
        token = line.split("t=")[1]
        assert answer_sheet(installation, token, today()).unit == unit


def test_a_sign_in_link_works_once_and_carries_the_role(
    peil: Peil, installation: Installation, organisation: dict[str, UUID], folder: Path
) -> None:
    run = peil(
        "sign-in-link", "mo@example.org", "--role", "manager", "--unit", "North", folder=folder
    )
    secret = re.findall(r"/sign-in/(\S+)", run.stdout)[0]
    session = redeem(installation, secret, now())
    assert session is not None
    who = session_reader(installation, session, now())
    assert who is not None
    assert who.managed_units == {organisation["North"]}
    assert redeem(installation, secret, now()) is None


def test_a_role_is_given_once_however_often_it_is_asked(
    peil: Peil, installation: Installation, organisation: dict[str, UUID], folder: Path
) -> None:
    del organisation
    for _ in range(2):
        run = peil("sign-in-link", "hr@example.org", folder=folder)
    secret = re.findall(r"/sign-in/(\S+)", run.stdout)[0]
    who = session_reader(installation, redeem(installation, secret, now()) or "", now())
    assert who is not None
    assert who.roles == {"hr"}
    assert reader(installation, who.person) == who


@pytest.mark.parametrize(
    ("unit", "why"), [("Nowhere", "no unit “Nowhere”"), (None, "a manager leads one unit")]
)
def test_a_manager_leads_a_unit_that_exists(
    peil: Peil, organisation: dict[str, UUID], folder: Path, unit: str | None, why: str
) -> None:
    del organisation
    options: Sequence[str] = ["--unit", unit] if unit else []
    run = peil("sign-in-link", "mo@example.org", "--role", "manager", *options, folder=folder)
    assert why in said(run)


def test_history_comes_in_from_the_terminal_and_faults_are_one_message(
    peil: Peil,
    installation: Installation,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "organisation: Example\n"
        "wave: {title: Before, opens_on: 2020-08-01, closes_on: 2020-09-30}\n"
        "unit: {column: team}\nquestions: {wlb_1: {column: balance}}\n"
    )
    answers = tmp_path / "answers.csv"
    answers.write_text("team,balance\n" + "North,4\nNorth,5\nNorth,2\n" * 4)
    run = peil("import-history", answers, "--mapping", mapping, folder=folder)
    assert "The wave “Before” closed on 30 September 2020" in said(run)
    assert "Set PEIL_KEEP_RESULTS_YEARS higher first." in said(run)
    monkeypatch.setenv("PEIL_KEEP_RESULTS_YEARS", "30")
    run = peil("import-history", answers, "--mapping", mapping, folder=folder)
    assert "Before: 12 rows, 1 questions. 2 of 2 units are published." in run.stdout
    again = peil("import-history", answers, "--mapping", mapping, folder=folder)
    assert "is here already" in said(again)
    answers.write_text("team,balance\nNorth,often\n")
    mapping.write_text(mapping.read_text().replace("Before", "Later").replace("2020", "2021"))
    assert "answers.csv" in said(
        peil("import-history", answers, "--mapping", mapping, folder=folder)
    )
    del installation


def test_a_port_that_is_taken_is_one_clear_message(peil: Peil, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("localhost", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = peil("demo", "--port", port, "--folder", tmp_path / "demo", "--no-browser")
    assert "Choose another one with --port" in said(run)
    assert not (tmp_path / "demo").exists()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """An example with two counted waves."""
    monkeypatch.setattr(example, "CLOSED_WAVES", 2)
    monkeypatch.delenv("PEIL_FOLDER", raising=False)
    monkeypatch.setenv("PEIL_FOLDER", "unused")
    installations.current_installation.cache_clear()


def silent(what: str, done: int, total: int) -> None:
    """Report nothing."""


def prepare(folder: Path, *, fresh: bool = False) -> tuple[Installation, list[str], int]:
    return demo.prepare(folder, example.MIN_PEOPLE, fresh=fresh, report=silent)


@pytest.mark.usefixtures("quick")
def test_a_second_start_of_the_demo_reuses_it(tmp_path: Path) -> None:
    _, first, _ = prepare(tmp_path / "demo")
    _, second, people = prepare(tmp_path / "demo")
    assert second == first
    assert people == example.MIN_PEOPLE


@pytest.mark.usefixtures("quick")
def test_fresh_starts_over(tmp_path: Path) -> None:
    _, first, _ = prepare(tmp_path / "demo")
    place, second, _ = prepare(tmp_path / "demo", fresh=True)
    assert not set(first) & set(second)
    assert open_number(place) == 3


@pytest.mark.usefixtures("quick")
def test_an_example_whose_making_was_interrupted_is_made_again(tmp_path: Path) -> None:
    prepare(tmp_path / "demo")
    note = tmp_path / "demo" / demo.NOTE
    note.write_text(json.dumps({**json.loads(note.read_text()), "complete": False}))
    place, tokens, _ = prepare(tmp_path / "demo")
    assert tokens
    assert open_number(place) == 3


@pytest.mark.usefixtures("quick")
def test_a_demo_whose_wave_was_counted_opens_the_next(peil: Peil, tmp_path: Path) -> None:
    prepare(tmp_path / "demo")
    assert peil("close-wave", "--folder", tmp_path / "demo").returncode == 0
    place, tokens, _ = prepare(tmp_path / "demo")
    assert open_number(place) == 4
    assert answer_sheet(place, tokens[0], today()).wave == 4


def test_a_folder_with_something_else_in_it_is_left_alone(peil: Peil, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("three years of work")
    run = peil("demo", "--folder", tmp_path, "--fresh", "--no-browser", "--port", "8744")
    assert "holds something else than an example" in said(run)
    assert (tmp_path / "thesis.txt").read_text() == "three years of work"


def test_the_demo_never_touches_a_database(
    peil: Peil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEIL_DATABASE_URL", "postgresql://peil_clock@localhost/peil")
    run = peil("demo", "--folder", tmp_path / "demo", "--no-browser")
    assert "PEIL_DATABASE_URL is set" in said(run)
    assert not (tmp_path / "demo").exists()


def test_slips_are_written_for_the_owner_only_and_never_over_another_file(
    peil: Peil,
    installation: Installation,
    organisation: dict[str, UUID],
    folder: Path,
    tmp_path: Path,
) -> None:
    add_people(installation, organisation["North"], 6)
    sheet = tmp_path / "slips.html"
    run = peil("slips", "--unit", "North", "--output", sheet, "--language", "nl", folder=folder)
    assert "North: 6 slips." in run.stdout
    assert sheet.stat().st_mode & 0o777 == 0o600
    assert sheet.read_text().count('<article class="card">') == 6
    before = sheet.read_text()
    again = peil("slips", "--unit", "North", "--output", sheet, folder=folder)
    assert "is there already" in said(again)
    assert sheet.read_text() == before
    opened = peil("open-wave", "--closes", today(), folder=folder)
    assert opened.stdout.count("/answer?t=") == 0
    assert "North answers with its 6 paper slips" in opened.stderr


def test_slips_can_be_withdrawn(
    peil: Peil,
    installation: Installation,
    organisation: dict[str, UUID],
    folder: Path,
    tmp_path: Path,
) -> None:
    add_people(installation, organisation["North"], 6)
    peil("slips", "--unit", "North", "--output", tmp_path / "slips.html", folder=folder)
    run = peil("slips", "--unit", "North", "--withdraw", folder=folder)
    assert "North gets personal links again" in run.stdout
    assert peil("open-wave", "--closes", today(), folder=folder).stdout.count("/answer?t=") == 6


def test_a_unit_that_does_not_exist_gets_no_slips(
    peil: Peil, organisation: dict[str, UUID], folder: Path
) -> None:
    assert organisation
    assert "There is no unit “Nope”" in said(peil("slips", "--unit", "Nope", folder=folder))


def test_the_trail_is_printed(peil: Peil, organisation: dict[str, UUID], folder: Path) -> None:
    assert organisation
    lines = peil("trail", folder=folder).stdout.splitlines()
    assert lines[0] == "day,by,action,subject"
    assert lines[1].endswith(",(server),organisation set up,Example")


def test_upkeep_says_what_it_has_deleted(
    peil: Peil,
    installation: Installation,
    organisation: dict[str, UUID],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert peil("upkeep", folder=folder).stdout == "Nothing is due.\n"
    add_people(installation, organisation["North"], 6)
    long_ago = today() - timedelta(days=800)
    open_wave(installation, opens_on=long_ago, closes_on=long_ago)
    peil("close-wave", folder=folder)
    monkeypatch.setenv("PEIL_KEEP_RESULTS_YEARS", "2")
    assert peil("upkeep", folder=folder).stdout == "The results of wave 1 are deleted.\n"


def test_a_setting_that_is_not_right_is_named_without_its_value(
    peil: Peil, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEIL_KEEP_COMMENTS_MONTHS", "0")
    message = said(peil("upkeep", folder=folder))
    assert "The setting PEIL_KEEP_COMMENTS_MONTHS is not right" in message


def test_settings_are_shown_with_their_origin_and_without_secrets(
    peil: Peil, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEIL_DATABASE_URL", "postgresql://peil_clock:hush@db.example.org/peil")
    monkeypatch.setenv("PEIL_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("COLUMNS", "200")
    run = peil("settings", "--folder", folder)
    assert "environment PEIL_DATABASE_URL" in run.stdout
    assert "Where people reach this installation." in run.stdout
    assert "PEIL_SERVICE_HOST (environment) is not a setting of Peil." in run.stderr
    listed = {each["name"]: each for each in json.loads(peil("settings", "--json").stdout)}
    assert listed["database_url"]["value"] == "postgresql://peil_clock:••••••@db.example.org/peil"
    assert listed["address"]["origin"] == "default"
    assert "hush" not in run.stdout + str(listed)


def test_the_script_for_postgresql_is_printed_as_it_is(peil: Peil) -> None:
    script = peil("postgresql-script").stdout
    assert script.startswith("-- Prepares an empty PostgreSQL database")
    assert "CREATE SCHEMA IF NOT EXISTS box AUTHORIZATION peil_clock;" in script


def test_a_token_to_synchronise_is_printed_once_replaced_and_removed(
    peil: Peil, folder: Path, installation: Installation
) -> None:
    def admits(token: str) -> bool:
        return admitted(installation, Settings(), token) is not None

    first, second = (
        re.search(r"Token: (\S{40,})\n", peil("scim-token", folder=folder).stdout) for _ in range(2)
    )
    assert first is not None
    assert second is not None
    assert (admits(first[1]), admits(second[1]), admits("")) == (False, True, False)
    assert "Nobody can synchronise" in peil("scim-token", "--remove").stdout
    assert not admits(second[1])
    assert "There was no token." in peil("scim-token", "--remove").stdout
