"""Mail by SMTP: Apprise parses the settings and opens a connection for many messages.

The address never becomes part of the Apprise URL, so it cannot change the server or its options.
"""

import binascii
import re
import smtplib
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime, formataddr, make_msgid, quote
from typing import Any, cast

from apprise import AppriseAsset
from apprise.exception import AppriseException
from apprise.plugins.email.base import NotifyEmail, PGPMode
from apprise.plugins.email.smtp import AppriseSMTPController

from surveys.access.mail_address import MailAddressError, parse
from surveys.messages.delivery_error import DeliveryError

_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_ONE_LINE = re.compile(r"[\x20-\x7e]{1,900}")
_LINE_END = re.compile(r"\r\n|\r|\n")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
_GREYLISTED = re.compile(r"gr[ea]y-?list", re.IGNORECASE)
_UTF8 = ("BODY=8BITMIME", "SMTPUTF8")
"""Options for an address or a header beyond ASCII (RFC 6531, section 3.4)."""

_CLOSES, _TOO_FAST, _OVERLOADED = 421, 432, "4.3.2"
"""Answers that concern everybody at once (RFC 5321, section 3.8; RFC 3463, section 3.4)."""

_ALTERNATIVE = b'Content-Type: multipart/alternative; boundary="=_"\r\n\r\n--=_\r\n'
_NEXT_PART = b"\r\n--=_\r\n"
_END_OF_PARTS = b"\r\n--=_--\r\n"
"""Between the parts stands what quoted-printable text never holds."""

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
        _check_accepted(*smtp.mail(sender, options), "sender_refused", channel_down=True)
        _check_accepted(*smtp.rcpt(address), "address_refused")
        code: int
        reply: bytes | str
        try:
            code, reply = smtp.data(message)
        except smtplib.SMTPDataError as refusal:
            code, reply = refusal.smtp_code, refusal.smtp_error
        except (OSError, smtplib.SMTPException) as fault:
            raise DeliveryError("broken_off", ambiguous=True, throttled=True) from fault
        _check_accepted(code, reply, "message_refused")

    def reset(self) -> None:
        """Abort the transaction of a refused message."""
        self._smtp.rset()


class Mail:
    """Sends mail by an Apprise URL over one connection for many messages; not thread-safe."""

    def __init__(self, url: str, asset: AppriseAsset) -> None:
        """Parse the URL; raise DeliveryError, without quoting it, if it is unusable."""
        plugin: Any = _plugin(url, asset)
        if plugin.cc or plugin.bcc or plugin.targets != [(False, plugin.from_addr[1])]:
            # Whoever receives a copy could answer in somebody's place.
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
                raise _unreachable(fault) from fault
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
            raise _unreachable(fault) from fault

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
            **({"From": _mailbox(sender, self._sender)} if sender.strip() else {}),
            "To": address,
            "Subject": _header_text("Subject", subject),
            "Date": format_datetime(datetime.now(UTC)),
            **headers,
        }
        lines.setdefault("Message-ID", make_msgid(domain=self._sender.split("@")[1]))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode()
        text = _part("text/plain", body)
        if html is None:
            return head + text
        # The last part is the one that is shown where both can be.
        parts = (_ALTERNATIVE, text, _NEXT_PART, _part("text/html", html), _END_OF_PARTS)
        return head + b"".join(parts)


def _header_text(header: str, text: str) -> str:
    """Return what somebody typed as the value of a header: on one line, or folded."""
    plain = " ".join(_CONTROL.sub(" ", text).split())
    # What looks like an encoded word is encoded, so that it is shown as it was typed.
    short = plain.isascii() and len(plain) <= 60 and "=?" not in plain
    return plain if short else Header(plain, "utf-8", header_name=header).encode(linesep="\r\n")


def _mailbox(name: str, address: str) -> str:
    """Return a name and an address as the value of a header (RFC 5322, section 3.4)."""
    text = _header_text("From", name)
    encoded = text.startswith("=?utf-8?")
    return f"{text}\r\n <{address}>" if encoded else f'"{quote(text)}" <{address}>'


def _part(content_type: str, content: str) -> bytes:
    """Return a text with its headers, as a message or a part of one."""
    head = (
        f'Content-Type: {content_type}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    lines = _LINE_END.sub("\r\n", content).encode()
    return head.encode() + binascii.b2a_qp(lines, istext=True)


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


def _check_accepted(
    code: int, reply: bytes | str, refusal: str, *, channel_down: bool = False
) -> None:
    """Raise DeliveryError unless the server accepted; of its answer only the status is kept.

    The text of the answer may quote the message, including a link.
    """
    if 200 <= code < 300:
        return
    if code == _CLOSES:
        raise smtplib.SMTPConnectError(code, reply)
    number, only_this = _read_refusal(code, reply)
    at_once = code == _TOO_FAST or number.endswith(_OVERLOADED)
    temporary = code < 500 and not only_this
    raise DeliveryError(
        refusal,
        detail=number,
        permanent=code >= 500 and not channel_down,
        channel_down=channel_down or (temporary and at_once),
        throttled=temporary,
    )


def _read_refusal(code: int, reply: bytes | str) -> tuple[str, bool]:
    """Return the numbers of a refusal, and whether it concerns this address or message alone."""
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else str(reply)
    status = _STATUS.match(text)
    number = f"{code} {status[0]}" if status else str(code)
    # Greylisting wants each message once more, later: others need their first attempt now.
    of_address = status is not None and status[0][2:4] in {"1.", "2."}
    return number, of_address or bool(_GREYLISTED.search(text))


def _unreachable(fault: Exception) -> DeliveryError:
    """Return the error of a server that cannot be reached, without quoting the server."""
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return DeliveryError("sign_in_refused", detail=fault.smtp_code, channel_down=True)
    if isinstance(fault, smtplib.SMTPResponseException) and 400 <= fault.smtp_code < 500:
        number, _ = _read_refusal(fault.smtp_code, fault.smtp_error)
        return DeliveryError("busy", detail=number, channel_down=True, throttled=True)
    return DeliveryError("unreachable", detail=type(fault).__name__, channel_down=True)
