"""Peil's one entry: the ASGI application for a server, and the script that draws each page.

Streamlit imports this file to find `app`, and then runs it as `__main__` for every visit; so the
same file serves `streamlit run`, `uvicorn streamlit_app:app` and `peil serve`.
"""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard.document import announce
from dashboard.headers import SecurityHeaders
from dashboard.lifespan import lifespan
from dashboard.logs import note_no_visits
from dashboard.routes import ROUTES
from dashboard.session import current
from surveys.organisation import organisation

PAGES = "dashboard/pages"
ICON = Path(__file__).with_name("static") / "peil.svg"


def main() -> None:
    """Draw the page that was asked for, out of those that this reader may open."""
    st.set_page_config(page_title="Peil", page_icon=str(ICON))
    run = current()
    _ = run.texts.gettext
    announce(run.texts.language)
    found = organisation(run.place)
    pages = [
        st.Page(f"{PAGES}/welcome.py", title=_("Welcome"), default=True, visibility="hidden"),
        st.Page(f"{PAGES}/answer.py", title=_("Answer"), visibility="hidden"),
        st.Page(f"{PAGES}/thanks.py", title=_("Thank you"), visibility="hidden"),
    ]
    if run.reader is not None and run.reader.reads_results:
        pages.append(st.Page(f"{PAGES}/team.py", title=_("Team"), icon=":material/groups:"))
    if found is None or found.contacts is None:
        pages.append(st.Page(f"{PAGES}/set_up.py", title=_("Set up"), icon=":material/tune:"))
    st.navigation(pages, position="top").run()


if __name__ == "__main__":
    main()
else:
    note_no_visits()
    app = st.App(
        __file__, routes=ROUTES, middleware=[Middleware(SecurityHeaders)], lifespan=lifespan
    )
