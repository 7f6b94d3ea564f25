"""Each assumption about Streamlit; a message says what to do when an upgrade breaks it."""

import ast
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit
from starlette.responses import Response
from streamlit import config
from streamlit.components.v2 import manifest_scanner
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.testing.v1 import AppTest
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette import starlette_app_utils as app_utils
from streamlit.web.server.starlette import starlette_auth_routes, starlette_routes
from streamlit.web.server.starlette.starlette_server_config import (
    AUTH_COOKIE_MAX_AGE_SECONDS,
    USER_COOKIE_NAME,
)

from dashboard import streamlit_internals as internals
from dashboard.http.routes import STATIC
from tests.streamlit_internals import (
    ask_for,
    has_finished,
    kept_in_session,
    look_for_components_once,
    measure_runs,
    opening_message,
)

ROOT = Path(__file__).parents[2]
FENCES = {
    "dashboard/streamlit_internals.py",
    "tests/streamlit_internals.py",
    "tests/unit/http/test_streamlit_settings.py",
    "tests/unit/test_streamlit_internals.py",
}
PUBLIC = {"streamlit", "streamlit.testing.v1"}


def is_module(name: str) -> bool:
    """Whether a dotted name of Streamlit is a module rather than a name in one."""
    path = Path(streamlit.__file__).parents[1].joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def imported(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {name for name in inside if is_module(name)} or {node.module or ""}
    return {name for name in names if name.split(".")[0] == "streamlit"}


def test_only_the_fence_imports_private_parts() -> None:
    folders = [ROOT / "dashboard", ROOT / "tests"]
    files = {ROOT / "streamlit_app.py", *(f for folder in folders for f in folder.rglob("*.py"))}
    assert not [f for f in files - {ROOT / name for name in FENCES} if imported(f) - PUBLIC], (
        "move what is imported to dashboard/streamlit_internals.py, with a test here"
    )


@pytest.fixture(scope="module")
def code() -> str:
    scripts = (internals.STATIC / "static/js").glob("*.js")
    return "\n".join(script.read_text(encoding="utf-8") for script in scripts)


def cookies(claims: str) -> list[tuple[bytes, bytes]]:
    """A response as Streamlit sends it after signing somebody in, with a cookie of another kind."""
    signed = app_utils.create_signed_value(get_cookie_secret(), USER_COOKIE_NAME, claims)
    response = Response()
    response.set_cookie("theme", "dark", max_age=AUTH_COOKIE_MAX_AGE_SECONDS)
    response.set_cookie(USER_COOKIE_NAME, signed.decode(), max_age=AUTH_COOKIE_MAX_AGE_SECONDS)
    return [pair for pair in response.raw_headers if pair[0] == b"set-cookie"]


def test_the_identity_is_in_a_signed_cookie_known_by_its_name_and_lifetime() -> None:
    lines = [value.decode() for _, value in cookies('{"email": "ada@example.org"}')]
    assert internals.identity_set_by(lines) == {"email": "ada@example.org"}, (
        "read in streamlit.auth_util and starlette_auth_routes how claims are kept now"
    )
    forged = [f"{USER_COOKIE_NAME}=e30; Path=/"]
    assert internals.identity_set_by([]) is internals.identity_set_by(forged) is None
    headers = cookies("{}")
    assert internals.without_identity(headers) == headers[:1]
    kept, shortened = internals.with_identity_for(headers, 60)
    assert kept == headers[0]
    assert b"max-age=60;" in shortened[1], (
        "Streamlit no longer writes its lifetime as max-age: adapt with_identity_for"
    )


def test_paths_of_the_callback_and_of_metrics_and_the_head_of_the_page_are_known() -> None:
    assert f"/{starlette_auth_routes._ROUTE_OAUTH_CALLBACK}" == internals.AUTH_CALLBACK, (
        "set AUTH_CALLBACK to the new path, and name it in the documentation of single sign-on"
    )
    assert f"/{starlette_routes.ROUTE_METRICS}" == internals.METRICS, "close the path of metrics"
    html = internals.index_html()
    assert html.count("<head>") == 1, "html_shell has to find another place for what it adds"
    assert html.index("<head>") < html.index("<script")


def test_colours_of_figures_are_replaced_in_the_browser(code: str) -> None:
    colours = internals.ThemeColours
    shades = (colours.DIVERGING_BELOW, colours.DIVERGING_ABOVE, colours.BACKGROUND, colours.TEXT)
    missing = [colour for colour in (*colours.CATEGORIES, *shades) if colour not in code]
    assert not missing, "charts need colours of their own for light and dark: see charts/chart.py"


def test_scripts_in_the_browser_ask_where_their_server_is_and_one_draws_charts(code: str) -> None:
    assert "__streamlit" in code
    for name in ("BACKEND_BASE_URL", "LIGHT_THEME", "DARK_THEME"):
        assert name in code, "find the new name, or drop it from start_script"
    [script] = internals.chart_scripts() or [""]
    assert (internals.STATIC / script).is_file(), "chart_scripts has to look for the new name"


def test_no_typeface_of_streamlit_is_ever_asked_for_and_icons_are_ours() -> None:
    assert 'rel="preload"' not in internals.index_html(), "adapt _PRELOADED_TYPEFACE"
    address, styles = internals.stylesheet()
    assert f'href=".{address}"' in internals.index_html()
    asked_for = re.findall(r"url\(([^)]+)\)", styles)
    assert '"../../app/static/icons.woff2"' in asked_for, "adapt _ICON_FONT"
    rest = [url for url in asked_for if "KaTeX" not in url and not url.startswith("data:")]
    assert rest == ['"../../app/static/icons.woff2"'], "adapt _TYPEFACE"


def test_our_font_has_every_icon_that_is_shown() -> None:
    ttlib = pytest.importorskip("fontTools.ttLib", reason="needs the group `oracles`")
    source = "\n".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "dashboard").rglob("*.py")
    )
    named = internals.icons_shown(source)
    assert "sentiment_neutral" in named
    assert "keyboard_arrow_right" in named, "icons_shown has to look for Streamlit's own"
    # Some names in Streamlit's scripts are of no icon, in examples.
    drawn = named & written_out(ttlib.TTFont(internals.icon_font()))
    assert len(drawn) > 100
    assert drawn <= written_out(ttlib.TTFont(STATIC / "icons.woff2")), "run .ci/icons.py"


