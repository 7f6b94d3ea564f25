"""Which identity providers may tell who somebody is: one that belongs to the organisation."""

from urllib.parse import urlsplit

OF_ANYBODY = ("common", "consumers", "organizations")
"""Tenants of Microsoft in which anybody can make an account with any mail address in it."""

HERE = ("localhost", "127.0.0.1", "::1")


def checked_provider(url: str) -> str:
    """Return the address at which a provider describes itself; raises ValueError for a bad one."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
        msg = "it must begin with https://, else anybody on the way could sign in as anybody"
        raise ValueError(msg)
    tenant = parts.path.strip("/").split("/")[0]
    if parts.hostname == "login.microsoftonline.com" and tenant in OF_ANYBODY:
        msg = f"put the number of your own tenant in the place of {tenant!r}: that one is anybody's"
        raise ValueError(msg)
    return url
