"""What tests use of Streamlit that it does not promise to keep; each part has a test.

The parts that the product itself uses are in `dashboard/streamlit_internals/`; their tests and
those of this module are in `tests/unit/streamlit_internals/`.
"""

import functools
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.testing.v1 import AppTest, app_test, local_script_runner
from streamlit.testing.v1.element_tree import Button
from streamlit.testing.v1.local_script_runner import LocalScriptRunner
from streamlit.util import calc_hash
from streamlit.web.server.starlette import App

from dashboard.streamlit_internals.server import _uploaded


def ask_for(app: AppTest, path: str) -> None:
    """Let an app open at the path of a page, as a browser does; `switch_page` costs a run more."""
    app._page_hash = calc_hash(path)


def press_what_is_gone(app: AppTest, button: Button) -> None:
    """Press a button that the page no longer has, as a browser does that still shows it.

    Fields and this one button are sent: `button.run()` would press all others that are gone too.
    """
    every = button.click().root.get_widget_states().widgets
    sent = [one for one in every if one.trigger_value or one.WhichOneof("value") != "trigger_value"]
    app._run(WidgetStates(widgets=sent))


def restore_runtime(app: App, patch: pytest.MonkeyPatch) -> None:
    """Let an app have its runtime again, which an app under test takes away when it ends."""
    patch.setattr(Runtime, "_instance", app._runtime)


def put_file(session_id: str, file_id: str, data: bytes) -> None:
    """Let Streamlit hold a file, as if somebody had uploaded it."""
    kept = UploadedFileRec(file_id=file_id, name="people.csv", type="text/csv", data=data)
    _uploaded().add_file(session_id, kept)


def look_for_components_once(patch: pytest.MonkeyPatch) -> None:
    """Let all apps under test share one look through every installed package for components."""
    once = functools.cache(manifest_scanner.scan_component_manifests)
    patch.setattr(manifest_scanner, "scan_component_manifests", once)


def measure_runs(
    patch: pytest.MonkeyPatch, note: Callable[[float, float, list[Any]], None]
) -> None:
    """Pass on the seconds and processor time of every script run, and its messages to the browser.

    Compiled files are kept from run to run, as a server that has been running for a while does:
    the app's own file is looked up in one module, the page's in another.
    """
    run, compiled = ScriptRunner._run_script, ScriptCache()
    for module in (app_test, local_script_runner):
        patch.setattr(module, "ScriptCache", lambda: compiled)

    def timed(self: LocalScriptRunner, *args: Any) -> None:
        start, spent = time.perf_counter(), time.thread_time()
        run(self, *args)
        cpu = time.thread_time() - spent
        note(time.perf_counter() - start, cpu, list(self.forward_msg_queue._queue))

    patch.setattr(ScriptRunner, "_run_script", timed)


def opening_message(page: str, query: str = "") -> bytes:
    """Return what a browser sends when it opens a page, with a query in its address."""
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = query
    return message.SerializeToString()


def has_finished(message: bytes) -> bool:
    """Return whether a message to the browser says that the script of the page has ended."""
    return ForwardMsg.FromString(message).WhichOneof("type") == "script_finished"


def kept_in_session(app: AppTest) -> str:
    """Return all that the session of a page keeps, also of widgets, in one string."""
    safe: Any = app.session_state._state
    state = getattr(safe, "_state", safe)
    return repr((state._new_session_state, state._old_state, state._new_widget_state.states))


def sent_to_components(app: AppTest, key: str = "") -> list[Any]:
    """Return what components of ours with `key` in their id were sent, also as text or bytes.

    Fails where Streamlit looked for tables in it, which loads pandas.
    """
    parts = [part for part in app.get("bidi_component") if key in part.proto.id]
    texts = [part.proto.json for part in parts if part.proto.json]
    whole = [json.loads(part.proto.bytes) for part in parts if part.proto.bytes]
    sent = [json.loads(text) for text in texts]
    plain = (str, int, float, type(None))
    assert all(isinstance(value, plain) for one in sent for value in one.values()), "use as_text"
    read = [json.loads(one["json"]) if list(one) == ["json"] else one for one in sent]
    return [*read, *whole]
