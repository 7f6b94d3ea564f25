"""Spans of OpenTelemetry around what the clock does; nothing happens where nobody traces.

A span has the name of a step and whether it failed, never whose or what. It begins and ends at
whole seconds. Answering, and pages, have none: a span tells when somebody was there.
"""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

_SECOND = 1_000_000_000
"""Nanoseconds."""


class _Tracing:
    """Who traces in this process."""

    tracer: "Tracer | None" = None


def trace_with(tracer: "Tracer | None") -> None:
    """Let a tracer have the spans of this process from now on; None ends that."""
    _Tracing.tracer = tracer


@contextmanager
def span(name: str, **attributes: str) -> Iterator[None]:
    """Be a span while the block runs; an exception that leaves it is noted by its kind alone."""
    tracer = _Tracing.tracer
    if tracer is None:
        yield
        return
    # Loaded by whoever traces; part of an extra.
    from opentelemetry.trace import Status, StatusCode, use_span  # noqa: PLC0415

    made = tracer.start_span(
        name, attributes=attributes, start_time=time.time_ns() // _SECOND * _SECOND
    )
    try:
        with use_span(made, record_exception=False, set_status_on_exception=False):
            yield
    except Exception as error:
        made.set_status(Status(StatusCode.ERROR, type(error).__name__))
        raise
    finally:
        made.end(math.ceil(time.time_ns() / _SECOND) * _SECOND)
