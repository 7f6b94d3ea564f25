"""The folder of a mailbox to which mail comes back, read by IMAP."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from surveys.errors import N_, PeilError
from surveys.settings import Settings

SECONDS = 30
"""How long to wait for the server."""


class BounceFolderError(PeilError):
    """A mailbox that cannot be read."""

    texts: ClassVar = {
        "not_set": N_(
            "Set PEIL_BOUNCES to the mailbox: imaps://user:password@imap.example.org/INBOX."
        ),
        "unreachable": N_("The mailbox of PEIL_BOUNCES cannot be reached ({detail})."),
        "refused": N_(
            "The mail server refused user name, password or folder of PEIL_BOUNCES. Nothing was "
            "changed."
        ),
    }


@contextmanager
def new_reports(settings: Settings) -> Iterator[list[bytes]]:
    """Yield the mails that nobody has read; afterwards they count as read. Raises its error.

    If something fails in between, they stay as they were for the next time.
    """
    if settings.bounces is None:
        raise BounceFolderError("not_set")
    parts = urlsplit(settings.bounces.get_secret_value())
    try:
        with _connected(parts.scheme, parts.hostname or "", parts.port) as server:
            server.login(unquote(parts.username or ""), unquote(parts.password or ""))
            folder = unquote(parts.path.strip("/")) or "INBOX"
            if server.select(f'"{folder}"')[0] != "OK":
                raise BounceFolderError("refused")
            numbers = server.search(None, "UNSEEN")[1][0].split()
            yield [_fetched(server, number) for number in numbers]
            for number in numbers:
                server.store(number.decode(), "+FLAGS", r"(\Seen)")
    except imaplib.IMAP4.error as fault:
        # Without the fault, which may quote the server.
        raise BounceFolderError("refused") from fault
    except OSError as fault:
        raise BounceFolderError("unreachable", detail=type(fault).__name__) from fault


def _connected(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    if scheme == "imaps":
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=context, timeout=SECONDS)
    return imaplib.IMAP4(host, port or 143, timeout=SECONDS)


def _fetched(server: imaplib.IMAP4, number: bytes) -> bytes:
    """Return one mail, which still counts as unread."""
    parts = server.fetch(number.decode(), "(BODY.PEEK[])")[1]
    return b"".join(part[1] for part in parts if isinstance(part, tuple))
