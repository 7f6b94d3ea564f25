"""Addresses that mail came back from, in whatever a mail server or an administrator has. Pure.

Reports of mail servers (RFC 3464, RFC 6533), alone, as mbox or among other parts; message traces as
delimited text; plain lists; any other text. What is only delayed, or was delivered, has not come
back.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_string, policy
from email.message import Message
from pathlib import Path

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
_HEADER = re.compile(r"(?:From |[A-Za-z][A-Za-z0-9-]*:[ \t])")
_MAIL = re.compile(
    r"^(?:from|received|return-path|mime-version|message-id|content-type):",
    re.IGNORECASE | re.MULTILINE,
)
"""Headers that every mail has, and no part of a report."""

_MBOX = re.compile(r"^From \S+.*\d{4}.*$\n", re.MULTILINE)
_FIELDS = re.compile(r"^(?:final|original)-recipient\s*:", re.IGNORECASE | re.MULTILINE)
_NOT_BACK = re.compile(
    r"\b(?:4\.\d{1,3}\.\d{1,3}|2\.\d{1,3}\.\d{1,3}|delayed|delivered|deferred|pending|relayed|expanded"
    r"|will (?:be retried|retry))\b",
    re.IGNORECASE,
)
_RECIPIENT = re.compile(r"recipient|^to$|e-?mail|ontvanger|empfänger", re.IGNORECASE)
_STATUS = re.compile(r"^(?:delivery.?)?(?:status|event(?:.?id)?|action)$", re.IGNORECASE)
_FAILED = re.compile(
    r"fail|bounce|reject|undeliver|non.?deliver|5\.\d+\.\d+|mislukt", re.IGNORECASE
)
_QUOTED = re.compile(
    r"^(?:-+ ?(?:original message|below this line)|content-type: message/rfc822)",
    re.IGNORECASE | re.MULTILINE,
)
_REPORTS = {"message/delivery-status", "message/global-delivery-status"}
_ESCAPED = re.compile(r"\\x\{([0-9A-F]{2,5}|10[0-9A-F]{4})\}", re.IGNORECASE)
"""A letter beyond ASCII in the address of a report (RFC 6533, section 3)."""

_DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Returned:
    """Addresses in lower case: from which mail came back, and to which it is only delayed."""

    back: frozenset[str] = frozenset()
    delayed: frozenset[str] = frozenset()

    def __or__(self, other: "Returned") -> "Returned":
        """Return what either has; what came back is not delayed any more."""
        back = self.back | other.back
        return Returned(back, (self.delayed | other.delayed) - back)


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
    return _of_table(text) or _of_lines(text)


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
    """Return what a mail reports; of one that is no report, what its first text says."""
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
            # Below stands the message that came back, with addresses of its own.
            return _of_lines(_QUOTED.split(text, maxsplit=1)[0])
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
        named = frozenset(address for place in places for address in _addresses(place))
        action, status = fields.get("action", "").lower(), fields.get("status", "")
        if action == "failed" or (not action and status.startswith("5")):
            result |= Returned(back=named)
        elif action == "delayed" or (not action and status.startswith("4")):
            result |= Returned(delayed=named)
    return result


def _of_table(text: str) -> Returned | None:
    """Return what a message trace says; None for a text that is none."""
    lines = [line for line in text.splitlines() if line.strip()]
    for start, line in enumerate(lines[:20]):
        for delimiter in _DELIMITERS:
            titles = [
                cell.strip().strip("#") for cell in next(csv.reader([line], delimiter=delimiter))
            ]
            who = [n for n, title in enumerate(titles) if _RECIPIENT.search(title)]
            what = [n for n, title in enumerate(titles) if _STATUS.match(title)]
            if len(titles) > 1 and who and what and not _ADDRESS.search(line):
                rows = csv.reader(lines[start + 1 :], delimiter=delimiter)
                return _of_rows(rows, who, what)
    return None


def _of_rows(rows: Iterator[list[str]], who: list[int], what: list[int]) -> Returned:
    result = Returned()
    for row in rows:
        named = frozenset(a for n in who if n < len(row) for a in _addresses(row[n]))
        said = " ".join(row[n] for n in what if n < len(row))
        if _FAILED.search(said):
            result |= Returned(back=named)
        elif _NOT_BACK.search(said) and not re.search("delivered", said, re.IGNORECASE):
            result |= Returned(delayed=named)
    return result


def _of_lines(text: str) -> Returned:
    """Return the addresses of a text, but for those in lines that say it is only delayed."""
    result = Returned()
    for line in text.splitlines():
        named = frozenset(_addresses(line))
        if _NOT_BACK.search(_ADDRESS.sub("", line)) and not _FAILED.search(_ADDRESS.sub("", line)):
            result |= Returned(delayed=named)
        else:
            result |= Returned(back=named)
    return result


def _addresses(text: str) -> Iterator[str]:
    """Yield the addresses in a text, in lower case and without what stands around them."""
    plain = _ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), text)
    for found in _ADDRESS.findall(plain):
        yield found.strip(".'`*").removeprefix("mailto:").lower()
