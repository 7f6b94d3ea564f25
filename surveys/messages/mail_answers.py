"""What the answers of a mail server mean; of their text only the numbers are kept. Pure."""

import re
import smtplib

from surveys.messages.delivery_error import DeliveryError

_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
_GREYLISTED = re.compile(r"gr[ea]y-?list", re.IGNORECASE)
_CLOSES, _TOO_FAST, _OVERLOADED = 421, 432, "4.3.2"
"""Answers that concern everybody at once (RFC 5321, section 3.8; RFC 3463, section 3.4)."""


def check_accepted(
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


def unreachable(fault: Exception) -> DeliveryError:
    """Return the error of a server that cannot be reached, without quoting the server."""
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return DeliveryError("sign_in_refused", detail=fault.smtp_code, channel_down=True)
    if isinstance(fault, smtplib.SMTPResponseException) and 400 <= fault.smtp_code < 500:
        number, _ = _read_refusal(fault.smtp_code, fault.smtp_error)
        return DeliveryError("busy", detail=number, channel_down=True, throttled=True)
    return DeliveryError("unreachable", detail=type(fault).__name__, channel_down=True)
