"""Metrics of the installation for monitoring, in the format of OpenMetrics, on a port of their own.

Every process reads them in the database, so all of them tell the same, and none counts anything
itself. What may be told at all is decided in `surveys/operations/measurements.py`.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from datetime import time as time_of_day

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from dashboard.clock import now
from surveys.installation import Installation
from surveys.operations import ClockState, Measurements, take_measurements
from surveys.operations.clock_state import STEPS
from surveys.settings import Settings

SECONDS = 10.0
"""How long measurements are kept: however often somebody asks, they are taken no more often."""

Take = Callable[[], Measurements]


class InstallationMetrics(Collector):
    """The metrics of an installation, from measurements that are kept for some seconds."""

    def __init__(self, take: Take, seconds: float = SECONDS) -> None:
        """Store how measurements are taken, and how long they are kept."""
        self._take, self._seconds = take, seconds
        self._lock = threading.Lock()
        self._kept: Measurements | None = None
        self._until = 0.0

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics."""
        yield from families(self._measurements())

    def describe(self) -> Iterator[Metric]:
        """Yield nothing: names are not looked up before somebody asks for values."""
        yield from ()

    def _measurements(self) -> Measurements:
        with self._lock:
            if self._kept is None or time.monotonic() >= self._until:
                self._kept = self._take()
                self._until = time.monotonic() + self._seconds
            return self._kept


def families(known: Measurements) -> Iterator[Metric]:
    """Yield measurements as metrics."""
    yield InfoMetricFamily("peil_build", "The version of Peil.", {"version": known.version})
    if not known.has_looked:
        return
    yield _gauge("peil_database_up", "Whether the database answers.", known.response is not None)
    if known.response is None:
        return
    yield _gauge(
        "peil_database_response_seconds",
        "How long the database takes to answer, rounded up to 0.01, 0.1, 1 or 10.",
        known.response,
    )
    waves = GaugeMetricFamily(
        "peil_waves", "Waves that are open, are due to be counted, were counted.", labels=["state"]
    )
    for wave_state, number in known.waves.items():
        waves.add_metric([wave_state], number)
    yield waves
    messages = GaugeMetricFamily(
        "peil_messages",
        "Messages about the last waves; channels that fewer than five people use are one.",
        labels=["channel", "state"],
    )
    for (channel, state), number in sorted(known.messages.items()):
        messages.add_metric([channel, state], number)
    yield messages
    waiting = GaugeMetricFamily(
        "peil_wave_waits", "Whether the next step of a wave waits for people.", labels=["reason"]
    )
    for reason, waits in known.waiting.items():
        waiting.add_metric([reason], waits)
    yield waiting
    if known.backup_on is not None:
        midnight = datetime.combine(known.backup_on, time_of_day(), UTC)
        yield _gauge(
            "peil_backup_timestamp_seconds",
            "The day of the last backup by `peil backup`, at midnight.",
            midnight.timestamp(),
        )
    if known.clock is not None:
        yield from _of_clock(known.clock)


def _of_clock(clock: ClockState) -> Iterator[Metric]:
    yield _gauge(
        "peil_clock_expected", "Whether a programme runs, which the clock has to serve.",
        clock.is_expected,
    )  # fmt: skip
    if clock.last_run is not None:
        yield _gauge(
            "peil_clock_last_run_timestamp_seconds",
            "When the clock last ran.",
            clock.last_run.timestamp(),
        )
    fails = GaugeMetricFamily(
        "peil_clock_step_failing", "Whether a step failed in the last run.", labels=["step"]
    )
    failing = {step.name for step in clock.failing}
    for name in STEPS:
        fails.add_metric([name], name in failing)
    yield fails
    took = GaugeMetricFamily(
        "peil_clock_duration_seconds",
        "How long the last run took, and each step that took more than a second, by doublings.",
        labels=["step"],
    )
    for name, seconds in clock.took:
        took.add_metric([name], seconds)
    yield took


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=value)


def registry(take: Take, seconds: float = SECONDS) -> CollectorRegistry:
    """Return a registry of these metrics alone: the usual ones of a process tell who is at work."""
    made = CollectorRegistry()
    made.register(InstallationMetrics(take, seconds))
    return made


def serve_metrics(installation: Installation, settings: Settings) -> Callable[[], None]:
    """Serve metrics in the background where PEIL_METRICS says, if it does; return what ends that.

    Where another process of this machine has the port already, it tells the same, and this one
    says so in its log.
    """
    if settings.metrics_at is None:
        return lambda: None
    host, port = settings.metrics_at
    made = registry(lambda: take_measurements(installation, settings, now()))
    try:
        server, thread = start_http_server(port, host, made)
    except OSError as error:
        logging.getLogger(__name__).warning(
            "no metrics from this process: PEIL_METRICS: %s",
            error.strerror,
        )
        return lambda: None

    def end() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return end
