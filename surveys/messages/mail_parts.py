"""The parts of a mail as bytes and lines: headers that somebody typed, and texts. Pure."""

import binascii
import re
from email.header import Header
from email.utils import quote

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_LINE_END = re.compile(r"\r\n|\r|\n")

ALTERNATIVE = b'Content-Type: multipart/alternative; boundary="=_"\r\n\r\n--=_\r\n'
NEXT_PART = b"\r\n--=_\r\n"
END_OF_PARTS = b"\r\n--=_--\r\n"
"""Between the parts stands what quoted-printable text never holds."""


def header_text(header: str, text: str) -> str:
    """Return what somebody typed as the value of a header: on one line, or folded."""
    plain = " ".join(_CONTROL.sub(" ", text).split())
    # What looks like an encoded word is encoded, so that it is shown as it was typed.
    short = plain.isascii() and len(plain) <= 60 and "=?" not in plain
    return plain if short else Header(plain, "utf-8", header_name=header).encode(linesep="\r\n")


def mailbox(name: str, address: str) -> str:
    """Return a name and an address as the value of a header (RFC 5322, section 3.4)."""
    text = header_text("From", name)
    encoded = text.startswith("=?utf-8?")
    return f"{text}\r\n <{address}>" if encoded else f'"{quote(text)}" <{address}>'


def part(content_type: str, content: str) -> bytes:
    """Return a text with its headers, as a message or a part of one."""
    head = (
        f'Content-Type: {content_type}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    lines = _LINE_END.sub("\r\n", content).encode()
    return head.encode() + binascii.b2a_qp(lines, istext=True)
