"""Mail by SMTP: Apprise understands the settings and makes the connection, kept for many messages.

The address never becomes part of the Apprise URL, so nothing in it can change server or options.
"""

import re
import smtplib
from collections.abc import Mapping
from typing import Any

from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.plugins.email.base import NotifyEmail
from apprise.plugins.email.smtp import AppriseSMTPController

from surveys.messages.undeliverable import UndeliverableError

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*"
)
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_MESSAGE_ID = re.compile(r"^Message-ID:[^\n]*$", re.MULTILINE)
_STATUS = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}\b")
_AT_ONCE = 100
"""Messages over one connection; many servers close it after some hundred."""


class _Connection(AppriseSMTPController):
    """A connection of Apprise that tells what the server answered."""

    def deliver(self, sender: str, address: str, message: bytes) -> None:
        """Hand over a message; raises UndeliverableError, or what smtplib raises before DATA."""
        smtp: smtplib.SMTP = self._socket
        smtp.ehlo_or_helo_if_needed()
        _accepted(*smtp.mail(sender), "the mail server refused the sender", everybody=True)
        _accepted(*smtp.rcpt(address), "the mail server refused the address")
        try:
            code, reply = smtp.data(message)
        except smtplib.SMTPDataError as refusal:
            code, reply = refusal.smtp_code, refusal.smtp_error
        except (OSError, smtplib.SMTPException) as fault:
            msg = "the connection broke before the mail server had taken the message"
            raise UndeliverableError(msg, perhaps_arrived=True) from fault
        _accepted(code, reply, "the mail server refused the message")

    def begin_anew(self) -> None:
        """Take back what was said so far of a message that was refused."""
        self._socket.rset()


class Mail:
    """Sends mail as an Apprise URL says, over one connection for many messages; one thread each."""

    def __init__(self, url: str, asset: AppriseAsset) -> None:
        """Read the URL; raises UndeliverableError when it is no use, without naming it."""
        plugin = Apprise.instantiate(url, asset=asset)
        if not isinstance(plugin, NotifyEmail):
            msg = "PEIL_MAIL is no Apprise address that begins with mailto:// or mailtos://"
            raise UndeliverableError(msg, permanent=True, concerns_everybody=True)
        if plugin.cc or plugin.bcc or plugin.targets != [(False, plugin.from_addr[1])]:
            # Whoever gets a copy could answer in somebody's place.
            msg = "PEIL_MAIL must not name recipients: no cc, bcc or to"
            raise UndeliverableError(msg, permanent=True, concerns_everybody=True)
        self._plugin: Any = plugin
        self._open: _Connection | None = None
        self._sent = 0

    def send(self, address: str, subject: str, body: str, headers: Mapping[str, str]) -> None:
        """Hand one message to the mail server; raises UndeliverableError."""
        if not _ADDRESS.fullmatch(address):
            msg = "this is no mail address that messages can be sent to"
            raise UndeliverableError(msg, permanent=True)
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
            connection.deliver(self._plugin.from_addr[1], address, message)
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
        """Return the message as Apprise writes it, with the Message-ID of `headers` if it has one.

        Raises ValueError for headers that would not stay one line each.
        """
        given = {name.lower(): value for name, value in headers.items()}
        if not all(_HEADER.fullmatch(name) for name in given):
            msg = "the name of a header of a message holds only letters, digits and dashes"
            raise ValueError(msg)
        if any(_CONTROL.search(value) for value in given.values()):
            msg = "a header of a message is one line"
            raise ValueError(msg)
        own_id = given.pop("message-id", None)
        plugin = self._plugin
        prepared = NotifyEmail.prepare_emails(
            subject=_CONTROL.sub(" ", subject),
            body=body,
            notify_format=NotifyFormat.TEXT,
            from_addr=tuple(plugin.from_addr),
            to=[(False, address)],
            reply_to=plugin.reply_to,
            headers={**plugin.headers, **{n: v for n, v in headers.items() if n.lower() in given}},
            names=plugin.names,
            smtp_host=plugin.from_addr[1].split("@")[1],
            pgp=plugin.pgp,
            pgp_mode=plugin.pgp_mode,
            tzinfo=plugin.tzinfo,
        )
        text = next(iter(prepared)).body
        if own_id is not None:
            head, blank, rest = text.partition("\n\n")
            text = _MESSAGE_ID.sub(lambda _: f"Message-ID: {own_id}", head, count=1) + blank + rest
        return text.encode()


def _accepted(code: int, reply: bytes, otherwise: str, *, everybody: bool = False) -> None:
    """Raise UndeliverableError unless the server said yes; of its words only numbers are kept.

    Its words may quote the message, and so a link.
    """
    if 200 <= code < 300:
        return
    if code == 421:
        raise smtplib.SMTPServerDisconnected
    status = _STATUS.match(reply)
    number = f"{code} {status[0].decode()}" if status else str(code)
    raise UndeliverableError(
        f"{otherwise} ({number})",
        permanent=code >= 500 and not everybody,
        concerns_everybody=everybody,
    )


def _no_server(fault: Exception) -> UndeliverableError:
    """Return what to say when the server cannot be talked to at all, without its words."""
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        why = f"the mail server refused user or password of PEIL_MAIL ({fault.smtp_code})"
    else:
        why = f"the mail server of PEIL_MAIL cannot be reached ({type(fault).__name__})"
    return UndeliverableError(why, concerns_everybody=True)
