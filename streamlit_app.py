"""Peil's one entry: the ASGI application for a server, and the script that draws each page.

Streamlit imports this file to find `app`, and then runs it as `__main__` for every visit; so the
same file serves `streamlit run`, `uvicorn streamlit_app:app` and `peil serve`.
"""

from pathlib import Path

import streamlit as st

from dashboard.http.document import announce
from dashboard.http.faults import tell
from dashboard.http.lifespan import lifespan
from dashboard.http.logs import note_no_rows, note_no_visits
from dashboard.http.routes import middleware, routes
from dashboard.session import Run, begin, only
from dashboard.sign_in.openid import secrets_for_streamlit
from surveys.organisation.roster_changes import may_read
from surveys.settings.settings import Settings

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
    running: list[st.Page] = []
    if only() != "answer":
        pages += _pages_about_results(run)
        running = _pages_for_running(run) + _pages_about_people(run)
    shown = [page for page in running if page.visibility == "visible"]
    # One page needs no group of its own, and several would fill the line.
    grouped = {"": pages, _("Administration"): running} if len(shown) > 1 else pages + running
    st.navigation(grouped, position="top").run()


def _pages_about_results(run: Run) -> list[st.Page]:
    """Return the pages about results; what a reader may not open is not in the menu."""
    _ = run.texts.gettext
    who = run.reader
    in_menu = "visible" if who is not None and who.reads_results else "hidden"
    whole = "visible" if who is not None and who.reads_everything else "hidden"
    trail = "visible" if who is not None and who.reads_trail else "hidden"
    return [
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


def _pages_for_running(run: Run) -> list[st.Page]:
    """Return the pages on which the pulse is run; only who administers has them in the menu."""
    _ = run.texts.gettext
    administers = run.reader is not None and run.reader.administers
    in_menu = "visible" if administers else "hidden"
    set_up = "visible" if administers or run.needs_set_up else "hidden"
    listed = (
        ("set_up", _("Set up"), ":material/tune:", set_up),
        ("programme", _("Programme"), ":material/calendar_month:", in_menu),
        ("messages", _("Messages"), ":material/mail:", in_menu),
    )
    return [
        st.Page(f"{PAGES}/{page}.py", title=title, icon=icon, visibility=visibility)
        for page, title, icon, visibility in listed
    ]


def _pages_about_people(run: Run) -> list[st.Page]:
    """Return the pages about who works where; in the menu for those who may open them."""
    _ = run.texts.gettext
    who = run.reader
    keeps = who is not None and (who.administers or bool(who.keeps))
    looks = who is not None and may_read(who)
    return [
        st.Page(
            f"{PAGES}/people.py",
            title=_("People"),
            icon=":material/badge:",
            visibility="visible" if keeps else "hidden",
        ),
        st.Page(
            f"{PAGES}/roster_changes.py",
            title=_("Changes of people"),
            url_path="changes-of-people",
            icon=":material/move_group:",
            visibility="visible" if looks else "hidden",
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
