"""The ways to a person: mail, and whatever else Apprise speaks (Teams, Slack, Mattermost, …).

What Apprise logs never goes anywhere: at the level DEBUG it would hold whole messages, so links.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from surveys.messages.undeliverable import UndeliverableError
from surveys.settings.settings import Settings

if TYPE_CHECKING:
    from apprise import AppriseAsset

    from surveys.messages.mail import Mail

MAIL = "mail"
PLACE = "{address}"

_NAME = re.compile(r"[A-Za-z0-9@#+!][A-Za-z0-9@+:=._-]{0,253}")
"""Addresses on a channel: no comma, space or slash, so that one never becomes two."""

_ANSWERED = re.compile(r"error=(\d{3})")
_FOR_NOW = {408, 425, 429}

_said: ContextVar[list[str] | None] = ContextVar("what Apprise said", default=None)


class Channels:
    """All ways to people that the settings know, each opened once; for one thread at a time."""

    def __init__(self, settings: Settings) -> None:
        """Open nothing yet."""
        self._settings = settings
        self._mail: Mail | None = None

    def __enter__(self) -> Self:
        """Give the ways."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _fault: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Close what was opened."""
        if self._mail is not None:
            self._mail.close()

    def send(
        self,
        *,
        address: str,
        subject: str,
        body: str,
        channel: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send a plain text to an address on a channel (None: mail); raises UndeliverableError.

        `headers` are of mail only. Raises ValueError when one of them is more than one line.
        """
        with _listening() as said:
            if channel is None or channel.lower() == MAIL:
                self._by_mail().send(address, subject, body, headers or {})
            else:
                self._by_channel(channel, address, subject, body, said)

    def _by_mail(self) -> "Mail":
        if self._mail is None:
            if self._settings.mail is None:
                raise UndeliverableError("no_mail", permanent=True, concerns_everybody=True)
            # Apprise takes a second to import; only who sends needs it.
            from surveys.messages.mail import Mail  # noqa: PLC0415

            self._mail = Mail(self._settings.mail.get_secret_value(), _asset())
        return self._mail

    def _by_channel(
        self, channel: str, address: str, subject: str, body: str, said: list[str]
    ) -> None:
        setting = f"PEIL_CHANNELS__{channel.upper()}"
        template = self._settings.channels.get(channel.lower())
        if template is None:
            raise UndeliverableError(
                "no_channel", detail=setting, permanent=True, concerns_everybody=True
            )
        if not _NAME.fullmatch(address):
            raise UndeliverableError("channel_address", permanent=True)
        url = template.get_secret_value()
        if PLACE not in url:
            raise UndeliverableError(
                "no_place", detail=setting, permanent=True, concerns_everybody=True
            )
        from apprise import Apprise, NotifyFormat  # noqa: PLC0415

        service = Apprise.instantiate(url.replace(PLACE, quote(address, safe="")), asset=_asset())
        if service is None or said:
            # It warns of an address it drops, and would then tell everybody in the default channel.
            raise UndeliverableError("not_understood", detail=setting, permanent=True)
        plain = " ".join(subject.split())
        if not service.notify(body=body, title=plain, body_format=NotifyFormat.TEXT):
            raise _refused(channel, said)


def send(
    settings: Settings,
    *,
    address: str,
    subject: str,
    body: str,
    channel: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send one plain text to an address on a channel (None: mail); raises UndeliverableError."""
    with Channels(settings) as ways:
        ways.send(address=address, subject=subject, body=body, channel=channel, headers=headers)


def _asset() -> "AppriseAsset":
    """Return how we present ourselves, with no picture from anywhere else."""
    from apprise import AppriseAsset  # noqa: PLC0415

    return AppriseAsset(
        app_id="Peil", app_desc="Peil", app_url="", image_url_mask="", image_url_logo=""
    )


def _refused(channel: str, said: list[str]) -> UndeliverableError:
    """Return why a service did not take a message: of what it said only the number."""
    answered = next((int(m[1]) for line in said if (m := _ANSWERED.search(line))), None)
    if answered is None and any("onnection error" in line for line in said):
        # Whether it broke before or after the message had left is not told.
        return UndeliverableError(
            "channel_unreachable", detail=channel, concerns_everybody=True, perhaps_arrived=True
        )
    if answered is None:
        return UndeliverableError("not_taken")
    if answered >= 500 or answered in _FOR_NOW:
        return UndeliverableError("channel_busy", detail=answered, concerns_everybody=True)
    return UndeliverableError("service_refused", detail=answered, permanent=True)


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect what Apprise says in this thread meanwhile."""
    said: list[str] = []
    before = _said.set(said)
    try:
        yield said
    finally:
        _said.reset(before)


def _keep_to_ourselves(record: logging.LogRecord) -> bool:
    """Let nothing that Apprise says into a log; warnings are kept for whoever listens."""
    said = _said.get()
    if said is not None and record.levelno >= logging.WARNING:
        said.append(record.getMessage())
    return False


def _say_no_addresses(record: logging.LogRecord) -> bool:
    """Let only warnings through: addresses of services hold their secrets."""
    return record.levelno > logging.DEBUG


logging.getLogger("apprise").setLevel(logging.WARNING)
logging.getLogger("apprise").addFilter(_keep_to_ourselves)
logging.getLogger("urllib3.connectionpool").addFilter(_say_no_addresses)
