"""The `peil` command, run as from a terminal."""

import json
import re
import socket
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dashboard.clock import now, today
from dashboard.commands import demo
from db import outbox
from db.engine import writing
from surveys import api_clients
from surveys.access.access import OPERATOR, Reader, reader
from surveys.answering.casting import answer_sheet
from surveys.example import example
from surveys.example.workplace import LEAST_WITH_DEPARTMENTS
from surveys.installation.installation import Installation
from surveys.people.provisioning.directory import admitted
from surveys.people.roles import give
from surveys.programme.changes import save_rhythm
from surveys.programme.rhythm import Rhythm
from surveys.settings.settings import Settings
from surveys.sign_in.sign_in import redeem, session_reader
from surveys.waves.waves import open_number, open_wave
from tests.builders import OPENS, add_people, add_person, hold_wave
from tests.commands import Done, Peil, said
from tests.stored import main_rows

pytestmark = pytest.mark.usefixtures("organisation")


@pytest.fixture
def staff(installation: Installation, north: UUID) -> list[UUID]:
    """Six people of North."""
    return add_people(installation, north, 6)


@pytest.mark.usefixtures("staff")
def test_a_wave_is_closed_after_its_last_day_or_early_on_it_and_not_before(
    peil: Peil, installation: Installation, settings: Settings
) -> None:
    assert "No wave is open" in said(peil("close-wave"))
    open_wave(installation, opens_on=today(), closes_on=today())
    assert "is not counted earlier" in said(peil("close-wave"))
    run = peil("close-wave", "--early", "--folder", settings.folder)
    assert "Wave 1 is counted: 0 of 2 units are published." in run.stdout
    assert open_number(installation) is None
    tomorrow = today() + timedelta(days=1)
    open_wave(installation, opens_on=tomorrow, closes_on=tomorrow)
    assert "is not counted earlier" in said(peil("close-wave", "--early"))
    assert open_number(installation) == 2


def test_each_gets_a_working_link(peil: Peil, installation: Installation, tmp_path: Path) -> None:
    roster = tmp_path / "people.csv"
    roster.write_text("unit;name;email\nNorth;Ann;ann@example.org\nSouth;Bo;bo@example.org\n")
    assert "Done." in peil("import-people", roster, "--yes").stdout
    run = peil("open-wave", "--closes", today().isoformat())
    header, *lines = run.stdout.splitlines()
    assert header == "name,email,link"
    assert len(lines) == 2
    for line, unit in zip(lines, ["North", "South"], strict=True):
        token = line.split("/a/")[1]
        assert answer_sheet(installation, token, today()).unit == unit


@pytest.mark.parametrize(
    ("option", "asked"),
    [("--end-of-round", "open_miss"), ("--comment", "comment"), ("", "comment")],
)
def test_by_hand_a_wave_asks_open_questions_or_for_a_comment(
    peil: Peil, installation: Installation, north: UUID, option: str, asked: str
) -> None:
    add_people(installation, north, 12)
    run = peil("open-wave", "--closes", today().isoformat(), *([option] if option else []))
    token = run.stdout.splitlines()[1].split("/a/")[1]
    assert answer_sheet(installation, token, today()).open_questions[0].id == asked


def test_by_hand_a_wave_opens_that_would_wait_for_talks_and_says_so(
    peil: Peil, installation: Installation, organisation: dict[str, UUID]
) -> None:
    whole, north = organisation["Example"], organisation["North"]
    for unit in (whole, north):
        add_people(installation, unit, 8)
    add_person(installation, whole, "Nora", role="manager", role_for=north)
    for days in (28, 14):
        hold_wave(installation, today() - timedelta(days=days))
    save_rhythm(installation, OPERATOR, Rhythm("FREQ=WEEKLY;INTERVAL=2", today()), ())
    opened = peil("open-wave", "--closes", today())
    assert "By itself this wave would wait" in opened.stderr
    assert "North" not in opened.stderr
    assert open_number(installation) == 3


def signed_in(installation: Installation, run: Done) -> Reader:
    """Sign in by a link that a command printed, which works once."""
    secret = re.findall(r"/sign-in/(\S+)", run.stdout)[0]
    who = session_reader(installation, redeem(installation, secret, now()) or "", now())
    assert redeem(installation, secret, now()) is None
    assert who is not None
    return who


