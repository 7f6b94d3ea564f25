"""Spans tell what the clock did, in whole seconds, and nothing of anybody."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from threading import Thread

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from dashboard.http.tracing import begin_tracing, trace_by
from surveys.answering import cast
from surveys.installation import Installation
from surveys.operations import clock
from surveys.operations.clock_state import STEPS
from surveys.settings import Settings
from surveys.spans import span
from surveys.waves import OpenedWave
from tests.builders import add_person
from tests.privacy.conftest import DAY, Units
from tests.privacy.test_light_page import send

NOON = datetime.combine(DAY, time(12), UTC)


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """The spans of this process."""
    exporter = InMemorySpanExporter()
    end = trace_by(SimpleSpanProcessor(exporter))
    yield exporter
    end()


def test_a_run_of_the_clock_is_a_span_of_steps_without_anybody(
    installation: Installation,
    settings: Settings,
    organisation: Units,
    wave: OpenedWave,
    spans: InMemorySpanExporter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_person(installation, organisation["North"], "Zebedee")
    steps = dict(clock.STEPS)

    def fails(*_: object) -> Iterator[str]:
        raise OSError("Zebedee")
        yield ""

    monkeypatch.setattr(clock, "STEPS", steps | {"judge": fails})
    clock.tick(installation, settings, NOON)
    finished = spans.get_finished_spans()
    assert [one.name for one in finished] == ["clock step"] * len(STEPS) + ["clock run"]
    run = finished[-1]
    for one, name in zip(finished, STEPS, strict=False):
        assert dict(one.attributes or {}) == {"step": name}
        assert one.parent is not None
        assert run.context is not None
        assert one.parent.span_id == run.context.span_id
        assert one.status.description == ("OSError" if name == "judge" else None)
        assert one.events == ()
    for one in finished:
        assert (one.start_time or 0) % 1_000_000_000 == 0
        assert (one.end_time or 0) % 1_000_000_000 == 0
        assert dict(one.resource.attributes) == {
            "service.name": "peil",
            "service.version": version("peil"),
        }
    text = "".join(one.to_json() for one in finished)
    for told in ("Zebedee", str(wave.id), str(organisation["North"]), *wave.tokens.values()):
        assert told not in text


def test_answering_makes_no_span(
    installation: Installation, wave: OpenedWave, spans: InMemorySpanExporter
) -> None:
    first, second, *_ = wave.tokens.values()
    cast(installation, first, {"mood_1": (3,)}, DAY)
    send(installation, second, {"mood_1": (3,)}, DAY)
    assert spans.get_finished_spans() == ()


def test_spans_are_sent_to_the_collector_that_is_set_and_to_nobody_else(
    settings: Settings,
) -> None:
    got: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append(body if self.headers.get("Content-Encoding") is None else b"")
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/v1/traces"
        end = begin_tracing(settings.model_copy(update={"traces": url}))
        with span("clock run"):
            pass
        end()
        begin_tracing(settings)()
        with span("clock run"):
            pass
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    [request] = [ExportTraceServiceRequest.FromString(body) for body in got]
    [one] = request.resource_spans[0].scope_spans[0].spans
    assert one.name == "clock run"
    named = {each.key for each in request.resource_spans[0].resource.attributes}
    assert named == {"service.name", "service.version"}
