"""The units of an earlier survey: which are new, with those that may be meant, which are known."""

from collections.abc import Sequence

import streamlit as st

from dashboard.session import Run
from surveys.texts import escape_markdown
from surveys.units import NewName

_MOST = 20


def show_units(run: Run, new: Sequence[NewName], known: Sequence[str]) -> None:
    """Show the units that an import would make and use; of many the first, and how many more."""
    _, texts = run.texts.gettext, run.texts
    if new:
        lines = [_("These units are new. Write other spellings under unit, rename:"), ""]
        lines += [f"- {_new_unit(run, unit)}" for unit in new[:_MOST]]
        if (more := len(new) - _MOST) > 0:
            lines.append("- " + texts.ngettext("and {n} more", "and {n} more", more))
        st.warning("\n".join(lines))
    names = [escape_markdown(name) for name in known[:_MOST]]
    if (more := len(known) - _MOST) > 0:
        names.append(texts.ngettext("and {n} more", "and {n} more", more))
    st.markdown(_("Units that are here already: {units}").format(units=", ".join(names) or "–"))


def _new_unit(run: Run, unit: NewName) -> str:
    name = escape_markdown(unit.name)
    if not unit.near:
        return name
    near = ", ".join(map(escape_markdown, unit.near))
    return run.texts.gettext("{name} (did you mean {near}?)").format(name=name, near=near)
