"""Peil's one entry: the ASGI application for a server, and the script that draws each page.

Streamlit imports this file to find `app`, and then runs it as `__main__` for every visit; so the
same file serves `streamlit run`, `uvicorn streamlit_app:app` and `peil serve`.
"""

import streamlit as st

from dashboard import database_away
from dashboard.answering.light import routes as light_page
from dashboard.charts.saving import save_menus
from dashboard.http.diagnostics import show_failure, silence_access_log, silence_row_log
from dashboard.http.document import declare_language
from dashboard.http.lifespan import lifespan
from dashboard.http.routes import STATIC, middleware, routes
from dashboard.http.streamlit_settings import apply_settings
from dashboard.navigation import navigation
from dashboard.page_registry import WIDE, WITH_RESULTS_READ, needs_database
from dashboard.session import begin, only
from dashboard.sign_in.openid import secrets_for_streamlit
from dashboard.streamlit_internals.server import asks_for_one_of
from surveys.settings import current_settings

apply_settings()


def main() -> None:
    """Draw the page that was asked for, out of those that this process serves."""
    st.set_page_config(
        page_title="Peil",
        page_icon=str(STATIC / "peil.svg"),
        # From the first element on: what is drawn before a page begins would move.
        layout="wide" if asks_for_one_of(WIDE) else None,
        # On a phone the menu is the sidebar, which would lie open over the page.
        initial_sidebar_state="collapsed",
    )
    with begin(draws_results=asks_for_one_of(WITH_RESULTS_READ)) as run:
        declare_language(run.texts)
        page = navigation(run)
        if page.url_path not in WITH_RESULTS_READ:
            run.end_reading()
        needs = needs_database(page.url_path, only())
        if needs and not run.is_ready:
            database_away.in_place_of_page(run.texts)
            return
        going_on = database_away.going_on_once_it_is_back(run, lets_presses_wait=needs)
        with save_menus("page"), going_on:
            page.run()


if __name__ == "__main__":
    main()
else:
    silence_access_log()
    silence_row_log()
    database_away.let_presses_wait()
    app = st.App(
        __file__,
        routes=[*light_page.routes(only()), *routes(only())],
        middleware=middleware(only()),
        secrets=secrets_for_streamlit(current_settings()),
        lifespan=lifespan,
        on_script_error=show_failure,
    )
