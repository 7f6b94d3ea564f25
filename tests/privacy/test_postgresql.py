"""What PostgreSQL keeps beside the rows: nothing of it leads from a person to an answer.

Transaction numbers pair a token with a ballot as long as a wave is open, which is why ballots are
sealed. After the count nothing is left that could be paired.
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from secrets import token_bytes
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from db.box_schema import SchemaBox
from db.engine import engine, postgresql_url
from db.postgresql_rights import ANSWER
from surveys.answering import Answers, cast
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.instrument import questions_of_wave, shipped
from surveys.waves import OpenedWave, destroy_counted_boxes, make_slips, open_wave, token_hash
from tests.builders import add_people, answer, spread
from tests.postgresql import Database
from tests.privacy.conftest import DAY, Units, let_go
from tests.stored import box_dump, box_rows, main_dump

QUESTIONS = questions_of_wave(shipped(), 1)
PEOPLE = 13


@pytest.fixture
def database(postgresql: Database) -> Database:
    """Everything here is about PostgreSQL."""
    return postgresql


@pytest.fixture
def invited() -> int:
    return PEOPLE


@pytest.fixture
def tokens(wave: OpenedWave) -> list[str]:
    """All links of the wave."""
    return list(wave.tokens.values())


SHEETS = [spread(QUESTIONS, person) for person in range(PEOPLE)]


HEAP = """
    SELECT string_agg(encode(pg_read_binary_file(
        'base/' || (SELECT oid FROM pg_database WHERE datname = current_database()) || '/' || file
    ), 'hex'), '')
    FROM pg_ls_dir(
        'base/' || (SELECT oid FROM pg_database WHERE datname = current_database())
    ) file
