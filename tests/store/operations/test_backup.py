"""Backups while a wave is open, and restoring them: what comes back, and what never leaves."""

import dataclasses
import io
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest
from sqlmodel import select

from db.clock_lock import clock_lock
from db.engine import reading, writing
from db.results import Result
from surveys.answering import answer_sheet, cast
from surveys.counting import close_wave, discard_wave
from surveys.installation import Installation, open_installation
from surveys.operations import BackupError, back_up, new_backup_key, restore
from surveys.settings import Settings
from surveys.sign_in import session_reader
from surveys.sign_in.sign_in import open_session
from surveys.waves import OpenedWave
from tests.builders import CLOSES, OPENS, answer, give_role, near
from tests.postgresql import Server, give_passwords, prepared
from tests.stored import Intruder

pytestmark = pytest.mark.both_databases
NOW = datetime(2026, 1, 7, 12, tzinfo=UTC)


def quiet(_what: str, _done: int, _total: int) -> None:
    """Take progress and show nothing."""


def make(installation: Installation, settings: Settings, to: Path) -> Path:
    """Make a backup in a folder."""
    to.mkdir(exist_ok=True)
    return back_up(installation, settings, to, OPENS, quiet)


@pytest.fixture
def elsewhere(
    settings: Settings, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Settings]:
    """An empty place of the same kind, with the same key folder."""
    keys = settings.keys or open_installation(settings).keys.path
    place = {"folder": tmp_path / "elsewhere", "keys": keys}
    if settings.database_url is None:
        yield settings.model_copy(update=place)
        return
    server: Server = request.getfixturevalue("postgresql_server")
    with prepared(server) as database:
        give_passwords(database)
        update = {**place, "database_url": type(settings.database_url)(database.url())}
        yield settings.model_copy(update=update)


def published(installation: Installation) -> int:
    """Return how many rows of results there are."""
    with Intruder(installation) as intruder:
        return int(intruder.rows("SELECT count(*) FROM result")[0][0])


def test_a_wave_goes_on_where_it_was_and_late_answers_can_be_sent_again(
    installation: Installation,
    settings: Settings,
    elsewhere: Settings,
    wave: OpenedWave,
    tmp_path: Path,
) -> None:
    early = dataclasses.replace(wave, tokens=dict(list(wave.tokens.items())[:5]))
    late = dataclasses.replace(wave, tokens=dict(list(wave.tokens.items())[5:]))
    answer(installation, early, near(3))
    made = make(installation, settings, tmp_path / "backups")
    answer(installation, late, near(1))

    again, restored = restore(elsewhere, made, None)

    assert restored.open_wave == wave.number
    assert restored.has_key
    for token in late.tokens.values():
        questions = answer_sheet(again, token, OPENS).questions
        cast(again, token, near(1)(questions, 0), OPENS)
    assert close_wave(again, CLOSES).published > 0
    with reading(again.engine) as session:
        counted = session.exec(select(Result).where(Result.question_id == "mood_1")).all()
    assert [sum(row.counts) for row in counted] == [len(wave.tokens)] * 2


def test_no_key_is_in_a_backup(
    installation: Installation, settings: Settings, wave: OpenedWave, tmp_path: Path
) -> None:
    key = installation.keys.file_of(wave.number).read_bytes()
    made = make(installation, settings, tmp_path / "backups").read_bytes()
    assert len(key) >= 32
    assert key not in made


def test_a_backup_tells_no_time_of_any_file_and_nobody_else_can_read_it(
    installation: Installation, settings: Settings, wave: OpenedWave, tmp_path: Path
) -> None:
    answer(installation, wave)
    made = make(installation, settings, tmp_path / "backups")
    with tarfile.open(made) as tar:
        assert {(entry.mtime, entry.uid, entry.uname) for entry in tar} == {(0, 0, "")}
    assert made.stat().st_mode & 0o077 == 0


