"""The sheet of paper slips: cards to cut out, identical except for their code."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from surveys.settings import Settings
from surveys.texts import Texts
from surveys.waves import SlipsOfUnit, answer_link, in_groups

TEMPLATE = "slip_sheet.html.jinja"


@dataclass(frozen=True)
class Card:
    """The code of one card, as text and as a QR code."""

    code: str
    picture: Markup


def render_sheet(
    slips: Sequence[SlipsOfUnit], settings: Settings, texts: Texts, minutes: int
) -> str:
    """Return a self-contained HTML page to print.

    The QR code opens the questions at once; the printed address asks for the code. The name of a
    unit stands on the pages, not on the cards. Answering takes about this many `minutes`.
    """
    page = f"{settings.address}/answer"
    units = [(made.unit, [_card(code, settings) for code in made.codes]) for made in slips]
    return _template().render(
        units=units,
        language=texts.language,
        words=_words(page.removeprefix("https://").removeprefix("http://"), texts, minutes),
        people=[texts.ngettext("{n} slip", "{n} slips", len(made.codes)) for made in slips],
    )


def _words(address: str, texts: Texts, minutes: int) -> Mapping[str, str]:
    """Return the texts of every card, and the notes for the person who hands the cards out."""
    _ = texts.gettext
    return {
        "title": _("Paper slips"),
        "hand_out": _(
            "Print, cut, shuffle, and let everybody draw one. Do not note who gets which. Then "
            "delete this file: the codes are kept nowhere else, and lost ones are not replaced."
        ),
        "headline": _("{duration} about your work").format(duration=texts.minutes(minutes)),
        "how": _("Scan the picture, or type the code at"),
        "address": address,
        "promise": _("Nobody can tell whose answers are whose: every slip is alike."),
        "once": _("Works once. Lost it? There is a new one next time."),
    }


def _card(code: str, settings: Settings) -> Card:
    drawn = segno.make(answer_link(settings, code), error="m", boost_error=False, micro=False)
    # Drawn here from letters and digits, so it is safe as it is.
    return Card(in_groups(code), Markup(drawn.svg_inline(scale=3, border=2)))  # noqa: S704


@functools.cache
def _template() -> Template:
    folder = FileSystemLoader(Path(__file__).parent)
    made = Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return made.get_template(TEMPLATE)