"""


def heap(database: Database) -> str:
    """Return every byte of every file of the database, as hexadecimal digits."""
    database.rows("CHECKPOINT")
    [(everything,)] = database.rows(HEAP)
    return str(everything)


def hex_of(tokens: Sequence[str]) -> list[str]:
    return [token_hash(token).hex() for token in tokens]


def kinds_in(everything: str, hidden: Mapping[str, list[str]]) -> set[str]:
    return {kind for kind, values in hidden.items() if any(v in everything for v in values)}


def test_after_the_count_no_file_holds_a_token_or_a_ballot_and_the_box_no_dead_row(
    database: Database, installation: Installation, wave: OpenedWave, tokens: list[str]
) -> None:
    """The results come from one transaction.

    Parts of ballots are looked for, because a page may cut a row anywhere.
    """
    hashes = {"token hash": hex_of(tokens)}
    assert kinds_in(heap(database), hashes) == {"token hash"}, "the search finds what is there"
    answer(installation, wave, on=DAY)
    ballots = box_rows(installation, 1, "SELECT id, body FROM ballot")
    hidden = {
        **hashes,
        "ballot id": [ballot_id.hex() for ballot_id, _ in ballots],
        "beginning of a ballot": [body.hex()[:64] for _, body in ballots],
        "end of a ballot": [body.hex()[-64:] for _, body in ballots],
    }
    assert {len(values) for values in hidden.values()} == {PEOPLE}
    assert kinds_in(heap(database), hidden) == set(hidden), "even what was spent"
    sizes = (
        "SELECT sum(pg_relation_size(oid)) > 0 FROM pg_class "
        "WHERE relnamespace = 'box'::regnamespace AND relkind = 'r'"
    )
    assert database.rows(sizes) == [(True,)]
    close_wave(installation, DAY)
    assert kinds_in(heap(database), hidden) == set()
    assert database.rows(sizes) == [(False,)]
    assert database.rows("SELECT count(DISTINCT xmin::text) FROM results.result") == [(1,)]


def test_nothing_counts_rows_or_pieces_of_a_long_ballot_in_the_order_in_which_they_come(
    newest: Database,
) -> None:
    where = "relkind = 'S' AND relnamespace::regnamespace::text IN ('people', 'results', 'box')"
    assert newest.rows(f"SELECT relname FROM pg_class WHERE {where}") == []  # noqa: S608
    kinds = "SELECT reltoastrelid = 0 OR pg_relation_size(reltoastrelid) = 0 FROM pg_class "
    assert newest.rows(kinds + "WHERE oid = 'box.ballot'::regclass") == [(True,)]
    storage = "SELECT attstorage::text FROM pg_attribute WHERE attname = 'body' "
    assert newest.rows(storage + "AND attrelid = 'box.ballot'::regclass") == [("p",)]


def stored_after(place: Installation, ballots: Iterable[tuple[str, Answers]]) -> str:
    """Cast ballots in this order, count, and return everything that is stored."""
    for token, answers in ballots:
        cast(place, token, answers, DAY)
    close_wave(place, DAY)
    return main_dump(place) + box_dump(place, 1)


def test_exchanging_answers_and_the_order_changes_nothing_that_is_stored(
    copy: Callable[[], Installation], tokens: list[str]
) -> None:
    expected = stored_after(copy(), zip(tokens, SHEETS, strict=True))
    assert "mood_1" in expected
    for seed in range(3):
        chance = random.Random(seed)  # noqa: S311
        order, exchanged = chance.sample(tokens, PEOPLE), chance.sample(SHEETS, PEOPLE)
        assert stored_after(copy(), zip(order, exchanged, strict=True)) == expected


def test_where_ballots_of_one_moment_lie_tells_nothing_of_their_tokens(
    installation: Installation, tokens: list[str]
) -> None:
    """Tokens are taken out in an order of their own; a dump lists ballots as they came in."""
    box = installation.box(1)
    assert isinstance(box, SchemaBox)
    ballots = [(token_hash(each), uuid4().bytes, b"sealed", token_bytes(32)) for each in tokens]
    assert box._exchange_all([*ballots, ballots[0]]) in (
        [True] * 13 + [False],
        [False] + [True] * 13,
    )
    ids = [bytes(i) for (i,) in box_rows(installation, 1, "SELECT id FROM ballot ORDER BY ctid")]
    assert ids == sorted(ids)
    assert len(ids) == PEOPLE


def test_a_box_that_is_of_another_wave_is_never_destroyed(
    installation: Installation, wave: OpenedWave
) -> None:
    installation.box(wave.number + 1).destroy()
    destroy_counted_boxes(installation)
    assert box_rows(installation, 1, "SELECT count(*) FROM token") == [(PEOPLE,)]


def test_an_error_tells_the_log_of_the_server_no_values(
    database: Database, installation: Installation, wave: OpenedWave
) -> None:
    """The id of a ballot that is there already: the details of that error would be the row."""
    if database.server.log is None:
        pytest.skip("the server is not ours, so its log cannot be read")
    silent, token = next(iter(wave.tokens.items()))
    answer(installation, wave, on=DAY, silent=[silent])
    [(ballot_id, body), *_] = box_rows(installation, 1, "SELECT id, body FROM ballot")
    answering = engine(postgresql_url(database.url(ANSWER)))
    call = sa.text("SELECT box.exchange(ARRAY[:hash], ARRAY[:id], ARRAY[:body], ARRAY[:receipt])")
    values = {"hash": token_hash(token), "id": ballot_id, "body": body, "receipt": token_bytes(32)}
    with answering.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(call, values)
    answering.dispose()
    log = database.server.log.read_text(encoding="utf-8")
    assert "duplicate key value" not in log, "not even that there was one"
    for value in values.values():
        assert value.hex()[:24] not in log


def test_a_backup_at_the_moment_of_opening_costs_nobody_their_link(
    database: Database, installation: Installation, organisation: Units
) -> None:
    """It holds every table; the hashes of slips then go from the file with the next call."""
    add_people(installation, organisation["North"], 6)
    [made] = make_slips(installation, ["North"])
    let_go(installation)
    sa.event.listen(installation.engine, "connect", _give_up_soon)
    hashes = {"slip": hex_of(list(made.codes))}
    url = postgresql_url(database.url()).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as backup:
        backup.execute("LOCK TABLE people.slip IN ACCESS SHARE MODE")
        opened = open_wave(installation, opens_on=DAY, closes_on=DAY)
    assert opened.slips == {"North": 6}
    close_wave(installation, DAY)
    assert kinds_in(heap(database), hashes) == set()


def _give_up_soon(connection: psycopg.Connection, _: object) -> None:
    """Wait for a lock for 0.2 seconds, not for 5."""
    connection.execute("SET lock_timeout = 200")
    connection.commit()
