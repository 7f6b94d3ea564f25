"""Mail by SMTP: Apprise parses the settings and opens a connection for many messages.

The address never becomes part of the Apprise URL, so it cannot change the server or its options.
"""

import re
import smtplib
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime, formataddr, make_msgid
from typing import Any, cast

from apprise import AppriseAsset
from apprise.exception import AppriseException
from apprise.plugins.email.base import NotifyEmail, PGPMode
from apprise.plugins.email.smtp import AppriseSMTPController

from surveys.access.mail_address import MailAddressError, parse
from surveys.messages.delivery_error import DeliveryError
from surveys.messages.mail_answers import check_accepted, unreachable
from surveys.messages.mail_parts import (
    ALTERNATIVE,
    END_OF_PARTS,
    NEXT_PART,
    header_text,
    mailbox,
    part,
)

_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_ONE_LINE = re.compile(r"[\x20-\x7e]{1,900}")
_UTF8 = ("BODY=8BITMIME", "SMTPUTF8")
"""Options for an address or a header beyond ASCII (RFC 6531, section 3.4)."""

_MAX_PER_CONNECTION = 500
"""Maximum number of messages over one connection; servers may close it earlier."""


class _Connection(AppriseSMTPController):
    """A connection of Apprise that exposes the answers of the server."""

    @property
    def _smtp(self) -> smtplib.SMTP:
        return cast("smtplib.SMTP", self._socket)

    def deliver(self, sender: str, address: str, message: bytes) -> None:
        """Deliver a message; raise DeliveryError, or what smtplib raises before DATA."""
        smtp = self._smtp
        smtp.ehlo_or_helo_if_needed()
        if not address.isascii() and not smtp.has_extn("smtputf8"):
            raise DeliveryError("only_ascii", permanent=True)
        options = () if address.isascii() else _UTF8
        check_accepted(*smtp.mail(sender, options), "sender_refused", channel_down=True)
        check_accepted(*smtp.rcpt(address), "address_refused")
        code: int
        reply: bytes | str
        try:
            code, reply = smtp.data(message)
        except smtplib.SMTPDataError as refusal:
            code, reply = refusal.smtp_code, refusal.smtp_error
        except (OSError, smtplib.SMTPException) as fault:
            raise DeliveryError("broken_off", ambiguous=True, throttled=True) from fault
        check_accepted(code, reply, "message_refused")

    def reset(self) -> None:
        """Abort the transaction of a refused message."""
        self._smtp.rset()


