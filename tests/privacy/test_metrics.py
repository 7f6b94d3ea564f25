"""What monitoring reads tells of nobody, and is the same before and after somebody answers."""

import os
import re
import signal
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import Counter, Gauge, ProcessCollector
from prometheus_client.openmetrics.exposition import generate_latest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.registry import CollectorRegistry
from psycopg.errors import UndefinedTable
from pydantic import SecretStr

from dashboard.clock import today
from dashboard.http.metrics import registry
from db.engine import on_postgresql
from surveys.answering import CastingUnavailableError, LinkError, cast
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.instrument import COMMENT
from surveys.operations import take_measurements, tick
from surveys.operations.clock_state import STEPS
from surveys.operations.measurements import RESPONSE_STEPS, merged, rounded_response
from surveys.settings import Settings
from surveys.waves import OpenedWave, open_wave
from tests.builders import add_people, add_person
from tests.mail import Mailbox, free_port, mail_server
from tests.privacy.conftest import DAY, Units
from tests.privacy.test_light_page import send
from tests.serving import PEIL, serving, two_free_ports
from tests.store.commands.test_workers import eventually, responds
from tests.store.commands.test_workers import send as send_over_http
from tests.stored import Intruder

NOON = datetime.combine(DAY, time(12), UTC)

TOLD = {
    "peil_build": {"version": None},
    "peil_database_up": {},
    "peil_database_response_seconds": {},
    "peil_waves": {"state": {"open", "due", "counted"}},
    "peil_messages": {"channel": None, "state": {"waiting", "sending", "sent", "failed"}},
    "peil_wave_waits": {"reason": {"keepers", "confirmations", "talks"}},
    "peil_backup_timestamp_seconds": {},
    "peil_clock_expected": {},
    "peil_clock_last_run_timestamp_seconds": {},
    "peil_clock_step_failing": {"step": set(STEPS)},
    "peil_clock_duration_seconds": {"step": {*STEPS, "run"}},
}
"""Every metric with the values of its labels (None: any). A new one needs a decision here."""

OF_THE_MOMENT = re.compile(
    r"^peil_(database_response_seconds|clock_last_run\S*|clock_duration_seconds\S*) .*\n", re.M
)
"""Lines that differ from one moment to the next, whoever answers."""

Scrape = Callable[[], str]


