"""Peil's one entry: the ASGI application for a server, and the script that draws each page.

Streamlit imports this file to find `app`, and then runs it as `__main__` for every visit; so the
same file serves `streamlit run`, `uvicorn streamlit_app:app` and `peil serve`.
"""

from pathlib import Path

import streamlit as st

from dashboard.document import announce
from dashboard.faults import tell
from dashboard.lifespan import lifespan
from dashboard.logs import note_no_rows, note_no_visits
from dashboard.openid import secrets_for_streamlit
from dashboard.routes import middleware, routes
from dashboard.session import Run, begin, only
from surveys.settings import Settings

PAGES = "dashboard/pages"
ICON = Path(__file__).with_name("static") / "peil.svg"


def main() -> None:
    """Draw the page that was asked for, out of those that this reader may open."""
    st.set_page_config(page_title="Peil", page_icon=str(ICON))
    run = begin()
    _ = run.texts.gettext
    announce(run.texts.language)
    first = "start" if only() == "answer" else "welcome"
    pages = [st.Page(f"{PAGES}/{first}.py", title=_("Welcome"), default=True, visibility="hidden")]
    if only() == "dashboard":
        elsewhere = f"{PAGES}/elsewhere.py"
        pages.append(st.Page(elsewhere, title=_("Answer"), url_path="answer", visibility="hidden"))
    else:
        pages.append(st.Page(f"{PAGES}/answer.py", title=_("Answer"), visibility="hidden"))
        pages.append(st.Page(f"{PAGES}/thanks.py", title=_("Thank you"), visibility="hidden"))
    pages.append(st.Page(f"{PAGES}/privacy.py", title=_("Privacy"), visibility="hidden"))
    if only() != "answer":
        pages += _pages_about_results(run) + _pages_of_administrators(run)
    if only() != "answer" and run.needs_set_up:
        pages.append(st.Page(f"{PAGES}/set_up.py", title=_("Set up"), icon=":material/tune:"))
    st.navigation(pages, position="top").run()


def _pages_about_results(run: Run) -> list[st.Page]:
    """Return the pages about results; what a reader may not open is not in the menu."""
    _ = run.texts.gettext
    who = run.reader
    in_menu = "visible" if who is not None and who.reads_results else "hidden"
    whole = "visible" if who is not None and who.reads_everything else "hidden"
    looks_after = "visible" if who is not None and who.administers else "hidden"
    trail = "visible" if who is not None and who.reads_trail else "hidden"
    return [
        st.Page(
            f"{PAGES}/messages.py",
            title=_("Messages"),
            icon=":material/mail:",
            visibility=looks_after,
        ),
        st.Page(
            f"{PAGES}/organisation.py",
            title=_("Organisation"),
            icon=":material/account_tree:",
            visibility=whole,
        ),
        st.Page(f"{PAGES}/team.py", title=_("Team"), icon=":material/groups:", visibility=in_menu),
        st.Page(f"{PAGES}/present.py", title=_("Team meeting"), visibility="hidden"),
        st.Page(f"{PAGES}/results.py", title=_("Results"), visibility="hidden"),
        st.Page(
            f"{PAGES}/how_to_read.py",
            title=_("How to read this"),
            url_path="how-to-read",
            icon=":material/help:",
        ),
        st.Page(
            f"{PAGES}/trail.py",
            title=_("Audit trail"),
            icon=":material/history:",
            visibility=trail,
        ),
    ]


def _pages_of_administrators(run: Run) -> list[st.Page]:
    """Return the pages on which the pulse is run; only who administers has them in the menu."""
    _ = run.texts.gettext
    in_menu = "visible" if run.reader is not None and run.reader.administers else "hidden"
    return [
        st.Page(
            f"{PAGES}/programme.py",
            title=_("Programme"),
            icon=":material/calendar_month:",
            visibility=in_menu,
        ),
    ]


if __name__ == "__main__":
    main()
else:
    note_no_visits()
    note_no_rows()
    app = st.App(
        __file__,
        routes=routes(only()),
        middleware=middleware(only()),
        secrets=secrets_for_streamlit(Settings()),
        lifespan=lifespan,
        on_script_error=tell,
    )
