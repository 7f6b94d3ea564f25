"""The mappings that Peil keeps for files with known headings, each with a button to delete it."""

import streamlit as st

from dashboard.session import Run
from surveys.access import Reader
from surveys.kept_mappings import Kind, delete_mapping, kept_mappings
from surveys.texts import escape_markdown


def show_kept_mappings(run: Run, who: Reader, kind: Kind) -> None:
    """List the mappings of a kind, for administrators."""
    _ = run.texts.gettext
    kept = kept_mappings(run.installation, kind)
    if not who.administers or not kept:
        return
    with st.expander(_("Kept mappings: {n}").format(n=len(kept)), icon=":material/tune:"):
        st.markdown(
            _(
                "The next file with the same headings can be read in the same way. Of a file only "
                "what its columns and options mean is kept, no row."
            )
        )
        for one in kept:
            name = escape_markdown(one.name) or _("a list of people")
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(name, width="stretch")
                st.button(
                    _("Delete"),
                    key=f"kept_{kind}_{one.headings.hex()[:16]}",
                    help=_("Delete the mapping of “{name}”").format(name=name),
                    type="tertiary",
                    icon=":material/delete:",
                    on_click=delete_mapping,
                    args=(run.installation, kind, one.headings, who),
                )