def written_out(font: Any) -> set[str]:
    """Return the icons of a font that appear in the place of their written name."""
    tables = (table for lookup in font["GSUB"].table.LookupList.Lookup for table in lookup.SubTable)
    return {
        ligature.LigGlyph
        for table in tables
        for ligatures in getattr(table, "ExtSubTable", table).ligatures.values()
        for ligature in ligatures
    }


def test_scripts_take_no_messages_from_other_sites_and_can_leave_out_dialogs_of_errors(
    code: str,
) -> None:
    for name in ("HOST_CONFIG", "allowedOrigins", "useExternalAuthToken", "blockErrorDialogs"):
        assert name in internals.start_script({})
        assert name in code, "find the new name: else Streamlit's own dialog of a lost connection"


def test_a_page_tells_whether_it_has_a_connection(code: str) -> None:
    for name in (
        internals.CONNECTION_STATE,
        f"CONNECTED=`{internals.CONNECTED}`",
        f"`{internals.LOST_FOR_GOOD}`",
        "stConnectionStatus",
    ):
        assert name in code, "stop a server, look at the page, and adapt server_away"
    assert "stConnectionStatus" in internals.CONNECTION_STATUS


def test_elements_have_the_classes_by_which_questions_are_drawn_as_cards(code: str) -> None:
    for name in ("Form", "VerticalBlock", "ElementContainer", "ButtonGroup"):
        assert f".st{name}" in internals.CARDS
        assert f"st{name}" in code, "look at the answer page, and adapt CARDS"
    assert ":has(.st-key-send)" in internals.CARDS, (
        "fields of other forms have no border of their own"
    )


def test_elements_have_the_classes_by_which_a_kiosk_makes_targets_large(code: str) -> None:
    selectors = [internals.ROWS, internals.OPTIONS, internals.QUESTIONS, internals.BUTTONS]
    named = set(re.findall(r"\bst[A-Z]\w+", " ".join([*selectors, internals.FIELDS])))
    assert named == {
        "stForm", "stButtonGroup", "stWidgetLabel", "stFormSubmitButton", "stButton", "stTextInput",
    }  # fmt: skip
    assert not {name for name in named if name not in code}, "look at /answer?kiosk, and adapt them"


def app_with_pages() -> None:
    import streamlit as st  # noqa: PLC0415

    first = st.Page(lambda: st.title("first"), title="first", url_path="first", default=True)
    second = st.Page(lambda: st.title("second"), title="second", url_path="second")
    st.navigation([first, second]).run()


def test_an_app_under_test_opens_at_a_path() -> None:
    for path, title in (("first", "first"), ("second", "second"), ("third", "first")):
        app = AppTest.from_function(app_with_pages, default_timeout=30)
        ask_for(app, path)
        assert app.run().title[0].value == title, "ask_for has to name pages as st.Page does now"


def app_with_a_form() -> None:
    """Keep what is typed into a form, as a form usually does."""
    import streamlit  # noqa: PLC0415 - the app under test is this function alone

    with streamlit.form("form"):
        streamlit.text_input("Words", type="password", key="words")
        streamlit.form_submit_button("Send")


