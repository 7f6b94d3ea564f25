"""Addresses that mail came back from, in whatever a mail server or an administrator has. Pure.

Reports of mail servers (RFC 3464, RFC 6533), alone, as mbox or among other parts; message traces as
delimited text; events of mail services as JSON; logs; plain lists; any other text. What is only
delayed, or was delivered, has not come back.
"""

import html
import re
from collections.abc import Iterable
from email import message_from_string, policy
from email.message import Message
from pathlib import Path

from surveys.messages.bounce_events import (
    ADDRESS,
    FAILED,
    NOT_BACK,
    TEMPORARY,
    Returned,
    addresses_in,
    of_json,
    of_table,
)

__all__ = ["Returned", "read", "read_all", "read_files"]

_HEADER = re.compile(r"(?:From |[A-Za-z][A-Za-z0-9-]*:[ \t])")
_MAIL = re.compile(
    r"^(?:from|received|return-path|mime-version|message-id|content-type):",
    re.IGNORECASE | re.MULTILINE,
)
"""Headers that every mail has, and no part of a report."""

_MBOX = re.compile(r"^From \S+.*\d{4}.*$\n", re.MULTILINE)
_FIELDS = re.compile(r"^(?:final|original)-recipient\s*:", re.IGNORECASE | re.MULTILINE)
_EXIM = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d.*? (<=|[=*-]>|>>|==|\*\*) (.*)")
"""A line of Exim's log: `**` has failed, `==` is delayed, others arrived or were sent on."""

_QUOTED = re.compile(
    r"^(?:-+ ?(?:original message|below this line)|content-type: message/rfc822)",
    re.IGNORECASE | re.MULTILINE,
)
_REPORTS = {"message/delivery-status", "message/global-delivery-status"}


def read_files(path: Path) -> Returned:
    """Return what came back according to a file, or all files of a folder such as a Maildir."""
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    return read_all(file.read_bytes() for file in files)


def read_all(contents: Iterable[bytes | str]) -> Returned:
    """Return what came back according to several files or texts."""
    result = Returned()
    for content in contents:
        result |= read(content)
    return result


def read(content: bytes | str) -> Returned:
    """Return what came back according to one file or text."""
    text = _decoded(content) if isinstance(content, bytes) else content
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip("\n") + "\n"
    if _MBOX.match(text):
        return read_all(part for part in _MBOX.split(text) if part.strip())
    head, _, body = text.partition("\n\n")
    if body and _HEADER.match(text) and _MAIL.search(head):
        return _of_mail(message_from_string(text, policy=policy.compat32))
    if _FIELDS.search(text) and "action:" in text.lower():
        return _of_fields(text)
    # Below stands the message that came back, with addresses of its own.
    return of_json(text) or of_table(text) or _of_lines(_QUOTED.split(text, maxsplit=1)[0])


def _decoded(content: bytes) -> str:
    """Return a text by its byte order mark, its zero bytes, or as UTF-8, else Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if (zeros := content[:200].count(0)) * 3 > len(content[:200]) and zeros:
        order = "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
        return content.decode(order, errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _of_mail(mail: "Message[str, str]") -> Returned:
    """Return what a mail reports; of one that is not a report, what its first text says."""
    reports = [part for part in mail.walk() if part.get_content_type() in _REPORTS]
    if reports:
        result = Returned()
        for part in reports:
            result |= _of_fields("\n\n".join(_blocks(part)))
        return result
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            raw = part.get_payload(decode=True)
            text = _decoded(raw) if isinstance(raw, bytes) else ""
            return _of_lines(_QUOTED.split(text, maxsplit=1)[0])
    for part in mail.walk():
        if part.get_content_type() == "text/html":
            raw = part.get_payload(decode=True)
            marked_up = _decoded(raw) if isinstance(raw, bytes) else ""
            return _of_lines(html.unescape(re.sub(r"<[^>]*>", " ", marked_up)))
    return Returned()


def _blocks(part: "Message[str, str]") -> list[str]:
    payload = part.get_payload()
    if isinstance(payload, list):
        return [_fields_of(block) for block in payload if isinstance(block, Message)]
    return [str(payload)]


def _fields_of(block: "Message[str, str]") -> str:
    """Return the fields of a report as they came: written anew, letters beyond ASCII are lost."""
    fields = [f"{name}: {value}" for name, value in block.items()]
    below = block.get_payload()
    return "\n".join([*fields, "", below if isinstance(below, str) else ""])


def _of_fields(text: str) -> Returned:
    """Return what the fields of a report say, one block of lines for each recipient."""
    result = Returned()
    unfolded = re.sub(r"\n[ \t]+", " ", text)
    for block in re.split(r"\n\s*\n", unfolded):
        fields: dict[str, str] = {}
        for line in block.splitlines():
            name, colon, value = line.partition(":")
            if colon:
                fields.setdefault(name.strip().lower(), value.strip())
        # The address that mail was sent to; the last one may be where it was forwarded.
        places = (fields.get("original-recipient", ""), fields.get("final-recipient", ""))
        named = frozenset(address for place in places for address in addresses_in(place))
        action, status = fields.get("action", "").lower(), fields.get("status", "")
        if action == "failed" or (not action and status.startswith("5")):
            result |= Returned(back=named)
        elif action == "delayed" or (not action and status.startswith("4")):
            result |= Returned(delayed=named)
    return result


def _of_lines(text: str) -> Returned:
    """Return the addresses of a text, but for those in lines that say it is only delayed."""
    result = Returned()
    for line in text.splitlines():
        if logged := _EXIM.match(line):
            first = frozenset(list(addresses_in(logged[2]))[:1])
            if logged[1] == "**":
                result |= Returned(back=first)
            elif logged[1] == "==":
                result |= Returned(delayed=first)
            continue
        named = frozenset(addresses_in(line))
        if re.search(r"\bstatus=sent\b", line):
            continue
        said = ADDRESS.sub("", line)
        is_for_good = re.search(r"\b5\.\d+\.\d+", said)
        is_temporary = TEMPORARY.search(said) and not is_for_good
        if is_temporary or (NOT_BACK.search(said) and not FAILED.search(said)):
            result |= Returned(delayed=named)
        else:
            result |= Returned(back=named)
    return result
