"""What is kept of a page that somebody wanted before signing in, and what is followed after it."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.sign_in.wanted_page import is_local_address, packed, unpacked, worth_keeping


@pytest.mark.parametrize(
    ("path", "query", "kept"),
    [
        ("/team", "", "/team"),
        ("/team", "unit=abc&view=wave", "/team?unit=abc&view=wave"),
        ("/present", "unit=abc", "/present?unit=abc"),
        ("/", "link=used", None),
        *((path, "", None) for path in ("/", "/privacy", "//evil.example")),
        *((path, "t=token", None) for path in ("/answer", "/answer/", "/Answer")),
        *((path, "u=link", None) for path in ("/results", "/team")),
        ("/team", "x=" + "y" * 500, None),
    ],
)
def test_only_a_page_that_needs_signing_in_is_kept(path: str, query: str, kept: str | None) -> None:
    assert worth_keeping(path, query) == kept


@pytest.mark.parametrize(
    "cookie", [None, "", "team", "//x", "/\\x", "\\/x", "https:/x", "/a b", "/\r\nx", "/\x00", "/é"]
)
def test_a_cookie_that_leads_elsewhere_leads_to_the_first_page(cookie: str | None) -> None:
    assert unpacked(cookie) == "/"


@given(st.text())
@example("/%2F/evil.example")
@example("/./\\evil.example")
def test_whatever_the_cookie_holds_it_stays_on_this_site(cookie: str) -> None:
    place = "https://pulse.example.org"
    followed = urlsplit(urljoin(f"{place}/oauth2callback", unpacked(cookie)))
    assert f"{followed.scheme}://{followed.netloc}" == place


@given(st.text(alphabet="abc/?=&%25.-_", max_size=60))
def test_what_is_kept_comes_back_as_it_was(rest: str) -> None:
    address = "/" + rest
    if is_local_address(address):
        assert unpacked(packed(address)) == address