def test_what_a_session_keeps_of_a_form_is_seen() -> None:
    app = AppTest.from_function(app_with_a_form, default_timeout=30).run()
    app.text_input[0].set_value("three secret words")
    app.button[0].click().run()
    assert "three secret words" in kept_in_session(app), "a forgotten passphrase would go unseen"


def test_components_are_found_by_one_function_and_runs_are_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    look_for_components_once(monkeypatch)
    scan = manifest_scanner.scan_component_manifests
    assert scan() is scan(), "without it every app under test takes longer to start"
    noted: list[tuple[float, int]] = []
    measure_runs(monkeypatch, lambda seconds, cpu, sent: noted.append((seconds, len(sent))))
    AppTest.from_function(app_with_pages, default_timeout=30).run()
    [(seconds, messages)] = noted
    assert seconds > 0
    assert messages > 0, "the benchmarks of pages have to look for messages elsewhere"


def test_this_is_the_version_that_was_looked_at() -> None:
    assert streamlit.__version__.startswith("1.67."), (
        "run the tests of this module and of tests/browser with the new version, then name it here"
    )
    assert config.get_option("server.cookieSecret")


def test_a_run_says_which_page_it_is_about_before_the_pages_are_declared() -> None:
    def script() -> None:
        import streamlit as st  # noqa: PLC0415

        from dashboard.streamlit_internals import asks_for_one_of  # noqa: PLC0415

        st.text(f"{asks_for_one_of({'team', 'present'})} {asks_for_one_of({'answer'})}")

    app = AppTest.from_function(script)
    ask_for(app, "team")
    assert app.run().text[0].value == "True False", "read in streamlit.runtime.pages_manager how"
    manager = PagesManager("streamlit_app.py")
    manager.set_script_intent("", "team")
    assert manager.intended_page_name == "team", "a visit begins with the name in its address"
    assert not manager.intended_page_script_hash


def test_nothing_ends_a_run_within_a_part_that_is_not_to_be_interrupted() -> None:
    def page() -> None:
        import streamlit as st  # noqa: PLC0415
        from streamlit.runtime.scriptrunner import get_script_run_ctx  # noqa: PLC0415

        from dashboard.streamlit_internals import uninterrupted  # noqa: PLC0415

        state = get_script_run_ctx().session_state
        asked = []
        object.__setattr__(state, "_yield_callback", lambda: asked.append(1))
        with uninterrupted():
            st.session_state["a"] = st.session_state.get("b")
        within = len(asked)
        st.session_state["a"] = 1
        st.text(f"{within} {len(asked) > within}")

    assert AppTest.from_function(page).run().text[0].value == "0 True"


def test_drawing_within_such_a_part_does_not_end_the_run_and_drawing_after_it_does() -> None:
    def page() -> None:
        import streamlit as st  # noqa: PLC0415
        from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx  # noqa: PLC0415

        from dashboard.streamlit_internals import uninterrupted  # noqa: PLC0415

        if "done" in st.session_state:
            st.text(st.session_state["done"])
            st.stop()
        with uninterrupted():
            get_script_run_ctx().script_requests.request_rerun(RerunData())
            st.text("drawn")
            st.session_state["done"] = "all of it"
        st.text("asked for again")
        st.session_state["done"] = "more than all of it"

    assert AppTest.from_function(page).run().text[0].value == "all of it"


