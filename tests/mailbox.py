"""A real SMTP server that keeps what it is given, for tests of mail."""

import email
import email.policy
import queue
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """Everything that was sent, in the order of arrival."""

    def __init__(self) -> None:
        """Begin empty."""
        self.port = 0
        self.refuses = False
        self.recipients: list[str] = []
        self._arrived: queue.Queue[EmailMessage] = queue.Queue()

    @property
    def url(self) -> str:
        """The value of PEIL_MAIL that sends here."""
        return f"mailto://127.0.0.1:{self.port}/?from=peil@example.org"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a message, or refuse it."""
        del server, session
        if self.refuses:
            return "554 5.7.1 not here"
        content = envelope.original_content or b""
        self.recipients += envelope.rcpt_tos
        parsed = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        self._arrived.put(parsed)
        return "250 OK"

    def next(self, seconds: float = 20) -> EmailMessage:
        """Wait for the next message."""
        return self._arrived.get(timeout=seconds)

    def is_empty(self) -> bool:
        """Whether nothing (more) has arrived."""
        return self._arrived.empty()


def text_of(message: EmailMessage) -> str:
    """Return what a message says, with plain line ends."""
    body = message.get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return text.replace("\r\n", "\n")


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Run a mail server on a free port of this machine."""
    kept = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        kept.port = free.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=kept.port)
    server.start()
    try:
        yield kept
    finally:
        server.stop()
