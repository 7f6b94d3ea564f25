"""Personal links: the address that opens an answer sheet, and what arrives of it. Pure.

Mail programs, filters and people damage links: they take the full stop behind it along, break it
over two lines, encode it again, glue their own parameters on, or lose its last sign.
"""

import re
from urllib.parse import unquote

from surveys.settings import Settings
from surveys.waves.tokens import mended

MAX_LENGTH = 64
"""Length at which something that is not a token is cut off."""

_MAX_READ = 1_000
"""Signs that are read at all: a token with everything encoded three times is shorter."""

_ENCODINGS = 4
"""How often a link is decoded at most: every filter that passes it on may encode it once more."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00]")
_AROUND = re.compile(r"[#?&]")
_LINE_BREAK = re.compile(r"(?:=?[\r\n]|\s)[\s>|]*")
"""White space of any kind, with the soft break before it, and marks of quoted text behind it."""
_ENCODED_END = re.compile(r"=[0-9A-Fa-f]{2}\Z")
_SIGNS = re.compile(r"[A-Za-z0-9_-]+")
_ENCODED_EQUALS = ("3D", "3d")


def answer_link(settings: Settings, token: str) -> str:
    """Return the link that opens the answer sheet of a token, or of a slip's code."""
    if settings.answer_page == "app":
        return f"{settings.address}/answer?t={token}"
    return f"{settings.address}/a/{token}"


def token_in(received: str) -> str:
    """Return the token or code in the end of an address, however it was damaged on its way.

    `received` is what follows `/a/` or `?t=`, decoded or not. Of what is not a token and cannot be
    mended some letters and digits are returned, at most MAX_LENGTH, which no box knows.
    """
    text = received[:_MAX_READ]
    for _ in range(_ENCODINGS):
        text = unquote(text, errors="replace")
    # Leading question marks and the like come before the token, all others after it.
    text = _AROUND.split(_INVISIBLE.sub("", text).lstrip("?&\t\r\n "), maxsplit=1)[0].strip()
    joined = _signs(_LINE_BREAK.sub("", text).replace("=", ""))
    candidates = (
        _signs(_LINE_BREAK.sub("", _ENCODED_END.sub("", text)).replace("=", "")),
        joined,
        _signs(_LINE_BREAK.split(text.lstrip("= "), maxsplit=1)[0]),
    )
    return next(filter(None, map(_token, candidates)), joined)


def _signs(text: str) -> str:
    """Return the first stretch of signs that a token can have, cut off at MAX_LENGTH."""
    match = _SIGNS.search(text)
    return match[0][:MAX_LENGTH] if match else ""


def _token(candidate: str) -> str | None:
    """Return a candidate as a token, without the `=3D` of quoted-printable; None if it is none."""
    while (token := mended(candidate)) is None and candidate.startswith(_ENCODED_EQUALS):
        candidate = candidate[2:]
    return token
