"""The units of an earlier survey: which are known, which are new, and what is said of those."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from dashboard.session import Run
from dashboard.uploads import uploaded
from dashboard.wording import show_error
from surveys.errors import PeilError
from surveys.history.keeping_mappings import HistoryKind
from surveys.history.unit_spellings import (
    load_unit_paths,
    spellings_in,
    units_above_in,
    with_spelling,
    with_unit_above,
)
from surveys.texts import escape_markdown
from surveys.units import NewName

OUTCOME, _FAULT = "history_outcome", "unit_spelling_fault"
_MOST = 20
Again = Callable[[], None]


def show_units(
    run: Run, kind: HistoryKind, new: Sequence[NewName], known: Sequence[str], again: Again
) -> None:
    """Show the units that an import would make and use; of many the first, and how many more.

    Where the mapping is on the page, somebody can say what a new unit is; `again` makes another
    preview.
    """
    _, texts = run.texts.gettext, run.texts
    text = None if uploaded(f"{kind}_mapping") else st.session_state.get(f"{kind}_text")
    renamed = _renamed(text)
    if new:
        lines = [_("These units are new:"), ""]
        if text is None:
            lines = [_("These units are new. Write other spellings under unit, rename:"), ""]
        lines += [f"- {_new_unit(run, unit)}" for unit in new[:_MOST]]
        if (more := len(new) - _MOST) > 0:
            lines.append("- " + texts.ngettext("and {n} more", "and {n} more", more))
        st.warning("\n".join(lines))
    if text is not None and renamed is not None and (new or renamed):
        with st.expander(_("Other spellings of units"), key=f"{kind}_spellings"):
            _spellings(run, kind, text, new, again)
    names = [escape_markdown(name) for name in known[:_MOST]]
    if (more := len(known) - _MOST) > 0:
        names.append(texts.ngettext("and {n} more", "and {n} more", more))
    st.markdown(_("Units that are here already: {units}").format(units=", ".join(names) or "–"))


def _renamed(text: str | None) -> dict[str, str] | None:
    """Return other spellings in a mapping; None while it is damaged, which its preview says."""
    try:
        return spellings_in(text or "")
    except PeilError:
        return None


def _spellings(
    run: Run, kind: HistoryKind, text: str, new: Sequence[NewName], again: Again
) -> None:
    """Ask of each new unit, and of each that was one, which unit of Peil it is or lies below."""
    _, state = run.texts.gettext, st.session_state
    renamed, paths = spellings_in(text), load_unit_paths(run.installation)
    above, everywhere = units_above_in(text)
    if isinstance(fault := state.pop(_FAULT, None), PeilError):
        show_error(fault, run.texts, icon=None)
    near = {unit.name: unit.near for unit in new[:_MOST]}
    for place, name in enumerate([*near, *(one for one in renamed if one not in near)]):
        said = escape_markdown(name)
        first = near.get(name, ())
        key = f"{kind}_unit_{place}"
        units = list(dict.fromkeys([*first, *paths, *filter(None, [renamed.get(name)])]))
        state[key] = renamed.get(name)
        st.selectbox(
            _("“{unit}” is").format(unit=said),
            units,
            index=None,
            placeholder=_("a new unit"),
            key=key,
            on_change=_write,
            args=(kind, partial(with_spelling, name=name), key, again),
        )
        if kind == "aggregates" and name in near:
            key = f"{kind}_above_{place}"
            others = [other for other in near if other != name]
            state[key] = above.get(name)
            st.selectbox(
                _("“{unit}” lies below").format(unit=said),
                list(dict.fromkeys([*paths, *others, *filter(None, [above.get(name)])])),
                index=None,
                placeholder=everywhere or _("Choose"),
                key=key,
                on_change=_write,
                args=(kind, partial(_placed, name=name), key, again),
            )


def _placed(text: str, *, name: str, unit: str | None) -> str:
    return with_unit_above(text, name, unit)


def _write(kind: HistoryKind, change: Callable[..., str], key: str, again: Again) -> None:
    """Write what was chosen into the mapping, and take it back if no preview can be made then.

    Why there is none, such as two rows of one unit, is said then.
    """
    state, name = st.session_state, f"{kind}_text"
    before = state.get(name) or ""
    state[name] = change(before, unit=state.get(key))
    again()
    if f"{kind}_preview" not in state:
        state[name] = before
        # Shown beside the field, not at the head of a long page.
        state[_FAULT] = state.pop(OUTCOME, None)
        again()


def _new_unit(run: Run, unit: NewName) -> str:
    name = escape_markdown(unit.name)
    if not unit.near:
        return name
    near = ", ".join(map(escape_markdown, unit.near))
    return run.texts.gettext("{name} (did you mean {near}?)").format(name=name, near=near)
