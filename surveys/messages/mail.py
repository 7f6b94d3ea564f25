"""Mail by SMTP: Apprise understands the settings and makes the connection, kept for many messages.

The address never becomes part of the Apprise URL, so nothing in it can change server or options.
"""

import binascii
import re
import smtplib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime, formataddr, make_msgid
from typing import Any, cast

from apprise import AppriseAsset
from apprise.exception import AppriseException
from apprise.plugins.email.base import NotifyEmail, PGPMode
from apprise.plugins.email.smtp import AppriseSMTPController

from surveys.messages.undeliverable import UndeliverableError

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*"
)
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_ONE_LINE = re.compile(r"[\x20-\x7e]{1,900}")
_LINE_END = re.compile(r"\r\n|\r|\n")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
_AT_ONCE = 500
"""Messages over one connection; where a server closes it earlier, another one is made."""


class _Connection(AppriseSMTPController):
    """A connection of Apprise that tells what the server answered."""

    @property
    def _smtp(self) -> smtplib.SMTP:
        return cast("smtplib.SMTP", self._socket)

    def deliver(self, sender: str, address: str, message: bytes) -> None:
        """Hand over a message; raises UndeliverableError, or what smtplib raises before DATA."""
        smtp = self._smtp
        smtp.ehlo_or_helo_if_needed()
        _accepted(*smtp.mail(sender), "sender_refused", everybody=True)
        _accepted(*smtp.rcpt(address), "address_refused")
        code: int
        reply: bytes | str
        try:
            code, reply = smtp.data(message)
        except smtplib.SMTPDataError as refusal:
            code, reply = refusal.smtp_code, refusal.smtp_error
        except (OSError, smtplib.SMTPException) as fault:
            raise UndeliverableError("broken_off", perhaps_arrived=True) from fault
        _accepted(code, reply, "message_refused")

    def begin_anew(self) -> None:
        """Take back what was said so far of a message that was refused."""
        self._smtp.rset()


class Mail:
    """Sends mail as an Apprise URL says, over one connection for many messages; one thread each."""

    def __init__(self, url: str, asset: AppriseAsset) -> None:
        """Read the URL; raises UndeliverableError when it is no use, without naming it."""
        plugin: Any = _plugin(url, asset)
        if plugin.cc or plugin.bcc or plugin.targets != [(False, plugin.from_addr[1])]:
            # Whoever gets a copy could answer in somebody's place.
            raise UndeliverableError("recipients", permanent=True, concerns_everybody=True)
        if plugin.pgp_mode != PGPMode.NONE:
            raise UndeliverableError("pgp", permanent=True, concerns_everybody=True)
        self._plugin = plugin
        self._sender = str(plugin.from_addr[1])
        self._headers = {
            **plugin.headers,
            "From": formataddr(tuple(plugin.from_addr), charset="utf-8"),
            "MIME-Version": "1.0",
            "Content-Type": 'text/plain; charset="utf-8"',
            "Content-Transfer-Encoding": "quoted-printable",
        }
        if plugin.reply_to:
            self._headers["Reply-To"] = ", ".join(sorted(plugin.reply_to))
        if any(not _ONE_LINE.fullmatch(value) for value in self._headers.values()):
            raise UndeliverableError("header", permanent=True, concerns_everybody=True)
        self._open: _Connection | None = None
        self._sent = 0

    def send(self, address: str, subject: str, body: str, headers: Mapping[str, str]) -> None:
        """Hand one message to the mail server; raises UndeliverableError."""
        if not _ADDRESS.fullmatch(address):
            raise UndeliverableError("mail_address", permanent=True)
        message = self._message(address, subject, body, headers)
        fresh = self._open is None
        try:
            self._hand_over(address, message)
        except (OSError, smtplib.SMTPException) as fault:
            self.close()
            if fresh:
                raise _no_server(fault) from fault
            # The server had closed a connection of before; nothing of this message was taken.
            self._again(address, message)

    def close(self) -> None:
        """Say goodbye to the mail server."""
        if self._open is not None:
            self._open.__exit__(None, None, None)
            self._open = None

    def _again(self, address: str, message: bytes) -> None:
        try:
            self._hand_over(address, message)
        except (OSError, smtplib.SMTPException) as fault:
            self.close()
            raise _no_server(fault) from fault

    def _hand_over(self, address: str, message: bytes) -> None:
        connection = self._connected()
        try:
            connection.deliver(self._sender, address, message)
        except UndeliverableError as fault:
            if fault.perhaps_arrived:
                self.close()
            else:
                connection.begin_anew()
            raise
        self._sent += 1

    def _connected(self) -> _Connection:
        if self._open is not None and self._sent >= _AT_ONCE:
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

    def _message(self, address: str, subject: str, body: str, headers: Mapping[str, str]) -> bytes:
        """Return a message; raises ValueError for headers that would not stay one line each.

        Put together here, because Apprise takes longer to fold its headers than the server to take
        the whole message.
        """
        if not all(_HEADER.fullmatch(name) for name in headers):
            msg = "the name of a header of a message holds only letters, digits and dashes"
            raise ValueError(msg)
        if not all(_ONE_LINE.fullmatch(value) for value in headers.values()):
            msg = "a header of a message is one line of plain characters"
            raise ValueError(msg)
        plain = " ".join(_CONTROL.sub(" ", subject).split())
        short = plain.isascii() and len(plain) <= 60
        lines = {
            **self._headers,
            "To": address,
            "Subject": plain if short else Header(plain, "utf-8").encode(linesep="\r\n"),
            "Date": format_datetime(datetime.now(UTC)),
            **headers,
        }
        lines.setdefault("Message-ID", make_msgid(domain=self._sender.split("@")[1]))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        text = _LINE_END.sub("\r\n", body).encode()
        return head.encode() + b"\r\n" + binascii.b2a_qp(text, istext=True)


def _plugin(url: str, asset: AppriseAsset) -> NotifyEmail:
    """Return Apprise's plugin for mail, without loading those for a hundred other services."""
    untyped: Any = NotifyEmail
    found = untyped.parse_url(url) if url.startswith(("mailto://", "mailtos://")) else None
    try:
        if found is not None:
            made: NotifyEmail = untyped(**found, asset=asset)
            return made
    except (TypeError, AppriseException):
        # Without the fault, which may name user and password.
        pass
    raise UndeliverableError("mail_url", permanent=True, concerns_everybody=True)


def _accepted(code: int, reply: bytes | str, refusal: str, *, everybody: bool = False) -> None:
    """Raise UndeliverableError unless the server said yes; of its words only numbers are kept.

    Its words may quote the message, and so a link.
    """
    if 200 <= code < 300:
        return
    if code == 421:
        raise smtplib.SMTPServerDisconnected
    status = _STATUS.match(reply.decode(errors="replace") if isinstance(reply, bytes) else reply)
    number = f"{code} {status[0]}" if status else str(code)
    raise UndeliverableError(
        refusal,
        detail=number,
        permanent=code >= 500 and not everybody,
        concerns_everybody=everybody,
    )


def _no_server(fault: Exception) -> UndeliverableError:
    """Return what to say when the server cannot be talked to at all, without its words."""
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return UndeliverableError(
            "sign_in_refused", detail=fault.smtp_code, concerns_everybody=True
        )
    return UndeliverableError("unreachable", detail=type(fault).__name__, concerns_everybody=True)
