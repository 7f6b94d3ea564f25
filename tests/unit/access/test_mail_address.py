"""One definition of an e-mail address: what can be sent to, and which two are the same."""

import unicodedata

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from surveys.access.mail_address import MailAddressError, comparable, is_address, is_same, parse
from tests.addresses import ADDRESSES
from tests.refusals import code


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hanna@Example.org", "hanna@example.ORG", True),
        ("hänna@example.org", "hänna@example.org", True),
        ("kim@example.org", "\u212aim@example.org", False),
        ("strasse@example.org", "straße@example.org", False),
        ("i@example.org", "İ@example.org", False),
        ("a@example.org", "b@example.org", False),
        ("ann@MÜNCHEN.example", "Ann@xn--mnchen-3ya.example", True),
        ("ann@münchen.example", "ann@munchen.example", False),
        ("JÜRGEN@example.org", "ju\u0308rgen@example.org", True),
        ("jürgen@example.org", "jurgen@example.org", False),
        ("\uff4bim@example.org", "kim@example.org", False),
    ],
)
def test_only_a_to_z_and_the_forms_of_a_domain_are_alike(one: str, other: str, same: bool) -> None:
    assert is_same(one, other) == is_same(other, one) == same


@pytest.mark.parametrize(
    ("text", "shown", "sendable"),
    [
        ("Ann@MÜNCHEN.example", "Ann@münchen.example", "Ann@xn--mnchen-3ya.example"),
        *((text,) * 3 for text in ("first.last+x@example.org", "Ann@Example.ORG", "ann@hr.local")),
        *((text,) * 3 for text in ("ann@mail.corp.internal", "a|b/c@example.test")),
        ("Jürgen@Müller.example", "jürgen@müller.example", "jürgen@xn--mller-kva.example"),
        ("ju\u0308rgen@example.org", "jürgen@example.org", "jürgen@example.org"),
        ("用户@例え.example", "用户@例え.example", "用户@xn--r8jz45g.example"),
        *((text,) * 3 for text in ("ann@xn--mnchen-3ya.example", "x" * 64 + "@example.org")),
    ],
)
def test_these_are_addresses(text: str, shown: str, sendable: str) -> None:
    address = parse(text)
    assert (address.text, address.sendable) == (shown, sendable)


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "@", "a@", "@b", "a@b@c", "a@b,c@d", "a@b;c@d", "a@b\r\nBcc: c@d"),
        *("A <a@b.org>", "a @b.org", "a@b.org\x00", "a@b.org\n", "<a@b.org>", '"a b"@b.org'),
        *("a@[127.0.0.1]", "ann@localhost", "ann..b@example.org", "ann@-x.org", "ann@exa_mple.org"),
        *("ann@b..org", "ann@exam\u00adple.org", "ann@xn--a.example", "x" * 65 + "@example.org"),
        *("ann@" + "x" * 64 + ".org", f"ann@{'x.' * 130}org", "ann@10.0.0.1"),
        *(
            "\u212aim@example.org",
            "\uff4bim@example.org",
            "ﬁn@example.org",
            "ü" * 33 + "@example.org",
        ),
    ],
)
def test_these_are_not(text: str) -> None:
    with pytest.raises(MailAddressError, check=code("no_address")):
        parse(text)


@pytest.mark.parametrize(
    ("text", "needs"), [("jürgen@example.org", True), ("ann@münchen.example", False)]
)
def test_only_letters_in_front_of_the_at_sign_need_a_server_that_takes_them(
    text: str, needs: bool
) -> None:
    assert parse(text).needs_utf8 is needs


@given(ADDRESSES)
def test_every_form_of_an_address_is_the_same_single_line(text: str) -> None:
    if not is_address(text):
        return
    address = parse(text)
    assert parse(address.text) == address
    assert address.needs_utf8 != address.sendable.isascii()
    assert address.sendable.rpartition("@")[2].isascii()
    assert address.sendable.isprintable()
    assert address.sendable.count("@") == 1
    # A to Z in the other case, and all other letters as they are or composed otherwise.
    swapped = "".join(c.swapcase() if c.isascii() else c for c in text)
    apart = unicodedata.normalize("NFD", text)
    assert comparable(apart) == comparable(text)
    for form in (address.text, address.sendable, *address.spellings, swapped):
        assert comparable(form) == comparable(text)
        assert parse(form).spellings == address.spellings


@given(st.text(), st.text())
def test_whatever_is_compared_has_one_comparable_form(one: str, other: str) -> None:
    assert comparable(comparable(one)) == comparable(one)
    assert is_same(one, other) == is_same(other, one)


@given(ADDRESSES)
def test_in_ascii_these_are_exactly_the_addresses_of_the_library(text: str) -> None:
    try:
        validate_email(text, check_deliverability=False, strict=True)
    except EmailNotValidError:
        is_valid = False
    else:
        is_valid = text.isprintable()
    if text.isascii():
        assert is_address(text) == is_valid
    elif is_address(text):
        assert is_valid
