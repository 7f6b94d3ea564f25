"""The page somebody wanted before they signed in: which addresses may be kept and followed."""

from urllib.parse import parse_qs, quote, unquote, urlsplit

from dashboard.page_registry import BEHIND_SIGN_IN

MAX_ADDRESS_LENGTH = 500
"""Maximum number of characters of an address that is kept."""

_HOLD_SECRETS = frozenset({"t", "u"})
_PRINTABLE = range(0x21, 0x7F)


def worth_keeping(path: str, query: str) -> str | None:
    """Return the address of a page to go to after signing in; None unless it needs signing in.

    An address that contains an answer link or a result link is never kept.
    """
    if path.strip("/") not in BEHIND_SIGN_IN or _HOLD_SECRETS & set(parse_qs(query)):
        return None
    address = quote(path) + (f"?{query}" if query else "")
    return address if is_local_address(address) else None


def is_local_address(address: str) -> bool:
    """Return whether an address stays on this site, however a browser may read it."""
    if len(address) > MAX_ADDRESS_LENGTH or any(
        ord(letter) not in _PRINTABLE for letter in address
    ):
        return False
    if not address.startswith("/") or address.startswith("//") or "\\" in address:
        return False
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc


def packed(address: str) -> str:
    """Return an address encoded for a cookie."""
    return quote(address, safe="")


def unpacked(cookie: str | None) -> str:
    """Return the address in a cookie; `/` without a cookie, or if it leads to another site."""
    address = unquote(cookie or "")
    return address if is_local_address(address) else "/"
