"""A message as HTML, for mail: its own text, the first question, and the link as a button. Pure.

Everything stands in the message: no image, no request, nothing that tells who opened it. What is
the same for everybody is rendered once; `HtmlMail.filled` only puts in what belongs to one person.
"""

import functools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from surveys.messages.before_link import FACES, FirstQuestion
from surveys.messages.texts import WHILE_OPEN, Kind, MessageText, default_text
from surveys.texts import Texts

_TEMPLATE = "mail.html.jinja"

_PLACEHOLDER = re.compile(r"\{([a-z_0-9]+)\}")
_LINKS = frozenset({"link", "privacy", "own_link"})
"""Placeholders whose values are addresses."""

_TALK_BY = frozenset({"talk_by"})
_CLOSES = frozenset({"closes_on"})
"""Placeholders of days by which something has to be done: they are in bold."""

_MARK = "\ue000"
"""Stands around the name of each value in the rendered template; private, so no text has it."""

_NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17)
)
_UNSEEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000{_NO_CHARACTERS}]")
"""Characters that HTML does not allow, and the mark."""

_NUMBER = re.compile(
    r"(?<![\w+/.,:@-])(?!\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d\b)"
    r"(\+\d(?:[ ./-]{0,3}\(?\d\)?){7,13}|0[89]00[ -]?\d(?:[ -]?\d){2,6}|0\d(?:[ /-]{0,3}\d){7,10})"
    r"(?![\w/@]|[.,:-]\d)"
)
"""Telephone numbers as people write them: international, toll-free, or of nine digits and more.

Dates are none."""


@dataclass(frozen=True)
class Block:
    """A paragraph, as lines of HTML; without lines, the place of question and button."""

    lines: Sequence[Markup] = ()
    style: Literal["text", "quiet", "notice"] = "text"


@dataclass(frozen=True)
class HtmlMail:
    """A rendered message, cut where values of one person come: text, name, text, name, … text."""

    parts: Sequence[str]

    def filled(self, subject: str, values: Mapping[str, str]) -> str:
        """Return the message of one person."""
        plain = {**values, "subject": subject}
        for name in _LINKS & plain.keys():
            plain[f"{name}_shown"] = plain[name].partition("://")[2]
        clean = {name: _UNSEEN.sub("", " ".join(value.split())) for name, value in plain.items()}
        return "".join(
            str(escape(clean[part])) if number % 2 else part
            for number, part in enumerate(self.parts)
        )


def html_mail(
    kind: Kind,
    text: MessageText,
    language: str,
    *,
    first: FirstQuestion | None = None,
    five_links: bool = False,
    is_test: bool = False,
    before: str = "",
    minutes: int = 1,
) -> HtmlMail:
    """Return a text about a wave as an HTML message that is still to be filled in.

    `first` is the question of an invitation. With `five_links` each face has a link of its own,
    which chooses it on the page. The first paragraph of a test stands in a frame. `before` has
    lines that stand before question and button; answering takes about this many `minutes`.
    """
    blocks = list(_blocks(text.body, _CLOSES if kind in WHILE_OPEN else _TALK_BY))
    if kind == "invitation" and text.body.endswith(default_text(kind, language).body):
        blocks[-1] = replace(blocks[-1], style="quiet")
    if before:
        place = next((n for n, block in enumerate(blocks) if not block.lines), 0)
        blocks[place:place] = _blocks(before, frozenset())
    if is_test:
        blocks[0] = replace(blocks[0], style="notice")
    hint, button = _words(kind, first, Texts(language), minutes, five_links=five_links)
    five = five_links and first is not None
    return _rendered(blocks, language, button, first=first, five=five, hint=hint)


def html_notice(text: MessageText, language: str, button: str) -> HtmlMail:
    """Return any other text as an HTML message, with its link as a button."""
    return _rendered(list(_blocks(text.body, frozenset())), language, button)


def _rendered(
    blocks: Sequence[Block],
    language: str,
    button: str,
    *,
    first: FirstQuestion | None = None,
    five: bool = False,
    hint: str = "",
) -> HtmlMail:
    rendered = _template().render(
        language=language,
        title=_marked("subject"),
        blocks=blocks,
        first=first,
        faces=FACES,
        five=five,
        hint=hint,
        button=button,
        link=_marked("link"),
    )
    return HtmlMail(rendered.split(_MARK))


def _words(
    kind: Kind, first: FirstQuestion | None, texts: Texts, minutes: int, *, five_links: bool
) -> tuple[str, str]:
    """Return the line below the faces, and the words on the button."""
    _ = texts.gettext
    others: dict[Kind, str] = {
        "results": _("See the results"),
        "managers": _("See the results and prepare the talk"),
        "count": _("Type my passphrase"),
        "talk": _("Prepare the talk"),
        "review": _("Look back at it"),
        "reply": _("Write two sentences"),
    }
    if kind in others:
        return "", others[kind]
    if first is None or not five_links:
        hint = _(
            "You choose on the page, not here: mail filters note which link is tapped, and by whom."
        )
        return hint, _("Answer in about {duration}").format(duration=texts.minutes(minutes))
    hint = texts.ngettext(
        "Tap a face to start; {n} short question follows. Nothing is sent until you press “Send my "
        "answers”.",
        "Tap a face to start; {n} short questions follow. Nothing is sent until you press “Send my "
        "answers”.",
        first.others,
    )
    return hint, _("Or just open the questions")


def _blocks(body: str, bold: Collection[str]) -> Iterator[Block]:
    """Yield the paragraphs of a text; question and button stand where its link is first."""

    def block(lines: Sequence[str]) -> Block:
        return Block([_line(line, bold) for line in lines])

    has_button = False
    for paragraph in re.split(r"\n\s*\n", _UNSEEN.sub("", body).strip()):
        lines = paragraph.splitlines()
        place = next((n for n, line in enumerate(lines) if "{link}" in line), None)
        if place is None or has_button:
            yield block(lines)
            continue
        has_button = True
        # A link among other words stays there as well, for anybody who reads them.
        alone = lines[place].strip() == "{link}"
        if before := lines[: place if alone else place + 1]:
            yield block(before)
        yield Block()
        if after := lines[place + 1 :]:
            yield block(after)


def _line(line: str, bold: Collection[str]) -> Markup:
    """Return a line of a text as HTML: addresses and telephone numbers in it are links."""
    return Markup("").join(
        _value(part, bold) if number % 2 else _with_numbers(part)
        for number, part in enumerate(_PLACEHOLDER.split(line))
    )


def _with_numbers(words: str) -> Markup:
    """Return words of an organisation with the telephone numbers in them as links."""
    return Markup("").join(
        _link(f"tel:{re.sub(r'[^0-9+]', '', part)}", part) if number % 2 else escape(part)
        for number, part in enumerate(_NUMBER.split(words))
    )


def _value(name: str, bold: Collection[str]) -> Markup:
    if name in _LINKS:
        return _link(_marked(name), _marked(f"{name}_shown"))
    return Markup("<strong>{}</strong>").format(_marked(name)) if name in bold else _marked(name)


def _link(address: str, words: str) -> Markup:
    style = Markup('class="link" style="color:#0f6e78"')
    return Markup('<a href="{}" {}>{}</a>').format(address, style, words)


def _marked(name: str) -> Markup:
    return Markup(f"{_MARK}{name}{_MARK}")  # noqa: S704 - a name of ours


@functools.cache
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(_TEMPLATE)
