"""Checks that the mail server accepts Peil, without sending anything."""

import logging
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from surveys.doctor.probe import TIMEOUT, reason
from surveys.doctor.verdict import Verdict, fault, ok, warning
from surveys.settings import LOCAL_HOSTS

EXAMPLE = "mailtos://user:password@smtp.example.org?from=peil@example.org"
_OFFERS_UTF8 = "It offers SMTPUTF8, for addresses with other letters than A to Z before the @."
_NO_UTF8 = (
    "It does not offer SMTPUTF8: nobody whose address has other letters than A to Z before the @ "
    "gets a message."
)
_SET = f"Set PEIL_MAIL to an address such as {EXAMPLE}"


def check(address: str | None, timeout: float = TIMEOUT) -> Iterator[Verdict]:
    """Sign in to the mail server of an Apprise URL and disconnect; `timeout` in seconds."""
    if not address:
        yield warning("PEIL_MAIL is not set, so nobody can be invited by mail.", _SET)
        return
    # Apprise takes long to import, and no other command needs it.
    from apprise.plugins.email.base import NotifyEmail  # noqa: PLC0415

    plugin: Any = parsed_service(address)
    if not isinstance(plugin, NotifyEmail):
        begins = "mailto://, or mailtos:// for an encrypted connection"
        yield fault(f"PEIL_MAIL is not a mail server: it should begin with {begins}.", _SET)
        return
    server = f"{plugin.smtp_host}:{plugin.port}"
    encrypted = plugin.secure and plugin.secure_mode != "insecure"
    if not encrypted and plugin.smtp_host not in LOCAL_HOSTS:
        yield warning(
            f"Mail goes to {server} without encryption, so links can be read on the way.",
            "Begin PEIL_MAIL with mailtos://, if the server speaks TLS.",
        )
    try:
        takes_utf8 = _sign_in(plugin, timeout)
    except smtplib.SMTPAuthenticationError as refusal:
        yield fault(
            f"The mail server {server} refuses user or password ({refusal.smtp_code}).",
            "Correct them in PEIL_MAIL; letters such as @ : / # are written as %40 %3A %2F %23.",
        )
    except smtplib.SMTPNotSupportedError as refusal:
        yield fault(
            f"The mail server {server} cannot do what is asked: {_missing_feature(refusal)}",
            "Leave user and password out if it needs none, or add ?mode=ssl, ?mode=starttls or "
            "?mode=insecure as the server wants it.",
        )
    except smtplib.SMTPResponseException as refusal:
        yield fault(f"The mail server {server} refuses us ({refusal.smtp_code}).", "Ask its owner.")
    except (smtplib.SMTPException, OSError) as broken:
        # smtplib only reports the lost connection and has the reason as context.
        why = broken.__context__ if isinstance(broken.__context__, OSError) else broken
        yield fault(
            f"The mail server {server} {reason(why)}.",
            "Correct host and port in PEIL_MAIL, and let the firewall open that way.",
        )
    else:
        signed_in = " and signs us in" if plugin.user and plugin.password else ""
        yield ok(
            f"The mail server {server} answers{signed_in}. Nothing was sent. "
            f"{_OFFERS_UTF8 if takes_utf8 else _NO_UTF8}"
        )


def parsed_service(address: str) -> object:
    """Return the service of an Apprise URL, None if it is invalid; never log the URL."""
    from apprise import Apprise  # noqa: PLC0415

    with _silent():
        return Apprise.instantiate(address)


def check_channels(channels: dict[str, str]) -> Iterator[Verdict]:
    """Check that Apprise understands the URL of each channel."""
    for name, address in sorted(channels.items()):
        if parsed_service(address.replace("{address}", "somebody")) is None:
            kind = urlsplit(address).scheme or "nothing"
            yield fault(
                f"The channel {name} is not an address for messages; it begins with {kind}.",
                "Correct it; the pages of Apprise list how each service is written.",
            )
        else:
            yield ok(f"The channel {name} can be understood.")


def _sign_in(plugin: Any, timeout: float) -> bool:
    """Sign in and disconnect; return whether the server offers SMTPUTF8."""
    host, port, mode = plugin.smtp_host, plugin.port, plugin.secure_mode
    context = ssl.create_default_context()
    if not plugin.verify_certificate:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    server: smtplib.SMTP
    if plugin.secure and mode == "ssl":
        server = smtplib.SMTP_SSL(host, port, timeout=timeout, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=timeout)
    with server:
        server.ehlo()
        if plugin.secure and mode == "starttls":
            server.starttls(context=context)
            server.ehlo()
        if plugin.user and plugin.password:
            server.login(plugin.user, plugin.password)
        return server.has_extn("smtputf8")


def _missing_feature(refusal: smtplib.SMTPNotSupportedError) -> str:
    return "no STARTTLS." if "STARTTLS" in str(refusal) else "no signing in with a password."


@contextmanager
def _silent() -> Iterator[None]:
    """Keep Apprise from logging an address, which may contain a password."""

    def drop(_record: logging.LogRecord) -> bool:
        return False

    logger = logging.getLogger("apprise")
    logger.addFilter(drop)
    try:
        yield
    finally:
        logger.removeFilter(drop)
