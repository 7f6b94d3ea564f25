"""The HTML document of the light page: template, style, script, and the markup of our own texts.

Style and faces stand inside, so the first question needs one response; the script has an address of
its own, which changes with its content, and may be kept for ever.
"""

import base64
import functools
import re
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import rcssmin
import rjsmin
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from dashboard.answering.outcome_texts import for_yourself
from dashboard.page_registry import LIGHT, PAGES
from surveys.instrument import shipped
from surveys.organisation import Contacts, support_for
from surveys.texts import LANGUAGES, Texts

_FOLDER = Path(__file__).parent
_ICON = _FOLDER.parents[1] / "static/peil.svg"

STYLE = rcssmin.cssmin((_FOLDER / "answer.css").read_text(encoding="utf-8"))
SCRIPT = rjsmin.jsmin((_FOLDER / "answer.js").read_text(encoding="utf-8"))
SCRIPT_PATH = f"/{LIGHT}/answer.{sha256(SCRIPT.encode()).hexdigest()[:10]}.js"

_STYLE_HASH = base64.b64encode(sha256(STYLE.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; script-src 'self'; "
    "connect-src 'self'; img-src data:; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"\[([^\]]+)\]\(((?:https|tel):[^)\s]+)\)")


def bold(text: str) -> Markup:
    """Return one of our own texts, with what stands between two asterisks in bold."""
    return Markup(_BOLD.sub(r"<strong>\1</strong>", str(escape(text))))  # noqa: S704 - escaped


def linked(text: str) -> Markup:
    """Return one of our own texts with its [words](address) as links."""
    links = _LINK.sub(r'<a href="\2" rel="noreferrer">\1</a>', str(escape(text)))
    return Markup(links)  # noqa: S704 - escaped


def document(template: str, texts: Texts, place: str, **values: Any) -> str:
    """Return a whole page; `place` is the line at its top: the unit, or the organisation."""
    other = next(code for code in LANGUAGES if code != texts.language)
    return (
        environment()
        .get_template(template)
        .render(
            language=texts.language,
            other={"code": other, "name": LANGUAGES[other]},
            place=place,
            style=Markup(STYLE),  # noqa: S704 - our own style sheet
            script=SCRIPT_PATH,
            icon=_icon(),
            # On every page, so that following it does not tell that somebody has answered.
            own_page={
                "to": f"/{PAGES['for_yourself'].address}?lang={texts.language}",
                "label": for_yourself(texts),
            },
            **{"support": None, **values},
        )
    )


@functools.lru_cache(maxsize=64)
def support(contacts: Contacts | None, language: str, *, short: bool) -> dict[str, Any] | None:
    """Return the block with people to turn to, the same for everybody, whatever they answered."""
    if contacts is None:
        return None
    texts, instrument = Texts(language), shipped()
    note = instrument.not_monitored[language]
    if short:
        note = f"{instrument.support_elsewhere[language]} {note}"
    lines = []
    for one in support_for(contacts, language):
        if short and not one.short:
            continue
        # Filled in after the links are made, and escaped: nothing that was typed becomes one.
        more = Markup() if short else linked(one.more).format(**one.typed)
        if one.contact and not one.dial:
            # What is not a number, such as where to make an appointment, is read and not dialled.
            more = Markup("{}. {}").format(one.contact, more) if more else escape(one.contact)
        lines.append(
            {
                "who": one.short if short else one.who,
                "bold": not short,
                "more": more,
                "phone": one.contact if one.dial else "",
                "dial": one.dial,
            }
        )
    return {"title": texts.gettext("Someone to talk to"), "lines": lines, "note": linked(note)}


@functools.cache
def environment() -> Environment:
    """Return the templates of the light page; what they show is escaped."""
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@functools.cache
def _icon() -> str:
    return "data:image/svg+xml," + quote(_ICON.read_text(encoding="utf-8").strip())
