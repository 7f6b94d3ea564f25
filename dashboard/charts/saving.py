"""Charts and tables that can be saved: noted while a page draws, their menus shown after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from dashboard.components import paper
from dashboard.components.paper import Savable
from dashboard.session import current

_drawn: ContextVar[list[Savable] | None] = ContextVar("drawn", default=None)


def note_savable(one: Savable) -> None:
    """Note a chart or a table whose menu comes at the end of this part of the page.

    Raises RuntimeError outside of `save_menus`: it would have no menu, and nobody would notice.
    """
    drawn = _drawn.get()
    if drawn is None:
        msg = "what can be saved is drawn within save_menus"
        raise RuntimeError(msg)
    drawn.append(one)


@contextmanager
def save_menus(part: str) -> Iterator[None]:
    """Show the menus of all charts and tables that are drawn inside, once they are.

    One component for all of them: a component of its own would cost more than each chart does.
    `part` is the page, or what of it is drawn anew alone.
    """
    drawn: list[Savable] = []
    before = _drawn.set(drawn)
    try:
        yield
    finally:
        _drawn.reset(before)
    if drawn:
        _ = current().texts.gettext
        paper.show_menus(
            f"save_menus_{part}",
            drawn,
            chart=_("Save this chart"),
            table=_("Save this table"),
            kinds=(_("Picture (PNG)"), _("Drawing (SVG)"), _("Numbers (CSV)")),
        )
