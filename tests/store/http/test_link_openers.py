"""Mail filters, previews and prefetching browsers open links; none of them uses one up."""

from uuid import UUID

import pytest
from starlette.testclient import TestClient

from dashboard.clock import today
from surveys.answering import answer_sheet, cast
from surveys.installation.installation import Installation
from surveys.waves.waves import open_wave
from tests.builders import add_people
from tests.stored import box_rows

FILTERS = (
    {},
    {"Purpose": "prefetch", "Sec-Purpose": "prefetch;prerender"},
    {"User-Agent": "Mozilla/5.0 (compatible; SafeLinks)", "X-Forwarded-For": "192.0.2.7"},
)


@pytest.fixture
def token(installation: Installation, north: UUID) -> str:
    """The token of one of six people in an open wave."""
    add_people(installation, north, 6)
    opened = open_wave(installation, opens_on=today(), closes_on=today())
    return next(iter(opened.tokens.values()))


def stored(installation: Installation) -> list[list[tuple[object, ...]]]:
    """Return everything in the ballot box."""
    tables = box_rows(installation, 1, "SELECT name FROM sqlite_master WHERE type = 'table'")
    return [
        box_rows(installation, 1, f"SELECT * FROM {table} ORDER BY 1")  # noqa: S608
        for (table,) in tables
    ]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("link", ["/a/{}", "/answer?t={}", "//A/{}/%23", "/a/{}?utm_source=mail"])
def test_opening_a_link_changes_nothing_in_the_box(
    client: TestClient, installation: Installation, token: str, method: str, link: str
) -> None:
    before = stored(installation)
    for headers in FILTERS:
        assert (
            client.request(method, f"http://peil{link.format(token)}", headers=headers).status_code
            < 500
        )
    assert stored(installation) == before
    assert answer_sheet(installation, token, today()).unit == "North"
    cast(installation, token, {"mood_1": (3,)}, today())
    assert stored(installation) != before, "an answer does"


@pytest.mark.parametrize(
    "damage",
    [
        *("/a/{}.", "/a/{}%3E", "/a/{}%2520", "/A/{}/", "//a//{}", "/a/{}?utm_source=mail&x=%233"),
        *("/a/{}%233", "/a/{}&utm_source=mail", "/a/3D{}", "/a/={}", "/a/{}%0D%0A%3E%20Bye"),
    ],
)
def test_a_damaged_link_opens_its_questions_also_without_its_last_sign(
    client: TestClient, token: str, damage: str
) -> None:
    for arrived in (token, token[:-1]):
        page = client.get(f"http://PEIL.Example.org{damage.format(arrived)}")
        assert page.status_code == 200
        assert "How did you feel at work?" in page.text


def test_a_link_that_cannot_be_mended_says_what_to_do(client: TestClient, token: str) -> None:
    page = client.get(f"/a/{token[:20]}")
    assert page.status_code == 410
    assert "This link has been used, or is not complete" in page.text
