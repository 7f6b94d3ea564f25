"""What a superuser of PostgreSQL can pair while a wave is open, and what is left after the count.

Row addresses, transaction numbers and the write-ahead log order and pair whatever is written. So
they lead from a token to its ballot, and tell how many of a unit have answered. That is why ballots
are sealed: the pairs are the same, and look the same, whatever was answered.
"""

import random
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from uuid import uuid4

import pytest

from db.box_schema import SchemaBox
from surveys.answering import Answers, cast
from surveys.counting import close_wave, counting
from surveys.installation import Installation
from surveys.instrument import COMMENT, questions_of_wave, shipped
from surveys.waves import OpenedWave, token_hash
from tests.builders import spread
from tests.postgresql import Database
from tests.privacy.conftest import DAY, bytes_of_files
from tests.stored import Rows, box_rows, main_rows

PEOPLE = 40
QUESTIONS = questions_of_wave(shipped(), 1)
SPREAD = [spread(QUESTIONS, person) for person in range(PEOPLE)]
UNANIMOUS = [{question.id: (0,) for question in QUESTIONS}] * PEOPLE

ENVELOPES = """
    SELECT ctid::text, length(id), length(body), rank() OVER (ORDER BY xmin::text::bigint)
    FROM box.ballot ORDER BY 1
"""
SPENT = """
    SELECT encode(t_data, 'hex'), encode(b.id, 'hex')
    FROM generate_series(0, pg_relation_size('box.token') / 8192 - 1) page,
         heap_page_items(get_raw_page('box.token', page::int)) t
    JOIN box.ballot b ON b.xmin = t.t_xmax
"""
"""Tokens that are gone, each with the ballot of the transaction that removed them."""

IN_LOG = """
    SELECT DISTINCT decode('{part}', 'hex') FROM pg_ls_waldir() log
    WHERE log.name >= '{since}' AND length(log.name) = 24
    AND position(decode('{part}', 'hex') IN pg_read_binary_file('pg_wal/' || log.name)) > 0
"""


@pytest.fixture
def database(postgresql: Database) -> Database:
    """Everything here is about PostgreSQL."""
    return postgresql


@pytest.fixture
def invited() -> int:
    return PEOPLE


@pytest.fixture
def tokens(wave: OpenedWave) -> list[str]:
    """All links of the wave, in the order in which they are used."""
    return random.Random(7).sample(list(wave.tokens.values()), PEOPLE)  # noqa: S311


def cast_in_order(
    place: Installation, tokens: Sequence[str], sheets: Sequence[Answers]
) -> list[str]:
    """Let everybody answer, one after the other; return their comments in that order.

    No other test has these comments: the log of the server is that of all its databases.
    """
    comments = [f"comment {uuid4()}" for _ in tokens]
    for token, sheet, comment in zip(tokens, sheets, comments, strict=True):
        cast(place, token, sheet, DAY, {COMMENT: comment})
    return comments


def test_pairs_of_tokens_and_ballots_are_the_same_whatever_was_answered(
    copy: Callable[[], Installation], tokens: list[str]
) -> None:
    seen: list[Rows] = []
    for sheets in (SPREAD, UNANIMOUS):
        place = copy()
        cast_in_order(place, tokens, sheets)
        seen.append(box_rows(place, 1, ENVELOPES))
    assert seen[0] == seen[1]
    ranks = [rank for *_, rank in seen[0]]
    assert sorted(ranks) == list(range(1, PEOPLE + 1)), "the order of answering does show"


def test_transaction_numbers_lead_from_a_token_to_an_envelope(
    database: Database, installation: Installation, tokens: list[str]
) -> None:
    """The limit that the documents name: who had a token, and this, would know the envelope."""
    if not database.rows("SELECT 1 FROM pg_available_extensions WHERE name = 'pageinspect'"):
        pytest.skip("needs the extension pageinspect of the server")
    database.rows("CREATE EXTENSION pageinspect")
    cast_in_order(installation, tokens, SPREAD)
    pairs = database.rows(SPENT)
    spent = {token for token in tokens if any(token_hash(token).hex() in str(row) for row in pairs)}
    assert len(spent) > PEOPLE / 2, "this attack is real as long as the wave is open"
    close_wave(installation, DAY)
    assert database.rows(SPENT) == []


def keys_in(installation: Installation) -> dict[str, bytes]:
    """Return the contents of the files in the key folder, but for the name of the installation."""
    files = bytes_of_files(installation.keys.path)
    return {name: content for name, content in files.items() if name != "installation"}


def test_the_log_of_the_server_keeps_envelopes_and_nothing_that_opens_them(
    database: Database, installation: Installation, wave: OpenedWave, tokens: list[str]
) -> None:
    [(since,)] = database.rows("SELECT pg_walfile_name(pg_current_wal_lsn())")

    def in_log(part: bytes) -> bool:
        return bool(database.rows(IN_LOG.format(part=part.hex(), since=since)))

    keys = keys_in(installation)
    comments = cast_in_order(installation, tokens, SPREAD)
    bodies = [body for (body,) in box_rows(installation, 1, "SELECT body FROM ballot")]
    assert keys
    assert all(in_log(bytes(body)[:64]) for body in bodies[:3])
    assert not any(in_log(comment.encode()) for comment in comments[:3])
    close_wave(installation, DAY)
    assert in_log(bytes(bodies[0])[:64]), "old log keeps envelopes; a wave does not end that"
    assert in_log(comments[0].encode()), "what is published is in the log, too"
    assert not keys_in(installation)
    assert not any(in_log(key[:32]) for key in keys.values())


def order_of_comments(installation: Installation, comments: Sequence[str]) -> float:
    """Return how far the places of published comments follow the order of answering, from 0 to 1.

    It is a correlation of ranks, without its sign.
    """
    rows = main_rows(installation, "SELECT body FROM results.comment ORDER BY ctid")
    places = [comments.index(body) for (body,) in rows]
    assert len(places) == PEOPLE
    squares = sum((place - rank) ** 2 for rank, place in enumerate(places))
    return abs(1 - 6 * squares / (PEOPLE * (PEOPLE**2 - 1)))


def bodies_as_they_came(installation: Installation) -> list[bytes]:
    return [bytes(b) for (b,) in box_rows(installation, 1, "SELECT body FROM ballot ORDER BY ctid")]


def test_where_a_published_comment_lies_tells_nothing_of_when_it_was_sent(
    copy: Callable[[], Installation], tokens: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By chance the correlation has a standard deviation of 0.16: 0.7 is beyond 4 of these."""
    place = copy()
    comments = cast_in_order(place, tokens, SPREAD)
    close_wave(place, DAY)
    assert order_of_comments(place, comments) < 0.7
    leaky = copy()
    not_shuffled = SimpleNamespace(sample=lambda population, _: list(population))
    monkeypatch.setattr(counting.random, "SystemRandom", lambda: not_shuffled)
    monkeypatch.setattr(SchemaBox, "bodies", lambda _: bodies_as_they_came(leaky))
    comments = cast_in_order(leaky, tokens, SPREAD)
    close_wave(leaky, DAY)
    assert order_of_comments(leaky, comments) > 0.7
