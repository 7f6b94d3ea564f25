"""Validation and comparison of e-mail addresses. Pure.

Used everywhere: by files, SCIM, roles, set-up, sign-in, and the sending of messages itself. Both
sides of the @ may have letters of any language: domains travel in IDNA (RFC 5891), names as they
are, by SMTPUTF8 (RFC 6531), which not every mail server offers.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase
from typing import ClassVar

from email_validator import (
    SPECIAL_USE_DOMAIN_NAMES,
    EmailNotValidError,
    ValidatedEmail,
    validate_email,
)
from email_validator.rfc_constants import DOT_ATOM_TEXT

from surveys.errors import N_, PeilError

# The mail server of an intranet delivers to names such as ann@hr.local or ann@peil.test as well;
# the library refuses them because the internet does not know them.
SPECIAL_USE_DOMAIN_NAMES.clear()

MAX_ADDRESS_LENGTH = 254
"""Maximum length of an address in characters (RFC 5321, section 4.5.3.1.3)."""

_MAX_NAME_BYTES = 64
"""Maximum length of what stands in front of the @ (RFC 5321, section 4.5.3.1.1)."""

_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)


class MailAddressError(PeilError):
    """A text that mail cannot be sent to."""

    texts: ClassVar = {
        "no_address": N_("“{value}” is not an e-mail address. Write it as name@example.org."),
    }

    def __init__(self, code: str, value: str) -> None:
        """Keep the text, cut short."""
        super().__init__(
            code,
            value=value if len(value) <= MAX_ADDRESS_LENGTH else f"{value[:MAX_ADDRESS_LENGTH]}…",
        )


@dataclass(frozen=True)
class MailAddress:
    """A valid e-mail address."""

    text: str
    """As it is stored and shown: as written. Only names and domains with letters beyond A to Z are
    in lower case, because databases differ in which of those they take as the same."""

    sendable: str
    """With the domain in IDNA, as mail servers take it; see `needs_utf8`."""

    spellings: tuple[str, ...]
    """Every form it may be stored in, in lower case: the domain in its own letters and in IDNA."""

    @property
    def needs_utf8(self) -> bool:
        """Whether the mail server has to offer SMTPUTF8."""
        return not self.sendable.isascii()


def parse(text: str) -> MailAddress:
    """Return an e-mail address. Raises MailAddressError unless mail can be sent to it.

    Only the syntax is checked (RFC 5322 and 6532 without comments and quotation marks, and a domain
    of at least two labels): whether the domain exists is not asked of any server. Letters in front
    of the @ that stand for one of A to Z, such as the kelvin sign, are refused: some server on the
    way would send the message to somebody else.
    """
    name, _, domain = text.rpartition("@")
    # Characters that cannot be seen are refused rather than dropped, as IDNA would do.
    forms = _forms_of_domain(domain) if text.isprintable() and _is_name(name) else None
    if forms is None:
        raise MailAddressError("no_address", value=text)
    name = name if name.isascii() else _in_one_form(name)
    in_letters, in_idna = (f"{name}@{form}" for form in forms)
    if max(len(in_letters.encode()), len(in_idna.encode())) > MAX_ADDRESS_LENGTH:
        raise MailAddressError("no_address", value=text)
    return MailAddress(
        text=text if text.isascii() else in_letters,
        sendable=text if text.isascii() else in_idna,
        spellings=tuple(sorted({in_letters.lower(), in_idna.lower()})),
    )


def is_address(text: str) -> bool:
    """Return whether a text is one valid address, and nothing else."""
    try:
        parse(text)
    except MailAddressError:
        return False
    return True


def spellings(text: str) -> tuple[str, ...]:
    """Return every form in which an address may be stored, in lower case, to look it up by.

    For a text that is not an address that is the text itself.
    """
    try:
        return parse(text).spellings
    except MailAddressError:
        return (text.lower(),)


def comparable(text: str) -> str:
    """Return a form of an address that only addresses of the same mailbox share.

    Letters are alike in both cases and however they are composed, unless that would make a letter
    of A to Z of another one: the kelvin sign becomes a k when it is folded, which is a stranger's.
    A text that is not an address is comparable too: older installations may have stored one.
    """
    if text.isascii():
        return text.lower()
    local, at, domain = text.rpartition("@")
    small = local.translate(_SMALL) if _stands_for_ascii(local) else _in_one_form(local)
    return f"{small}{at}{_in_idna(domain)}"


def is_same(one: str, other: str) -> bool:
    """Return whether two addresses lead to the same mailbox; see `comparable`."""
    return comparable(one) == comparable(other)


def _stands_for_ascii(name: str) -> bool:
    """Return whether a letter beyond ASCII is one of ASCII in another guise (NFKC)."""
    return any(unicodedata.normalize("NFKC", sign).isascii() for sign in name if not sign.isascii())


def _in_one_form(name: str) -> str:
    """Return a name in lower case and composed (NFC), as RFC 6532, section 3.1, wants it."""
    composed = unicodedata.normalize("NFC", name)
    return unicodedata.normalize("NFC", composed.lower())


def _is_name(name: str) -> bool:
    """Return whether something may stand in front of the @, as it is written.

    The library would turn the kelvin sign into the letter K.
    """
    if name.isascii():
        return len(name) <= _MAX_NAME_BYTES and DOT_ATOM_TEXT.match(name) is not None
    is_valid = _validated(f"{name}@example.org") is not None
    return is_valid and not _stands_for_ascii(name) and len(name.encode()) <= _MAX_NAME_BYTES


def _validated(text: str) -> ValidatedEmail | None:
    try:
        return validate_email(text, check_deliverability=False, strict=True)
    except EmailNotValidError:
        return None


@lru_cache(maxsize=1_024)
def _forms_of_domain(domain: str) -> tuple[str, str] | None:
    """Return a domain in its own letters and in IDNA; None for one that is not valid.

    Kept, because nearly everybody in a list has the same domain.
    """
    valid = _validated(f"x@{domain}")
    return None if valid is None else (valid.domain, valid.ascii_domain)


def _in_idna(domain: str) -> str:
    """Return a domain in IDNA; one that is not valid with A to Z in lower case."""
    forms = _forms_of_domain(domain)
    return domain.translate(_SMALL) if forms is None else forms[1]
