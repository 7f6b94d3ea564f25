"""The page somebody wanted before they signed in: what may be kept of its address, and followed."""

from urllib.parse import parse_qs, quote, unquote, urlsplit

from dashboard.page_registry import OPEN

LONGEST = 500

_HOLD_SECRETS = frozenset({"t", "u"})
_PRINTABLE = range(0x21, 0x7F)


def worth_keeping(path: str, query: str) -> str | None:
    """Return the address of a page to go to after signing in; None for one that needs no sign-in.

    Never an address with the link of somebody who answers, or of a team, in it.
    """
    if path.strip("/") in OPEN or _HOLD_SECRETS & set(parse_qs(query)):
        return None
    address = quote(path) + (f"?{query}" if query else "")
    return address if leads_here(address) else None


def leads_here(address: str) -> bool:
    """Return whether an address stays on this site, however a browser may read it."""
    if len(address) > LONGEST or any(ord(letter) not in _PRINTABLE for letter in address):
        return False
    if not address.startswith("/") or address.startswith("//") or "\\" in address:
        return False
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc


def packed(address: str) -> str:
    """Return an address in letters that a cookie may hold."""
    return quote(address, safe="")


def unpacked(cookie: str | None) -> str:
    """Return the address that a cookie holds, `/` for one that is not there or leads elsewhere."""
    address = unquote(cookie or "")
    return address if leads_here(address) else "/"