@pytest.fixture
def invited() -> int:
    """Enough for a count with results, with one person less."""
    return 6


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server."""
    with mail_server() as box:
        yield box


@pytest.fixture
def mailing(settings: Settings, mailbox: Mailbox) -> Settings:
    """Settings with a mail server that takes everything."""
    return settings.model_copy(update={"mail": SecretStr(mailbox.url)})


@pytest.fixture
def scrape(installation: Installation, settings: Settings) -> Scrape:
    """What monitoring reads, but for how fast the database was."""
    made = registry(lambda: take_measurements(installation, settings, NOON), seconds=0)
    return lambda: OF_THE_MOMENT.sub("", generate_latest(made).decode())


@pytest.mark.both_databases
def test_every_kind_of_answer_leaves_the_metrics_as_they_were(
    installation: Installation, wave: OpenedWave, scrape: Scrape
) -> None:
    before = scrape()
    assert 'peil_waves{state="open"} 1' in before
    answered, with_comment, empty, light, refused, last = wave.tokens.values()
    cast(installation, answered, {"mood_1": (3,)}, DAY)
    assert scrape() == before
    cast(installation, with_comment, {"mood_1": (1,)}, DAY, {COMMENT: "more light"})
    cast(installation, empty, {}, DAY)
    assert scrape() == before
    send(installation, light, {"mood_1": (2,)}, DAY)
    assert scrape() == before
    for wrong in (answered, "unknown-link"):
        with pytest.raises(LinkError):
            cast(installation, wrong, {"mood_1": (3,)}, DAY)
    with Intruder(installation, box=1) as other:
        other.define("ALTER TABLE ballot RENAME TO away")
        with pytest.raises((CastingUnavailableError, UndefinedTable)):
            cast(installation, refused, {"mood_1": (3,)}, DAY)
        assert scrape() == before, "nor does one that was tried in vain"
        other.define("ALTER TABLE away RENAME TO ballot")
    for token in (refused, last):
        cast(installation, token, {"mood_1": (3,)}, DAY)
    assert scrape() == before, "nor when everybody has answered"


def test_after_the_count_they_tell_nothing_of_how_many_answered(
    copy: Callable[[], Installation], wave: OpenedWave
) -> None:
    told = set()
    for number in (0, 5, 6):
        world = copy()
        for token in list(wave.tokens.values())[:number]:
            cast(world, token, {"mood_1": (3,)}, DAY)
        settings = Settings(folder=world.store_folder.parent, keys=world.keys.path)
        close_wave(world, DAY)
        tick(world, settings, NOON)
        made = registry(lambda on=world, of=settings: take_measurements(on, of, NOON), seconds=0)
        told.add(OF_THE_MOMENT.sub("", generate_latest(made).decode()))
    assert len(told) == 1
    assert 'peil_waves{state="counted"} 1' in told.pop()


def size_of_box(store: Path) -> int:
    return sum(file.stat().st_size for file in store.glob("box-1*"))


def leaky(
    installation: Installation, settings: Settings
) -> Iterator[tuple[str, CollectorRegistry, Callable[[], None]]]:
    """Yield usual metrics of a server, and what happens to each when somebody answers."""
    nothing: Callable[[], None] = lambda: None  # noqa: E731
    for name in ("requests", "memory", "size of the box"):
        made = registry(lambda: take_measurements(installation, settings, NOON), seconds=0)
        if name == "requests":
            yield (
                name,
                made,
                Counter("http_requests", "Requests.", ["path"], registry=made).labels("/a").inc,
            )
        elif name == "memory":
            ProcessCollector(registry=made)
            held: list[bytes] = []
            # A process that has memory to spare shows only what goes beyond it.
            yield name, made, lambda: held.append(b"1" * 50_000_000)  # noqa: B023 -- called at once
        elif not on_postgresql(installation.engine):
            gauge = Gauge("box_bytes", "Size.", registry=made)
            gauge.set_function(partial(size_of_box, installation.store_folder))
            yield name, made, nothing


def test_this_way_of_looking_finds_what_servers_usually_tell(
    installation: Installation, settings: Settings, wave: OpenedWave
) -> None:
    tokens = iter(wave.tokens.values())
    for name, made, happens in leaky(installation, settings):
        before = OF_THE_MOMENT.sub("", generate_latest(made).decode())
        cast(installation, next(tokens), {"mood_1": (3,)}, DAY)
        happens()
        assert OF_THE_MOMENT.sub("", generate_latest(made).decode()) != before, name


@pytest.mark.both_databases
def test_they_name_neither_unit_nor_person_and_every_metric_is_decided_on(
    installation: Installation,
    mailing: Settings,
    organisation: Units,
    mailbox: Mailbox,
) -> None:
    add_people(installation, organisation["North"], 6)
    add_person(installation, organisation["North"], "Zebedee Quist", role="administrator")
    opened = open_wave(installation, opens_on=DAY, closes_on=DAY)
    tick(installation, mailing, NOON)
    made = registry(lambda: take_measurements(installation, mailing, NOON), seconds=0)
    text = generate_latest(made).decode()
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert set(families) <= set(TOLD)
    assert set(TOLD) - set(families) == {"peil_backup_timestamp_seconds"}, "no backup was made"
    for name, family in families.items():
        for sample in family.samples:
            assert set(sample.labels) == set(TOLD[name]), sample
            for label, value in sample.labels.items():
                known = TOLD[name][label]
                assert known is None or value in known, sample
    channels = {sample.labels["channel"] for sample in families["peil_messages"].samples}
    assert channels <= {"mail", "other"}
    lower = text.lower()
    for told in ("zebedee", "quist", "example.org", "north", *map(str, organisation.values())):
        assert told not in lower
    assert not [token for token in opened.tokens.values() if token in text]


def test_channels_of_few_people_are_told_together() -> None:
    counts = {("mail", "sent"): 9, ("sms", "sent"): 1, ("slack", "sent"): 2, ("sms", "failed"): 1}
    people = {"mail": 9, "sms": 4, "slack": 2}
    assert merged(counts, people) == {
        ("mail", "sent"): 9,
        ("other", "sent"): 3,
        ("other", "failed"): 1,
    }


@given(st.floats(0, 1e4))
def test_how_fast_the_database_is_is_told_in_four_steps(seconds: float) -> None:
    told = rounded_response(seconds)
    assert told in RESPONSE_STEPS
    assert told >= min(seconds, RESPONSE_STEPS[-1])


def test_a_database_that_is_away_is_told(
    installation: Installation, settings: Settings, scrape: Scrape
) -> None:
    assert "peil_database_up 1" in scrape()
    with Intruder(installation) as other:
        other.define("ALTER TABLE wave RENAME TO away")
        assert "peil_database_up 0" in scrape()
        assert "peil_waves" not in scrape()
        other.define("ALTER TABLE away RENAME TO wave")
    answering = Settings(folder=settings.folder, only="answer")
    made = registry(lambda: take_measurements(installation, answering, NOON), seconds=0)
    assert [family.name for family in made.collect()] == ["peil_build"]


def read(port: int) -> str:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/metrics", headers={"Accept": "application/openmetrics-text"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
        return OF_THE_MOMENT.sub("", str(answer.read().decode()))


def readable(port: int) -> bool:
    try:
        return bool(read(port))
    except OSError:
        return False


@contextmanager
def clock_of(settings: Settings, port: int) -> Iterator[subprocess.Popen[str]]:
    """The clock as a process of its own, with the same port for metrics."""
    env = {**os.environ, "PEIL_FOLDER": str(settings.folder), "PEIL_METRICS": str(port)}
    with subprocess.Popen(
        [PEIL, "run", "--every", "1"], env=env, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)


def test_a_server_of_several_processes_tells_the_same_before_and_after_answers(
    installation: Installation, settings: Settings, north: UUID, tmp_path: Path
) -> None:
    """Over both doors; and a second process with the same port goes on without it."""
    add_people(installation, north, 6)
    opened = open_wave(installation, opens_on=today(), closes_on=today())
    port, metrics = two_free_ports(), free_port()
    env = {
        **os.environ,
        "PEIL_FOLDER": str(settings.folder),
        "PEIL_ADDRESS": "http://localhost",
        "PEIL_METRICS": str(metrics),
    }
    command = [PEIL, "serve", "--port", str(port), "--workers", "1"]
    log = tmp_path / "log"
    with serving(command, f"http://127.0.0.1:{port}/healthz", log, env=env):
        assert eventually(lambda: responds(port + 1) and readable(metrics)), log.read_text()
        # The clock has run, and what it measured then is kept no longer.
        assert eventually(lambda: "peil_clock_last_run" in read(metrics))
        before = read(metrics)
        for number, token in enumerate(list(opened.tokens.values())[:4]):
            page = send_over_http(port + number % 2, token, 1)
            assert "Thank you" in page
        with clock_of(settings, metrics) as second:
            assert second.stderr is not None
            assert "no metrics from this process" in second.stderr.readline()
            assert second.poll() is None
        # Measurements are kept for ten seconds.
        assert eventually(lambda: "peil_database_up 1" in read(metrics))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as page:
            assert b"peil_waves" not in page.read(), "only on a port of their own"
        assert read(metrics) == before
    assert not readable(metrics), "they end with the server"