def test_two_runs_of_one_session_take_turns_and_those_of_others_do_not_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Streamlit begins the run of a second press before the first one has ended."""
    runs = threading.local()
    monkeypatch.setattr(internals, "get_script_run_ctx", lambda: runs.context)
    done: list[str] = []
    has_begun, may_end = threading.Event(), threading.Event()

    def press(name: str, session_id: str) -> None:
        state = SafeSessionState(SessionState(), lambda: None)
        runs.context = SimpleNamespace(
            session_id=session_id, session_state=state, script_requests=None
        )
        with internals.uninterrupted():
            if name == "first":
                has_begun.set()
                may_end.wait(10)
            done.append(name)

    with ThreadPoolExecutor() as pool:
        first = pool.submit(press, "first", "one")
        has_begun.wait(10)
        second = pool.submit(press, "second", "one")
        pool.submit(press, "of somebody else", "another").result(10)
        assert not wait([second], 0.2).done
        may_end.set()
        wait([first, second], 10)
    assert done == ["of somebody else", "first", "second"]


def test_files_are_put_below_one_path_and_counted() -> None:
    path = f"/{starlette_routes.BASE_ROUTE_UPLOAD_FILE}/"
    assert path == internals.UPLOADS, "bound uploads where they are put now"
    manager = MemoryUploadedFileManager("upload")
    kept = UploadedFileRec(file_id="f", name="a.csv", type="text/csv", data=b"abc")
    manager.add_file("s", kept)
    assert len(manager.file_storage["s"]) == 1
    assert manager._total_bytes == 3


def test_choices_long_texts_and_buttons_have_scripts_of_their_own() -> None:
    scripts = internals.answer_scripts()
    assert len(scripts) == 3, "look at what the answer page loads last, and adapt answer_scripts"
    assert all((internals.STATIC / script).is_file() for script in scripts)


def test_the_menu_of_a_phone_is_kept_under_a_name_that_is_known(code: str) -> None:
    assert f"`{internals.MENU_KEPT}${{" in code, "open the menu of a phone, and look what is kept"


def app_with_a_callback() -> None:
    import streamlit as st  # noqa: PLC0415

    st.button("press", on_click=lambda: st.session_state.order.append("callback"))


def test_something_is_done_around_callbacks(monkeypatch: pytest.MonkeyPatch) -> None:
    method = SafeSessionState.on_script_will_rerun
    monkeypatch.setattr(SafeSessionState, "on_script_will_rerun", method)
    app = AppTest.from_function(app_with_a_callback, default_timeout=30)
    app.session_state.order = []
    asked: list[str | None] = []

    @contextmanager
    def within() -> Iterator[None]:
        asked.append(internals.page_asked_for())
        app.session_state.order.append("before")
        yield
        assert not internals.is_given_up()
        app.session_state.order.append("after")

    internals.around_callbacks(nullcontext)
    internals.around_callbacks(within)
    app.run()
    del app.session_state.order[:]
    app.button[0].click().run()
    assert app.session_state.order == ["before", "callback", "after"], "adapt around_callbacks"
    assert len(set(asked)) == 1, "a press is told to be of another page than the one drawn"


def test_a_line_stands_for_an_element_whose_script_is_on_its_way(code: str) -> None:
    assert internals.SKELETONS == "[data-testid=stSkeleton]"
    awaited = r"Suspense,\{fallback:\w+\(\w+,\{\"data-testid\":`stSkeleton`"
    assert re.search(awaited, code), "delay ButtonGroup.*.js, look at /answer, adapt drawn_forms"
    for selector in (internals.FORM, internals.SUBMIT):
        assert selector.removeprefix(".") in code, "look at a page with a form, adapt drawn_forms"


def test_the_theme_script_writes_what_streamlit_reads(code: str) -> None:
    script = internals.theme_script("peil_theme")
    assert "`stActiveTheme-${window.location.pathname}`" in code
    assert re.search(r"ACTIVE_THEME:`\$\{\w+\}-v\$\{\w+\}`", code)
    assert re.search(r"\w+=2,\w+=`stActiveTheme-", code), "write another version number"
    assert "`stActiveTheme-${location.pathname}-v2`" in script
    assert re.search(r"===`System`\|\|e===`Light`\|\|e===`Dark`", code)
    assert all(f"'\"{name}\"'" in script for name in ("Light", "Dark", "System"))


OUR_CLASSES = re.compile(r"\.st-key-[a-z_]+")


@pytest.mark.parametrize("sheet", ["pages.css", "print.css"])
def test_every_name_in_our_style_sheets_is_still_one_of_streamlits(code: str, sheet: str) -> None:
    """Find out what the element is called now, and look at the pages that the section is about."""
    rules = re.sub(r"/\*.*?\*/", "", (STATIC / sheet).read_text(encoding="utf-8"), flags=re.S)
    rules = OUR_CLASSES.sub("", rules)
    names = set(re.findall(r"\.((?:st|react-aria-)[A-Z]\w+)", rules))
    names |= set(re.findall(r"data-testid=\"?(\w+)", rules))
    assert not {name for name in names if name not in code}


def test_scripts_of_components_name_elements_that_streamlit_draws() -> None:
    """Else look in the browser for what the part of the page is called now, and rename it there."""
    parts = ROOT / "dashboard" / "components"
    used = {
        name
        for file in parts.glob("*.js")
        for name in re.findall(
            r"\.(st[A-Z]\w+|main-svg|svg-container|js-plotly-plot)|data-testid=\"?(\w+)",
            file.read_text(encoding="utf-8"),
        )
    }
    drawn = "".join(
        script.read_text(encoding="utf-8", errors="replace")
        for script in (internals.STATIC / "static" / "js").glob("*.js")
    )
    assert [name for name in map("".join, used) if name not in drawn] == []
    assert "js-plotly-plot" in "".join(map("".join, used))


def test_messages_between_a_browser_and_the_server_have_their_form() -> None:
    asked = BackMsg.FromString(opening_message("answer", "t=abc")).rerun_script
    assert (asked.page_name, asked.query_string) == ("answer", "t=abc")
    ended, other = ForwardMsg(), ForwardMsg()
    ended.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    other.session_status_changed.run_on_save = True
    assert has_finished(ended.SerializeToString())
    assert not has_finished(other.SerializeToString())
