"""What lists and events of mail services say of addresses: came back, or is delayed. Pure."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
NOT_BACK = re.compile(
    r"\b(?:4\.\d{1,3}\.\d{1,3}|2\.\d{1,3}\.\d{1,3}|delayed|delivered|deferred|pending|relayed|expanded"
    r"|will (?:be retried|retry))\b",
    re.IGNORECASE,
)
_RECIPIENT = re.compile(r"recipient|^to$|e-?mail|ontvanger|empfänger|destinat", re.IGNORECASE)
_STATUS = re.compile(
    r"^(?:delivery.?)?(?:status|statut|estado|stato|event(?:.?id)?|action)$", re.IGNORECASE
)
FAILED = re.compile(
    r"fail|bounce|reject|undeliver|non.?deliver|5\.\d+\.\d+"
    r"|\bnot (?:be |been )?delivered|n.t (?:be )?delivered|niet (?:worden |kunnen worden )?bezorgd"
    r"|mislukt|geweigerd|fehlgeschlagen|unzustellbar|échec|rejeté|fallid|fallit|error",
    re.IGNORECASE,
)
TEMPORARY = re.compile(
    r"tempor|transient|soft.?(?:bounce|fail)|will (?:be retried|retry)|not yet", re.IGNORECASE
)
_DELIVERED = re.compile(r"\b2\.\d{1,3}\.\d{1,3}\b|\bstatus=sent\b|\bdelivered\b", re.IGNORECASE)
_JSON_ADDRESS = re.compile(r"^(?:e?mail|email_?address|recipient|rcpt_?to)$", re.IGNORECASE)
_JSON_STATUS = re.compile(
    r"^(?:event|status|action|type|severity|(?:notification|event|record|bounce)_?type)$",
    re.IGNORECASE,
)
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


def of_table(text: str) -> Returned | None:
    """Return what a message trace says; None for a text that is none."""
    lines = [line for line in text.splitlines() if line.strip()]
    for start, line in enumerate(lines[:20]):
        for delimiter in _DELIMITERS:
            titles = [
                cell.strip().strip("#") for cell in next(csv.reader([line], delimiter=delimiter))
            ]
            who = [n for n, title in enumerate(titles) if _RECIPIENT.search(title)]
            what = [n for n, title in enumerate(titles) if _STATUS.match(title)]
            if len(titles) > 1 and who and what and not ADDRESS.search(line):
                rows = csv.reader(lines[start + 1 :], delimiter=delimiter)
                return _of_rows(rows, who, what)
    return None


def _of_rows(rows: Iterator[list[str]], who: list[int], what: list[int]) -> Returned:
    result = Returned()
    for row in rows:
        named = frozenset(a for n in who if n < len(row) for a in addresses_in(row[n]))
        result |= _judged(" ".join(row[n] for n in what if n < len(row)), named)
    return result


def _judged(said: str, named: frozenset[str]) -> Returned:
    """Return addresses as what is said of them: come back, delayed, or neither."""
    if TEMPORARY.search(said):
        return Returned(delayed=named)
    if FAILED.search(said):
        return Returned(back=named)
    if NOT_BACK.search(said) and not _DELIVERED.search(said):
        return Returned(delayed=named)
    return Returned()


def of_json(text: str) -> Returned | None:
    """Return what events of a mail service say, one document or one a line; None for no JSON."""
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    try:
        events = [orjson.loads(text)]
    except orjson.JSONDecodeError:
        try:
            events = [orjson.loads(line) for line in text.splitlines() if line.strip()]
        except orjson.JSONDecodeError:
            return None
    result = Returned()
    waiting: list[tuple[Any, str]] = [(event, "") for event in events]
    while waiting:
        value, said = waiting.pop()
        if isinstance(value, list):
            waiting += [(one, said) for one in value]
        elif isinstance(value, dict):
            texts = [(name, one) for name, one in value.items() if isinstance(one, str)]
            said = " ".join([said, *(one for name, one in texts if _JSON_STATUS.match(name))])
            named = [
                a for name, one in texts if _JSON_ADDRESS.match(name) for a in addresses_in(one)
            ]
            result |= _judged(said, frozenset(named))
            waiting += [(one, said) for one in value.values()]
    return result


def addresses_in(text: str) -> Iterator[str]:
    """Yield the addresses in a text, in lower case and without what stands around them."""
    plain = _ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), text)
    for found in ADDRESS.findall(plain):
        yield found.strip(".'`*").removeprefix("mailto:").lower()
