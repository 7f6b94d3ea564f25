"""A link signs somebody in once; only hashes of secrets are kept."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from surveys.installation.installation import Installation
from surveys.sign_in.sign_in import (
    LINK_LIFETIME,
    SESSION_LIFETIME,
    inspect_link,
    make_link_secret,
    redeem,
    session_reader,
    sign_out,
)
from tests.builders import add_people, give_role
from tests.stored import main_rows

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
A_MOMENT = timedelta(seconds=1)


@pytest.fixture
def person(installation: Installation, north: UUID) -> UUID:
    return add_people(installation, north, 1)[0]


def session_of(installation: Installation, person: UUID) -> str:
    secret = redeem(installation, make_link_secret(installation, person, NOW), NOW)
    assert secret is not None
    return secret


def test_a_link_opens_one_session_of_its_person(installation: Installation, person: UUID) -> None:
    link = make_link_secret(installation, person, NOW)
    session = redeem(installation, link, NOW)
    assert session is not None
    who = session_reader(installation, session, NOW)
    assert who is not None
    assert (who.person, who.name, who.roles) == (person, "Person 0", frozenset())
    assert redeem(installation, link, NOW) is None
    give_role(installation, person, "hr")
    who = session_reader(installation, session, NOW)
    assert who is not None
    assert who.reads_everything, "roles given later count at once"


def test_a_link_works_once_if_many_try_at_once(installation: Installation, person: UUID) -> None:
    link = make_link_secret(installation, person, NOW)
    together = threading.Barrier(10)

    def attempt(_: int) -> bool:
        together.wait()
        return redeem(installation, link, NOW) is not None

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(attempt, range(10))) == 1


def test_a_reusable_link_works_until_it_expires(installation: Installation, person: UUID) -> None:
    lifetime = timedelta(days=30)
    link = make_link_secret(installation, person, NOW, lifetime=lifetime, reusable=True)
    first, second = (redeem(installation, link, NOW) for _ in range(2))
    assert None not in (first, second)
    assert first != second
    assert redeem(installation, link, NOW + lifetime + A_MOMENT) is None


def test_links_and_sessions_expire(installation: Installation, person: UUID) -> None:
    for late, works in ((A_MOMENT, False), (timedelta(), True)):
        link, moment = make_link_secret(installation, person, NOW), NOW + LINK_LIFETIME + late
        assert (inspect_link(installation, link, moment) is not None) == works
        assert (redeem(installation, link, moment) is not None) == works
    session = session_of(installation, person)
    assert session_reader(installation, session, NOW + SESSION_LIFETIME) is not None
    assert session_reader(installation, session, NOW + SESSION_LIFETIME + A_MOMENT) is None


def test_signing_out_ends_only_one_session(installation: Installation, person: UUID) -> None:
    first, second = session_of(installation, person), session_of(installation, person)
    sign_out(installation, first)
    assert session_reader(installation, first, NOW) is None
    assert session_reader(installation, second, NOW) is not None
    sign_out(installation, first)


def test_link_session_and_other_texts_differ(installation: Installation, person: UUID) -> None:
    for unknown in ("", "unknown", "é" * 200):
        assert redeem(installation, unknown, NOW) is None
        assert session_reader(installation, unknown, NOW) is None
    link = make_link_secret(installation, person, NOW)
    assert session_reader(installation, link, NOW) is None
    session = session_of(installation, person)
    assert redeem(installation, session, NOW) is None
    assert session_reader(installation, session, NOW) is not None


@pytest.mark.only_sqlite
def test_no_secret_is_stored_anywhere(installation: Installation, person: UUID) -> None:
    secrets = [make_link_secret(installation, person, NOW), session_of(installation, person)]
    for file in Path(installation.store_folder).iterdir():
        for secret in secrets:
            assert secret.encode() not in file.read_bytes()


def test_signing_in_forgets_what_has_expired(installation: Installation, person: UUID) -> None:
    make_link_secret(installation, person, NOW)
    session_of(installation, person)
    later = NOW + SESSION_LIFETIME + A_MOMENT
    assert redeem(installation, make_link_secret(installation, person, later), later)
    kinds = main_rows(installation, "SELECT kind FROM sign_in")
    assert kinds == [("session",)]