def test_a_sign_in_link_has_the_roles_of_somebody_known_and_makes_nobody_unless_asked(
    peil: Peil, installation: Installation, north: UUID
) -> None:
    add_person(installation, north, "Ann")
    before = main_rows(installation, "SELECT name FROM person UNION ALL SELECT role FROM access")
    assert "Ann has no role" in peil("sign-in-link", "ann@example.org").stdout
    for refused, why in (
        (("mo@example.org",), "Nobody with the address mo@example.org works here."),
        (("mo@example.org", "--role", "hr"), "Add --new to add them."),
        (("mo@example.org", "--name", "Mo"), "--name is only for somebody new"),
        (("ann@example.org", "--unit", "North"), "add --role or --new."),
        (("ann@example.org", "--new"), "works here already"),
        (("mo@example.org", "--new", "--role", "manager"), "a manager leads one unit"),
        (("mo@example.org", "--new", "--unit", "Nowhere"), "no unit “Nowhere”"),
    ):
        assert why in said(peil("sign-in-link", *refused))
    after = main_rows(installation, "SELECT name FROM person UNION ALL SELECT role FROM access")
    assert after == before
    run = peil("sign-in-link", "mo@example.org", "--new", "--role", "manager", "--unit", "North")
    assert signed_in(installation, run).managed_units == {north}
    run = peil("sign-in-link", "mo@example.org")
    assert "mo@example.org: manager of North (reads the results of that unit" in run.stdout
    assert signed_in(installation, run).managed_units == {north}
    noted = Counter(main_rows(installation, "SELECT action, subject FROM audit_entry"))
    assert noted["people added", "mo@example.org: North"] == 1
    assert noted["access given", "mo@example.org: manager of North"] == 1
    assert noted["sign-in link made", "mo@example.org"] == 2


def test_the_server_confirms_a_role_while_nobody_holds_it(
    peil: Peil, installation: Installation, north: UUID
) -> None:
    ada = reader(installation, add_person(installation, north, "Ada", role="administrator"))
    assert ada is not None
    people = {name: add_person(installation, north, name) for name in ("Hanna", "Ann")}
    assert "No role is waiting" in peil("confirm-role").stdout
    give(installation, ada, "hanna@example.org", "hr", None)
    listed = peil("confirm-role").stdout
    assert "Hanna (hanna@example.org): HR, given by Ada." in listed
    assert "peil confirm-role hanna@example.org --role hr" in listed
    waiting = peil("sign-in-link", "hanna@example.org")
    assert "so it gives nothing" in waiting.stdout
    assert signed_in(installation, waiting).roles == frozenset()
    assert "No role of ann@example.org is waiting" in said(peil("confirm-role", "ann@example.org"))
    assert "reads all published results" in peil("confirm-role", "hanna@example.org").stdout
    hanna = reader(installation, people["Hanna"])
    assert hanna is not None
    assert hanna.reads_everything
    waiting = peil("sign-in-link", "ann@example.org", "--role", "hr")
    assert signed_in(installation, waiting).roles == frozenset()
    assert "Hanna can confirm this role" in said(peil("confirm-role", "ann@example.org"))
    assert "Confirmed on the page Confirmations, by: Hanna" in peil("confirm-role").stdout


