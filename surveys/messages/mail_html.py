"""A message as HTML, for mail: its own text, the first question, and the link as a button. Pure.

Everything stands in the message: no image, no request, nothing that tells who opened it. What is
the same for everybody is rendered once; `HtmlMail.filled` only puts in what belongs to one person.
"""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from surveys.messages.first_question import FACES, FirstQuestion
from surveys.messages.texts import MessageText
from surveys.texts import Texts

_TEMPLATE = "mail.html.jinja"

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_MARK = "\ue000"
"""Stands around the name of each value in the rendered template; private, so no text has it."""

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000\ufffe\uffff]")
"""Characters that HTML does not allow, and the mark."""


@dataclass(frozen=True)
class Block:
    """A paragraph, as lines of HTML; without lines, the place of question and button."""

    lines: Sequence[Markup] = ()
    quiet: bool = False


@dataclass(frozen=True)
class HtmlMail:
    """A rendered message, cut where values of one person come: text, name, text, name, … text."""

    parts: Sequence[str]

    def filled(self, subject: str, values: Mapping[str, str]) -> str:
        """Return the message of one person."""
        plain = {**values, "subject": subject}
        plain["privacy_shown"] = plain["privacy"].partition("://")[2]
        plain["link_shown"] = plain.get("link", "").partition("://")[2]
        clean = {name: _UNSEEN.sub("", " ".join(value.split())) for name, value in plain.items()}
        return "".join(
            str(escape(clean[part])) if number % 2 else part
            for number, part in enumerate(self.parts)
        )


def html_mail(
    text: MessageText,
    first: FirstQuestion | None,
    language: str,
    *,
    five_links: bool = False,
    quiet_end: bool = False,
) -> HtmlMail:
    """Return a text as an HTML message that is still to be filled in.

    With `five_links` each face has a link of its own, which chooses it on the page. With
    `quiet_end` the last paragraph is in small print.
    """
    texts = Texts(language)
    hint, button = _words(first, texts, five_links=five_links)
    rendered = _template().render(
        language=language,
        title=_marked("subject"),
        blocks=_blocks(_UNSEEN.sub("", text.body), quiet_end=quiet_end),
        first=first,
        faces=FACES,
        five=five_links and first is not None,
        hint=hint,
        button=button,
        link=_marked("link"),
    )
    return HtmlMail(rendered.split(_MARK))


def _words(first: FirstQuestion | None, texts: Texts, *, five_links: bool) -> tuple[str, str]:
    """Return the line below the faces, and the words on the button."""
    _ = texts.gettext
    if first is None or not five_links:
        hint = _(
            "You choose on the page, not here: mail filters note which link is tapped, and by whom."
        )
        return hint, _("Answer in one minute")
    hint = texts.ngettext(
        "Tap a face to start; {n} short question follows. Nothing is sent until you press “Send my "
        "answers”.",
        "Tap a face to start; {n} short questions follow. Nothing is sent until you press “Send my "
        "answers”.",
        first.others,
    )
    return hint, _("Or just open the questions")


def _blocks(body: str, *, quiet_end: bool) -> list[Block]:
    """Return the paragraphs of a text; question and button stand where its link is first."""
    blocks: list[Block] = []
    has_button = False
    for paragraph in re.split(r"\n\s*\n", body.strip()):
        lines = paragraph.splitlines()
        place = next((n for n, line in enumerate(lines) if "{link}" in line), None)
        if place is None or has_button:
            blocks.append(Block([_line(line) for line in lines]))
            continue
        has_button = True
        # A link among other words stays there as well, for whoever reads them.
        alone = lines[place].strip() == "{link}"
        before = lines[: place if alone else place + 1]
        for part in (before, None, lines[place + 1 :]):
            if part is None:
                blocks.append(Block())
            elif part:
                blocks.append(Block([_line(line) for line in part]))
    if quiet_end and blocks[-1].lines:
        blocks[-1] = Block(blocks[-1].lines, quiet=True)
    return blocks


def _line(line: str) -> Markup:
    """Return a line of a text as HTML; addresses in it are links, its closing moment is bold."""
    return Markup("").join(
        _value(part) if number % 2 else escape(part)
        for number, part in enumerate(_PLACEHOLDER.split(line))
    )


def _value(name: str) -> Markup:
    if name in {"link", "privacy"}:
        style = Markup('class="link" style="color:#0f6e78"')
        return Markup('<a href="{}" {}>{}</a>').format(
            _marked(name), style, _marked(f"{name}_shown")
        )
    if name == "closes_on":
        return Markup("<strong>{}</strong>").format(_marked(name))
    return _marked(name)


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
