"""The settings of Streamlit that Peil relies on, applied by code.

Streamlit itself looks for settings in the folder in which it is started. Peil cannot depend on
that: no telemetry, no developer menu, the upload limit and the colours are part of the program.

Only what `streamlit run` does before it reads our script is out of reach: on a terminal it asks for
an e-mail address, and it looks up the network address of the host. `peil serve` does neither.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.http.logs import JSON_LINE
from dashboard.streamlit_internals.server import keep_options
from surveys.settings import current_settings

FILE = Path(__file__).with_name("streamlit.toml")

FIRST_COLOURS = ("primaryColor", "backgroundColor", "secondaryBackgroundColor", "textColor")


def options() -> dict[str, Any]:
    """Return every option that Peil sets, by the name Streamlit gives it: `server.headless`."""
    return dict(_flat("", tomllib.loads(FILE.read_text(encoding="utf-8"))))


@cache
def apply_settings() -> None:
    """Apply our settings now, and again whenever Streamlit reads its own files again.

    They win over any `config.toml` and over the command line of `streamlit run`; what Peil does
    not set, such as the port, stays free. Does nothing when called again.
    """
    of_log = {"logger.messageFormat": JSON_LINE} if current_settings().log_format == "json" else {}
    keep_options(options() | of_log, str(FILE))


def first_themes() -> dict[str, dict[str, str]]:
    """Return what a page looks like before the first message of the server, light and dark."""
    ours = options()
    fonts = {
        "bodyFont": ours["theme.font"],
        "headingFont": ours["theme.headingFont"],
        "codeFont": ours["theme.codeFont"],
    }
    return {
        base: fonts | {name: ours[f"theme.{base}.{name}"] for name in FIRST_COLOURS}
        for base in ("light", "dark")
    }


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value