def test_history_is_imported_from_the_terminal_and_faults_are_one_message(
    peil: Peil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping, answers = tmp_path / "mapping.yaml", tmp_path / "answers.csv"
    mapping.write_text(
        "organisation: Example\n"
        "wave: {title: Before, opens_on: 2020-08-01, closes_on: 2020-09-30}\n"
        "unit: {column: team}\nquestions: {wlb_1: {column: balance}}\n"
    )
    answers.write_text("team,balance\n" + "North,4\nNorth,5\nNorth,2\n" * 4)
    command = ("import-history", answers, "--mapping", mapping)
    too_old = said(peil(*command))
    assert "The wave “Before” closed on 30 September 2020" in too_old
    assert "Set PEIL_KEEP_RESULTS_YEARS higher first." in too_old
    monkeypatch.setenv("PEIL_KEEP_RESULTS_YEARS", "30")
    imported = peil(*command).stdout
    assert "Before: 12 rows, 1 questions. 2 of 2 units are published." in imported
    assert "is here already" in said(peil(*command))
    answers.write_text("team,balance\nNorth,often\n")
    mapping.write_text(mapping.read_text().replace("Before", "Later").replace("2020", "2021"))
    assert "answers.csv" in said(peil(*command))


def test_aggregates_are_imported_tried_and_removed_from_the_terminal(
    peil: Peil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEIL_KEEP_RESULTS_YEARS", "30")
    mapping, table = tmp_path / "mapping.yaml", tmp_path / "table.csv"
    mapping.write_text(
        "source: Old tool\norganisation: Example\nunit: {column: team, new_below: Example}\n"
        "waves: {column: day}\nquestions: {column: item, ids: {Mood: mood_1}}\n"
        "mean: {column: score, worst: 0, best: 100}\nanswers: n\n"
    )
    rows = "North,2020-09-30,Mood,60,20\nNorth,2020-09-30,Pay,60,20\nTiny,2020-09-30,Mood,9,4\n"
    table.write_text(f"team,day,item,score,n\n{rows}Small,2020-09-30,Mood,50,3\n")
    command = ("import-aggregates", table, "--mapping", mapping)
    tried = peil(*command, "--dry-run").stdout
    assert "Old tool: Old tool 2020-09; shown for reference." in tried
    assert "Rows: 4. Questions: 1. Units with a number: 2." in tried
    assert "Rows left out because their question is not in the mapping: 1." in tried
    assert (
        "Rows left out because too few people answered, and count only in the units above: 2."
        in tried
    )
    assert "Nothing was changed: --dry-run." in tried
    assert "Nothing was imported from “Old tool”" in said(
        peil("import-aggregates", "--remove", "Old tool")
    )
    assert "replaces" not in peil(*command).stdout
    assert "It replaces what was imported" in peil(*command).stdout
    removed = peil("import-aggregates", "--remove", "Old tool").stdout
    assert "What was imported from Old tool is deleted." in removed
    for wrong in ((), (table,), (table, "--mapping", mapping, "--remove", "Old tool")):
        assert peil("import-aggregates", *wrong).returncode != 0


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """An example with two counted waves."""
    monkeypatch.setattr(example, "CLOSED_WAVES", 2)


def prepare(folder: Path, *, fresh: bool = False) -> tuple[Installation, list[str], int]:
    return demo.prepare(folder, LEAST_WITH_DEPARTMENTS, fresh=fresh, report=lambda *_: None)


@pytest.mark.usefixtures("quick")
def test_the_demo_is_reused_unless_asked_otherwise_or_interrupted_before(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    _, first, _ = prepare(folder)
    _, second, people = prepare(folder)
    assert (second, people) == (first, LEAST_WITH_DEPARTMENTS)
    installation, fresh, _ = prepare(folder, fresh=True)
    assert not set(first) & set(fresh)
    assert open_number(installation) == 3
    note = folder / demo.NOTE
    note.write_text(json.dumps({**json.loads(note.read_text()), "complete": False}))
    installation, again, _ = prepare(folder)
    assert again
    assert not set(fresh) & set(again)
    assert open_number(installation) == 3


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-29T12:00+01:00", 29),
        ("2026-11-29T22:50+01:00", 30),
        ("2026-11-30T00:10+01:00", 30),
    ],
)
def test_the_wave_of_a_new_demo_is_open_for_hours(moment: str, day: int) -> None:
    assert demo.last_day(datetime.fromisoformat(moment)).day == day


@pytest.mark.usefixtures("quick")
def test_a_demo_whose_wave_was_counted_opens_the_next(peil: Peil, tmp_path: Path) -> None:
    prepare(tmp_path / "demo")
    assert peil("close-wave", "--early", "--folder", tmp_path / "demo").returncode == 0
    installation, tokens, _ = prepare(tmp_path / "demo")
    assert open_number(installation) == 4
    assert answer_sheet(installation, tokens[0], today()).wave == 4


def test_the_demo_touches_no_taken_port_no_other_folder_and_no_database(
    peil: Peil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "demo"
    command = ("demo", "--no-browser", "--folder", folder)
    with socket.socket() as taken:
        taken.bind(("localhost", 0))
        taken.listen()
        run = peil(*command, "--port", taken.getsockname()[1])
    assert "Choose another one with --port" in said(run)
    assert not folder.exists()
    folder.mkdir()
    (folder / "thesis.txt").write_text("three years of work")
    run = peil(*command, "--fresh", "--port", "8744")
    assert "holds something else than an example" in said(run)
    assert (folder / "thesis.txt").read_text() == "three years of work"
    monkeypatch.setenv("PEIL_DATABASE_URL", "postgresql://peil_clock@localhost/peil")
    assert "PEIL_DATABASE_URL is set" in said(peil(*command[:-1], tmp_path / "other"))
    assert not (tmp_path / "other").exists()


@pytest.mark.usefixtures("staff")
def test_slips_are_for_the_owner_only_and_overwrite_nothing(peil: Peil, tmp_path: Path) -> None:
    sheet = tmp_path / "slips.html"
    command = ("slips", "--unit", "North", "--output", sheet)
    assert "North: 6 slips." in peil(*command, "--language", "nl").stdout
    assert sheet.stat().st_mode & 0o777 == 0o600
    before = sheet.read_text()
    assert before.count('<article class="card">') == 6
    assert "is there already" in said(peil(*command))
    assert sheet.read_text() == before
    opened = peil("open-wave", "--closes", today())
    assert opened.stdout.count("/a/") == 0
    assert "North answers with its 6 paper slips" in opened.stderr


@pytest.mark.usefixtures("staff")
def test_slips_are_withdrawn(peil: Peil, tmp_path: Path) -> None:
    peil("slips", "--unit", "North", "--output", tmp_path / "slips.html")
    withdrawn = peil("slips", "--unit", "North", "--withdraw").stdout
    assert "North gets personal links again" in withdrawn
    assert peil("open-wave", "--closes", today()).stdout.count("/a/") == 6
    assert "There is no unit “Nope”" in said(peil("slips", "--unit", "Nope"))


def test_bounced_addresses_are_listed(
    peil: Peil, installation: Installation, north: UUID, staff: list[UUID], tmp_path: Path
) -> None:
    wave = open_wave(installation, opens_on=OPENS, closes_on=OPENS, by_message=True)
    with writing(installation.engine) as session:
        outbox.settle(session, wave.id, "invitation", staff, "sent")
    file = tmp_path / "back.txt"
    file.write_text(f"{north.hex}-0@example.org\r\n\r\nnobody@x.org\r\n")
    done = peil("bounces", file)
    assert done.returncode == 0
    assert "Addresses listed as not reached: 1." in done.stdout
    assert "nobody@x.org" in done.stderr
    states = main_rows(installation, "SELECT state, count(*) FROM message GROUP BY state")
    assert sorted(states) == [("failed", 1), ("sent", 5)]


def test_the_trail_and_the_script_for_postgresql_are_printed(peil: Peil) -> None:
    lines = peil("trail").stdout.splitlines()
    assert lines[0] == "day,by,action,subject"
    assert lines[1].endswith(",(server),organisation set up,Example")
    script = peil("postgresql-script").stdout
    assert script.startswith("-- Prepares an empty PostgreSQL database")
    assert "CREATE SCHEMA IF NOT EXISTS box AUTHORIZATION peil_clock;" in script


@pytest.mark.usefixtures("staff")
def test_upkeep_says_what_it_has_deleted(
    peil: Peil, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert peil("upkeep").stdout == "Nothing is due.\n"
    long_ago = today() - timedelta(days=800)
    open_wave(installation, opens_on=long_ago, closes_on=long_ago)
    peil("close-wave")
    monkeypatch.setenv("PEIL_KEEP_RESULTS_YEARS", "2")
    assert peil("upkeep").stdout == "The results of wave 1 are deleted.\n"


def test_settings_are_shown_with_their_origin_and_without_secrets(
    peil: Peil, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEIL_DATABASE_URL", "postgresql://peil_clock:hush@db.example.org/peil")
    monkeypatch.setenv("PEIL_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("COLUMNS", "200")
    run = peil("settings", "--folder", settings.folder)
    assert "environment PEIL_DATABASE_URL" in run.stdout
    assert "Where people reach this installation." in run.stdout
    assert "PEIL_SERVICE_HOST (environment) is not a setting of Peil." in run.stderr
    listed = {each["name"]: each for each in json.loads(peil("settings", "--json").stdout)}
    assert listed["database_url"]["value"] == "postgresql://peil_clock:••••••@db.example.org/peil"
    assert listed["address"]["origin"] == "default"
    assert "hush" not in run.stdout + str(listed)


def test_a_scim_token_is_printed_renewed_and_gone(peil: Peil, installation: Installation) -> None:
    def admits(token: str) -> bool:
        return admitted(installation, Settings(), token) is not None

    printed = "".join(peil("scim-token").stdout for _ in range(2))
    first, second = re.findall(r"Token: (\S{40,})\n", printed)
    assert (admits(first), admits(second), admits("")) == (False, True, False)
    assert "Nobody can synchronise" in peil("scim-token", "--remove").stdout
    assert not admits(second)
    assert "There was no token." in peil("scim-token", "--remove").stdout


def test_an_application_is_entered_released_listed_and_ended(
    peil: Peil, installation: Installation, organisation: dict[str, UUID]
) -> None:
    def reads(token: str) -> UUID | None:
        client = api_clients.admitted(installation, token, today())
        return next(iter(client.reader.managed_units)) if client else None

    assert "No application" in peil("api-token", "list").stdout
    peil("api-token", "enter", "Power BI", "--unit", "North", "--scope", "units", "--days", "9")
    waiting = peil("api-token", "list").stdout
    assert "units of North, waiting" in waiting
    assert "release" in waiting
    printed = peil("api-token", "release", "power bi").stdout
    (token,) = re.findall(r"Token: (peil_\S+)\n", printed)
    assert "/api/v1/" in printed
    assert reads(token) == organisation["North"]
    assert token not in peil("api-token", "list").stdout
    peil("api-token", "end", "Power BI")
    assert reads(token) is None