def test_a_sealed_backup_opens_with_its_private_key_only(
    installation: Installation,
    settings: Settings,
    elsewhere: Settings,
    wave: OpenedWave,
    tmp_path: Path,
) -> None:
    public, other = tmp_path / "own.key", tmp_path / "other.key"
    sealing = settings.model_copy(update={"backup_key": new_backup_key(public)})
    new_backup_key(other)
    made = make(installation, sealing, tmp_path / "backups")
    assert made.name.endswith(".tar.age")
    assert b"SQLite format" not in made.read_bytes()
    for identity, code in ((None, "sealed"), (other, "other_key"), (made, "identity")):
        with pytest.raises(BackupError) as refused:
            restore(elsewhere, made, identity)
        assert refused.value.code == code
    _, restored = restore(elsewhere, made, public)
    assert restored.open_wave == wave.number


def test_other_programs_open_a_sealed_backup(
    installation: Installation, settings: Settings, tmp_path: Path
) -> None:
    identity = pyrage.x25519.Identity.generate()
    sealing = settings.model_copy(update={"backup_key": str(identity.to_public())})
    made = make(installation, sealing, tmp_path / "backups")
    plain = pyrage.decrypt(made.read_bytes(), [identity])
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        assert "manifest.json" in tar.getnames()


def test_a_counted_wave_does_not_come_back_to_life(
    installation: Installation,
    settings: Settings,
    elsewhere: Settings,
    wave: OpenedWave,
    tmp_path: Path,
) -> None:
    answer(installation, wave)
    made = make(installation, settings, tmp_path / "backups")
    close_wave(installation, CLOSES)
    again, restored = restore(elsewhere, made, None)
    assert restored.open_wave == wave.number
    assert not restored.has_key
    discard_wave(again, wave.number, CLOSES)
    assert published(again) == 0


def test_everybody_is_signed_out_by_restoring(
    installation: Installation,
    settings: Settings,
    elsewhere: Settings,
    wave: OpenedWave,
    tmp_path: Path,
) -> None:
    person = next(iter(wave.tokens))
    give_role(installation, person, "administrator", None)
    with writing(installation.engine) as session:
        secret = open_session(session, person, NOW)
    assert session_reader(installation, secret, NOW) is not None
    again, _ = restore(elsewhere, make(installation, settings, tmp_path / "backups"), None)
    assert session_reader(again, secret, NOW) is None


def test_nothing_is_restored_over_what_is_there(
    installation: Installation, settings: Settings, wave: OpenedWave, tmp_path: Path
) -> None:
    made = make(installation, settings, tmp_path / "backups")
    answer(installation, wave)
    with pytest.raises(BackupError) as refused:
        restore(settings, made, None)
    assert refused.value.code == "not_empty"
    assert close_wave(installation, CLOSES).published > 0


def test_a_damaged_backup_changes_nothing(
    installation: Installation,
    settings: Settings,
    elsewhere: Settings,
    wave: OpenedWave,
    tmp_path: Path,
) -> None:
    del wave
    whole = make(installation, settings, tmp_path / "backups").read_bytes()
    damaged = tmp_path / "damaged.tar"
    for part in (b"", b"no tar", whole[: len(whole) // 2], whole[:2000]):
        damaged.write_bytes(part)
        with pytest.raises(BackupError):
            restore(elsewhere, damaged, None)
        assert not elsewhere.store_folder.exists()


def test_a_backup_does_not_write_outside_of_its_place(elsewhere: Settings, tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar"
    with tarfile.open(evil, "w") as tar:
        entry = tarfile.TarInfo("../escaped")
        tar.addfile(entry, io.BytesIO())
    with pytest.raises(BackupError) as refused:
        restore(elsewhere, evil, None)
    assert refused.value.code == "no_backup"
    assert not list(tmp_path.glob("**/escaped"))


def test_no_backup_is_made_while_the_clock_opens_or_counts(
    installation: Installation, settings: Settings, tmp_path: Path
) -> None:
    with clock_lock(installation.engine, installation.store_folder) as held:
        assert held
        with pytest.raises(BackupError) as refused:
            make(installation, settings, tmp_path / "backups")
    assert refused.value.code == "busy"


def test_a_backup_of_a_newer_version_is_refused(
    installation: Installation,
    settings: Settings,
    elsewhere: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("surveys.operations.backup._revision", lambda _installation: "9999")
    made = make(installation, settings, tmp_path / "backups")
    with pytest.raises(BackupError) as refused:
        restore(elsewhere, made, None)
    assert refused.value.code == "newer"
