"""Channels to people: mail and the services that Apprise supports (Teams, Slack, Mattermost, …).

What Apprise logs is discarded: at level DEBUG it would contain whole messages, including links.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from surveys.messages.delivery_error import DeliveryError
from surveys.settings import Settings

if TYPE_CHECKING:
    from apprise import AppriseAsset

    from surveys.messages.mail import Mail

MAIL = "mail"
PLACEHOLDER = "{address}"

_NAME = re.compile(r"[A-Za-z0-9@#+!][A-Za-z0-9@+:=._-]{0,253}")
"""Addresses on a channel: without comma, space or slash, so that one never becomes two."""

_STATUS_CODE = re.compile(r"error=(\d{3})")
_TEMPORARY = {408, 425, 429}

_warnings: ContextVar[list[str] | None] = ContextVar("warnings of Apprise", default=None)


class Channels:
    """All configured channels, each opened once; for one thread at a time."""

    def __init__(self, settings: Settings) -> None:
        """Store the settings; channels are opened when first used."""
        self._settings = settings
        self._mail: Mail | None = None

    def __enter__(self) -> Self:
        """Return the channels."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _fault: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Close all open connections."""
        if self._mail is not None:
            self._mail.close()

    def send(
        self,
        *,
        address: str,
        subject: str,
        body: str,
        html: str | None = None,
        channel: str | None = None,
        headers: Mapping[str, str] | None = None,
        sender: str = "",
    ) -> None:
        """Send a plain text to an address on a channel (None: mail).

        `headers`, `html` beside the text, and the name of the sender are for mail only. Raises
        DeliveryError, and ValueError for a header of more than one line.
        """
        with _collected_warnings() as warnings:
            if channel is None or channel.lower() == MAIL:
                self._by_mail().send(address, subject, body, headers or {}, html, sender)
            else:
                self._by_channel(channel, address, subject, body, warnings)

    def _by_mail(self) -> "Mail":
        if self._mail is None:
            if self._settings.mail is None:
                raise DeliveryError("no_mail", permanent=True, channel_down=True)
            # Apprise takes a second to import and is needed only for sending.
            from surveys.messages.mail import Mail  # noqa: PLC0415

            self._mail = Mail(self._settings.mail.get_secret_value(), _asset())
        return self._mail

    def _by_channel(
        self, channel: str, address: str, subject: str, body: str, warnings: list[str]
    ) -> None:
        setting = f"PEIL_CHANNELS__{channel.upper()}"
        template = self._settings.channels.get(channel.lower())
        if template is None:
            raise DeliveryError("no_channel", detail=setting, permanent=True, channel_down=True)
        if not _NAME.fullmatch(address):
            raise DeliveryError("channel_address", permanent=True)
        url = template.get_secret_value()
        if PLACEHOLDER not in url:
            raise DeliveryError("no_place", detail=setting, permanent=True, channel_down=True)
        from apprise import Apprise, NotifyFormat  # noqa: PLC0415

        service = Apprise.instantiate(
            url.replace(PLACEHOLDER, quote(address, safe="")), asset=_asset()
        )
        if service is None or warnings:
            # Apprise warns of an address that it drops, and would then post in the default channel.
            raise DeliveryError("not_understood", detail=setting, permanent=True)
        plain = " ".join(subject.split())
        if not service.notify(body=body, title=plain, body_format=NotifyFormat.TEXT):
            raise _refused(channel, warnings)


def send(
    settings: Settings,
    *,
    address: str,
    subject: str,
    body: str,
    html: str | None = None,
    channel: str | None = None,
    headers: Mapping[str, str] | None = None,
    sender: str = "",
) -> None:
    """Send one plain text to an address on a channel (None: mail); raise DeliveryError.

    Mail carries `html` beside it, and is sent under the name `sender`.
    """
    with Channels(settings) as channels:
        channels.send(
            address=address,
            subject=subject,
            body=body,
            html=html,
            channel=channel,
            headers=headers,
            sender=sender,
        )


def _asset() -> "AppriseAsset":
    """Return how Peil presents itself, without pictures from other hosts."""
    from apprise import AppriseAsset  # noqa: PLC0415

    return AppriseAsset(
        app_id="Peil", app_desc="Peil", app_url="", image_url_mask="", image_url_logo=""
    )


def _refused(channel: str, warnings: list[str]) -> DeliveryError:
    """Return why a service did not take a message: of what it warnings only the number."""
    status = next((int(m[1]) for line in warnings if (m := _STATUS_CODE.search(line))), None)
    if status is None and any("onnection error" in line for line in warnings):
        # Apprise does not tell whether it broke before or after the message was sent.
        return DeliveryError(
            "channel_unreachable", detail=channel, channel_down=True, ambiguous=True
        )
    if status is None:
        return DeliveryError("not_taken")
    if status >= 500 or status in _TEMPORARY:
        return DeliveryError("channel_busy", detail=status, channel_down=True, throttled=True)
    return DeliveryError("service_refused", detail=status, permanent=True)


@contextmanager
def _collected_warnings() -> Iterator[list[str]]:
    """Collect the warnings of Apprise in this thread."""
    collected: list[str] = []
    before = _warnings.set(collected)
    try:
        yield collected
    finally:
        _warnings.reset(before)


def _collect_and_discard(record: logging.LogRecord) -> bool:
    """Keep every record of Apprise out of the logs; collect warnings for the caller."""
    collected = _warnings.get()
    if collected is not None and record.levelno >= logging.WARNING:
        collected.append(record.getMessage())
    return False


def _drop_debug_records(record: logging.LogRecord) -> bool:
    """Drop debug records: the addresses of services contain their secrets."""
    return record.levelno > logging.DEBUG


logging.getLogger("apprise").setLevel(logging.WARNING)
logging.getLogger("apprise").addFilter(_collect_and_discard)
logging.getLogger("urllib3.connectionpool").addFilter(_drop_debug_records)
