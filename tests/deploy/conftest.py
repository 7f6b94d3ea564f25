"""What tests of whole deployments share: a PostgreSQL server that they may stop, and a browser."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from tests.chromium import FLAGS, engine
from tests.postgresql import Database, Server, give_passwords, prepared, server


@pytest.fixture
def restartable() -> Iterator[Server]:
    """A server of its own, which may be stopped."""
    if "PEIL_TEST_POSTGRES_URL" in os.environ:
        pytest.skip("needs a PostgreSQL server that the test may stop")
    with server() as running:
        yield running


@pytest.fixture
def on_restartable(restartable: Server) -> Iterator[Database]:
    """A database on it."""
    with prepared(restartable) as made:
        give_passwords(made)
        yield made


@pytest.fixture
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser that takes the certificate of the test."""
    flags = [*FLAGS, "--ignore-certificate-errors"]
    opened = playwright.chromium.launch(executable_path=engine(), args=flags)
    yield opened
    opened.close()
