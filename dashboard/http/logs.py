"""What may stand in a log: every record of a process is cleaned before anything writes it.

Records are cleaned where they are made, so it holds for every logger and handler, those of the
server and of libraries as well: no tokens, addresses of people or of their networks, keys of rows
or units, and no rows that a database quotes. Of an exception the kind and the lines of code are
kept, and what it says only where that is never about a person.

As JSON each record is one line with the same few fields; nothing that a library adds to a record
gets into it.
"""

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import ip_address
from types import TracebackType
from typing import Any

import orjson
from sqlalchemy.exc import SQLAlchemyError

from surveys.errors import PeilError
from surveys.settings import LogFormat

JSON_LINE = "%(json_line)s"
"""The format by which any formatter writes a record as JSON."""

FIELDS = ("time", "level", "logger", "process", "message", "exception")
"""The fields of a line, in their order; the last only where there was an exception."""

TOLD_BY_CLOCK = ("peil", "dashboard.http.lifespan")
"""Loggers whose ordinary messages are in a log of JSON: what a server and the clock do."""

_PLAIN = (OSError, SQLAlchemyError, TypeError, AttributeError, NameError, ImportError)
"""Exceptions that speak of files, statements and code, not of what somebody typed."""

_PATTERNS = (
    # A database quotes the row that it refuses, and the values that a statement was given.
    (re.compile(r"^(DETAIL|CONTEXT|QUERY|LINE \d+|parameters)\b.*$", re.M | re.I), r"\1 left out"),
    (re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+"), "[address]"),
    (re.compile(r"(/(?:a|sign-in|calendar)/)[^\s\"'?&#]+"), r"\1[secret]"),
    (re.compile(r"([?&#](?:t|c|code|token|key|secret|state)=)[^\s\"'&#]+"), r"\1[secret]"),
    (re.compile(r"\bb(['\"])(?:\\.|(?!\1)[^\\])*\1"), "[bytes]"),
    # Keys of rows; tokens and hashes: long, and no words of code.
    (re.compile(r"(?<![\w-])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?!\w)"), "[id]"),
    (re.compile(r"(?<!\w)(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{20,}(?!\w)"), "[secret]"),
    (re.compile(r"(?<!\w)[A-Za-z0-9]{28,}(?!\w)"), "[secret]"),
    (
        re.compile(r"(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*[\d_-])[\w-]{24,}(?![\w-])"),
        "[secret]",
    ),
    # Codes of slips and of set-up: letters and digits, in groups or not.
    (re.compile(r"\b(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}\b"), "[code]"),
    (re.compile(r"\b(?=[A-Z]*\d)[A-Z0-9]{16}\b"), "[code]"),
)
_ADDRESS = re.compile(
    r"(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F:]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*)"
)


def cleaned(text: str) -> str:
    """Return a text without what tells of somebody."""
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return _ADDRESS.sub(_without_address, text)


def _without_address(found: re.Match[str]) -> str:
    """Return something else for the address of a visitor; this machine's own stays."""
    whole = found.group()
    try:
        address = ip_address(whole.rstrip(":."))
    except ValueError:
        return whole
    return whole if address.is_loopback or address.is_unspecified else "[network address]"


def described(error: BaseException | None) -> str:
    """Return an exception with those that led to it: where, of which kind, and what may be said."""
    parts: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        parts.append(_one(error, error.__traceback__))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nwhich came from\n".join(parts)


def _one(error: BaseException, where: TracebackType | None) -> str:
    lines = "".join(traceback.format_tb(where))
    kind = type(error).__name__
    if isinstance(error, PeilError):
        said = error.code
    else:
        said = cleaned(str(error)) if isinstance(error, _PLAIN) else "what it says is left out"
    return f"Traceback (most recent call last):\n{cleaned(lines)}{kind}: {said}"


class CleanRecord(logging.LogRecord):
    """A record whose message and exception are cleaned, and which has itself as JSON."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Clean what is to be logged; the exception becomes text at once."""
        super().__init__(*arguments, **named)
        try:
            message = self.getMessage()
        except (TypeError, ValueError):
            # As wrong as logging would find it; the arguments may be anything.
            message = str(self.msg)
        self.msg, self.args = cleaned(message), None
        error = self.exc_info[1] if self.exc_info else None
        self.exc_text = described(error) if error is not None else None
        self.json_line = self._as_json()

    def _as_json(self) -> str:
        line = {
            "time": datetime.fromtimestamp(self.created, UTC).isoformat(timespec="milliseconds"),
            "level": self.levelname,
            "logger": self.name,
            "process": self.process,
            "message": self.msg,
        }
        if self.exc_text:
            line["exception"] = self.exc_text
        whole = orjson.dumps({name: _text(value) for name, value in line.items()})
        return whole.decode()


def _text(value: object) -> object:
    """Return a value that can be written as JSON: names of files may be no text at all."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


class JsonRecord(CleanRecord):
    """A record for logs of JSON: no formatter appends its exception, which is in the line."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Clean what is to be logged."""
        super().__init__(*arguments, **named)
        self.exc_info = self.exc_text = self.stack_info = None


@contextmanager
def clean_logs(form: LogFormat) -> Iterator[None]:
    """Clean every record of this process, and write them in a format, until the end of the block.

    What ends a thread is logged as well, instead of being printed as it is.
    """
    before, before_in_threads = logging.getLogRecordFactory(), threading.excepthook
    threading.excepthook = _log_end_of_thread
    logging.setLogRecordFactory(JsonRecord if form == "json" else CleanRecord)
    levels = {name: logging.getLogger(name).level for name in TOLD_BY_CLOCK}
    handler = logging.StreamHandler(sys.stderr)
    others: list[tuple[logging.Handler, logging.Formatter | None]] = []
    if form == "json":
        handler.setFormatter(logging.Formatter(JSON_LINE))
        logging.root.addHandler(handler)
        for name in TOLD_BY_CLOCK:
            logging.getLogger(name).setLevel(logging.INFO)
        # A server that was started without `peil serve` has set up its own.
        for name in ("uvicorn", "uvicorn.error"):
            others += [(other, other.formatter) for other in logging.getLogger(name).handlers]
        for other, _formatter in others:
            other.setFormatter(logging.Formatter(JSON_LINE))
    try:
        yield
    finally:
        logging.setLogRecordFactory(before)
        threading.excepthook = before_in_threads
        logging.root.removeHandler(handler)
        for other, formatter in others:
            other.setFormatter(formatter)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def _log_end_of_thread(of: threading.ExceptHookArgs) -> None:
    if of.exc_value is not None and not isinstance(of.exc_value, SystemExit):
        trace = (of.exc_type, of.exc_value, of.exc_traceback)
        logging.getLogger(__name__).error("a thread ended", exc_info=trace)


def server_log(form: LogFormat) -> dict[str, Any] | None:
    """Return how uvicorn sets up its log; None: as it does by itself."""
    if form == "text":
        return None
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "loggers": {"uvicorn": {"handlers": [], "propagate": True}},
    }
