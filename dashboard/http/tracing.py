"""Sending spans to a collector by OpenTelemetry, where `PEIL_TRACES` names one."""

import importlib
import importlib.util
from collections.abc import Callable
from importlib.metadata import version
from typing import TYPE_CHECKING, ClassVar

from surveys.errors import N_, PeilError
from surveys.settings import Settings
from surveys.spans import trace_with

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor


class TracingError(PeilError):
    """A collector without the libraries that send to it."""

    texts: ClassVar = {
        "extra": N_(
            "PEIL_TRACES names a collector, but OpenTelemetry is not installed: install "
            "Peil with the extra “tracing”, or leave out PEIL_TRACES."
        ),
    }


def check_tracing(settings: Settings) -> None:
    """Raise TracingError if spans are to be sent by libraries that are not installed."""
    if settings.traces is not None and importlib.util.find_spec("opentelemetry.sdk") is None:
        raise TracingError("extra")


def begin_tracing(settings: Settings) -> Callable[[], None]:
    """Send the spans of this process to the collector that is set, if any; return what ends it."""
    if settings.traces is None:
        return lambda: None
    exporter = importlib.import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    export = importlib.import_module("opentelemetry.sdk.trace.export")
    return trace_by(export.BatchSpanProcessor(exporter.OTLPSpanExporter(settings.traces)))


def trace_by(processor: "SpanProcessor") -> Callable[[], None]:
    """Give the spans of this process to a processor; return what ends it.

    They name the program and its version, and neither the machine nor its user.
    """
    trace = importlib.import_module("opentelemetry.sdk.trace")
    resources = importlib.import_module("opentelemetry.sdk.resources")
    of_peil = resources.Resource({"service.name": "peil", "service.version": version("peil")})
    provider = trace.TracerProvider(resource=of_peil, shutdown_on_exit=False)
    provider.add_span_processor(processor)
    trace_with(provider.get_tracer("peil"))

    def end() -> None:
        trace_with(None)
        provider.shutdown()

    return end
