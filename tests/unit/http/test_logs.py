"""Every record of a process is cleaned, whoever makes and whoever writes it."""

import io
import json
import logging
import threading
from collections.abc import Iterator
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from dashboard.http.logs import FIELDS, JSON_LINE, clean_logs, cleaned, described
from surveys.messages.delivery_status import DecisionError
from surveys.settings import LogFormat
from surveys.waves import new_code, new_token, token_hash
from surveys.waves.tokens import in_groups

FORMATS: tuple[LogFormat, ...] = ("text", "json")

WHO = "Zebedee"

STAYS = (
    "the clock failed; it tries again",
    "nobody can answer now: no such table: ballot",
    "2026-11-29 23:05:10 wave 12 is open",
    'File "/opt/peil/.venv/lib/python3.11/site-packages/sqlalchemy/engine/base.py", line 1967',
    "Peil listens on http://127.0.0.1:8501",
    "SchemaChangeRefusedError: test_every_kind_of_answer_leaves_the_metrics_as_they_were",
    "version 1.67.0, Python 3.11.7; 0052_failing_steps.py; port ::1",
    "INSERT INTO box.ballot (id, body) SELECT ids[n], bodies[n]",
)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a handler of a library writes, which formats records in its own way."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logger = logging.getLogger("a.library")
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)


@pytest.mark.parametrize("line", STAYS)
def test_what_tells_of_nobody_stays(line: str) -> None:
    assert cleaned(line) == line


@given(
    st.sampled_from(
        (
            new_token,
            lambda: in_groups(new_code()),
            lambda: token_hash(new_token()).hex(),
            lambda: repr(token_hash(new_token())),
            lambda: str(uuid4()),
            lambda: uuid4().hex,
            lambda: "ada.quist+peil@mail.example.org",
            lambda: "203.0.113.7",
            lambda: "2001:db8::17:1",
            lambda: "::ffff:203.0.113.7",
        )
    ),
    st.sampled_from(("%s", "GET /a/%s HTTP/1.1", "<%s>:", "/answer?t=%s&l=nl", "('%s', 5)")),
)
def test_what_tells_of_somebody_goes(make: object, around: str) -> None:
    assert callable(make)
    told = make()
    assert told not in cleaned(around % told)


def test_a_row_that_a_database_quotes_is_left_out() -> None:
    said = cleaned("duplicate key value\nDETAIL:  Key (name)=(Zebedee Quist) already exists.")
    assert "Zebedee" not in said
    assert "duplicate key value" in said


class Named(BaseModel):
    """Something with a name."""

    age: int


def failing(kind: str) -> Exception:
    """Return an exception that was raised, with a name in what it says."""
    try:
        try:
            if kind == "validation":
                Named.model_validate({"age": WHO})
            if kind == "refusal":
                raise DecisionError("reissued", name=WHO)
            if kind == "database":
                raise sa.exc.IntegrityError("S", {}, Exception(f"no\nDETAIL: ({WHO})"))
            raise KeyError(WHO)
        except (ValidationError, DecisionError, KeyError, sa.exc.IntegrityError) as error:
            raise RuntimeError(WHO) from error
    except RuntimeError as error:
        return error


@pytest.mark.parametrize("kind", ["validation", "refusal", "database", "other"])
def test_an_exception_says_where_and_of_which_kind_it_is_and_names_nobody(kind: str) -> None:
    text = described(failing(kind))
    assert WHO not in text
    assert "RuntimeError: what it says is left out" in text
    assert "in failing" in text
    assert text.count("Traceback") == 2


@pytest.mark.parametrize("form", FORMATS)
def test_handlers_of_libraries_write_what_is_cleaned(form: LogFormat, written: io.StringIO) -> None:
    token = new_token()
    log = logging.getLogger("a.library")
    with clean_logs(form):
        log.warning("opened %s by %s", token, "203.0.113.7")
        log.warning("wrong number of arguments %s %s", token)
        try:
            raise KeyError(token)
        except KeyError:
            log.exception("it failed: %s", token)
    assert token not in written.getvalue()
    assert "203.0.113.7" not in written.getvalue()
    assert ("Traceback" in written.getvalue()) == (form == "text"), "else it is in the line"
    log.warning("afterwards %s", token)
    assert token in written.getvalue(), "this way of looking finds what is not cleaned"


def test_each_line_of_json_has_the_same_fields_and_nothing_that_a_library_adds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with clean_logs("json"):
        logging.getLogger("other").warning("two\nlines \ud800 %s", 'a "quote"')
        try:
            raise OSError("no space left")
        except OSError:
            extra = {"client_addr": "203.0.113.7", "person": "Zebedee"}
            logging.getLogger("other").error("full", exc_info=True, extra=extra, stack_info=True)
        logging.getLogger("peil").info("The clock runs.")
        thread = threading.Thread(target=lambda: [][1])
        thread.start()
        thread.join()
    said = capsys.readouterr().err
    lines = [json.loads(line) for line in said.splitlines()]
    assert [line["level"] for line in lines] == ["WARNING", "ERROR", "INFO", "ERROR"]
    assert lines[0]["message"] == 'two\nlines ? a "quote"'
    assert all(tuple(line) == FIELDS[: len(line)] for line in lines)
    assert "OSError: no space left" in lines[1]["exception"]
    assert "IndexError" in lines[3]["exception"]
    assert "Zebedee" not in said
    assert "203.0.113.7" not in said


def test_streamlit_and_uvicorn_write_a_record_as_json(written: io.StringIO) -> None:
    handler = logging.getLogger("a.library").handlers[0]
    handler.setFormatter(logging.Formatter(JSON_LINE))
    with clean_logs("json"):
        logging.getLogger("a.library").error("100 %% of %s", "it")
    assert json.loads(written.getvalue())["message"] == "100 % of it"