class Mail:
    """Sends mail by an Apprise URL over one connection for many messages; not thread-safe."""

    def __init__(self, url: str, asset: AppriseAsset) -> None:
        """Parse the URL; raise DeliveryError, without quoting it, if it is unusable."""
        plugin: Any = _plugin(url, asset)
        if plugin.cc or plugin.bcc or plugin.targets != [(False, plugin.from_addr[1])]:
            # The person who receives a copy could answer in somebody's place.
            raise DeliveryError("recipients", permanent=True, channel_down=True)
        if plugin.pgp_mode != PGPMode.NONE:
            raise DeliveryError("pgp", permanent=True, channel_down=True)
        self._plugin = plugin
        self._sender = _sendable(str(plugin.from_addr[1]))
        self._headers = {
            **plugin.headers,
            "From": formataddr((plugin.from_addr[0], self._sender), charset="utf-8"),
            "MIME-Version": "1.0",
        }
        if plugin.reply_to:
            self._headers["Reply-To"] = ", ".join(sorted(plugin.reply_to))
        if any(not _ONE_LINE.fullmatch(value) for value in self._headers.values()):
            raise DeliveryError("header", permanent=True, channel_down=True)
        self._open: _Connection | None = None
        self._sent = 0

    def send(
        self,
        address: str,
        subject: str,
        body: str,
        headers: Mapping[str, str],
        html: str | None = None,
        sender: str = "",
    ) -> None:
        """Deliver one message, with `html` as an alternative to its text; raise DeliveryError.

        `sender` replaces the name of the settings, never the address.
        """
        try:
            address = parse(address).sendable
        except MailAddressError as error:
            raise DeliveryError("mail_address", permanent=True) from error
        message = self._message(address, subject, body, headers, html, sender)
        fresh = self._open is None
        try:
            self._deliver(address, message)
        except (OSError, smtplib.SMTPException) as fault:
            self.close()
            if fresh:
                raise unreachable(fault) from fault
            # The server had closed an earlier connection before it took any of this message.
            self._retry(address, message)

    def close(self) -> None:
        """Close the connection."""
        if self._open is not None:
            self._open.__exit__(None, None, None)
            self._open = None

    def _retry(self, address: str, message: bytes) -> None:
        try:
            self._deliver(address, message)
        except (OSError, smtplib.SMTPException) as fault:
            self.close()
            raise unreachable(fault) from fault

    def _deliver(self, address: str, message: bytes) -> None:
        connection = self._connected()
        try:
            connection.deliver(self._sender, address, message)
        except DeliveryError as fault:
            if fault.ambiguous:
                self.close()
            else:
                connection.reset()
            raise
        self._sent += 1

    def _connected(self) -> _Connection:
        if self._open is not None and self._sent >= _MAX_PER_CONNECTION:
            self.close()
        if self._open is None:
            plugin = self._plugin
            connection = _Connection(
                host=plugin.smtp_host,
                port=plugin.port,
                secure_mode=plugin.secure_mode,
                user=plugin.user,
                password=plugin.password,
                verify_certificate=plugin.verify_certificate,
                socket_connect_timeout=plugin.socket_connect_timeout,
            )
            connection.__enter__()
            self._open, self._sent = connection, 0
        return self._open

    def _message(
        self,
        address: str,
        subject: str,
        body: str,
        headers: Mapping[str, str],
        html: str | None,
        sender: str,
    ) -> bytes:
        """Return a message in bytes; raise ValueError for a header of more than one line.

        Built here, because Apprise takes longer to fold headers than the server to accept the whole
        message.
        """
        if not all(_HEADER.fullmatch(name) for name in headers):
            msg = "the name of a header of a message holds only letters, digits and dashes"
            raise ValueError(msg)
        if not all(_ONE_LINE.fullmatch(value) for value in headers.values()):
            msg = "a header of a message is one line of plain characters"
            raise ValueError(msg)
        lines = {
            **self._headers,
            **({"From": mailbox(sender, self._sender)} if sender.strip() else {}),
            "To": address,
            "Subject": header_text("Subject", subject),
            "Date": format_datetime(datetime.now(UTC)),
            **headers,
        }
        lines.setdefault("Message-ID", make_msgid(domain=self._sender.split("@")[1]))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode()
        text = part("text/plain", body)
        if html is None:
            return head + text
        # The last part is the one that is shown where both can be.
        parts = (ALTERNATIVE, text, NEXT_PART, part("text/html", html), END_OF_PARTS)
        return head + b"".join(parts)


def _plugin(url: str, asset: AppriseAsset) -> NotifyEmail:
    """Return the mail plugin of Apprise without loading those of a hundred other services."""
    untyped: Any = NotifyEmail
    arguments = untyped.parse_url(url) if url.startswith(("mailto://", "mailtos://")) else None
    try:
        if arguments is not None:
            plugin: NotifyEmail = untyped(**arguments, asset=asset)
            return plugin
    except (TypeError, AppriseException):
        # Without the fault, which may contain user and password.
        pass
    raise DeliveryError("mail_url", permanent=True, channel_down=True)


def _sendable(sender: str) -> str:
    """Return the address of the sender with its domain in IDNA; raise DeliveryError.

    An ASCII address that Apprise accepts stays as it is: `peil@mailhost` may send on an intranet.
    One that needs SMTPUTF8 is refused: many receivers would refuse every message.
    """
    if sender.isascii():
        return sender
    with suppress(MailAddressError):
        address = parse(sender)
        if not address.needs_utf8:
            return address.sendable
    raise DeliveryError("mail_sender", permanent=True, channel_down=True)
