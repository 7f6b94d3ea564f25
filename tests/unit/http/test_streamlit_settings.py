"""The settings of Streamlit hold, whatever stands in the folder in which Peil is started."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config

from dashboard.http.streamlit_settings import apply_settings, options
from dashboard.uploads import MAX_MEGABYTES

PROMISED = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "runner.magicEnabled": False,
    "runner.postScriptGC": False,
    "server.enableXsrfProtection": True,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": MAX_MEGABYTES,
}
FOREIGN = """
[server]
maxUploadSize = 500
port = 9000
[browser]
gatherUsageStats = true
[theme]
base = "dark"
[theme.light.sidebar]
textColor = "#FBFAF7"
"""


@pytest.fixture
def foreign_file(tmp_path: Path) -> Iterator[None]:
    """Streamlit has read its own file in the folder it is started from."""
    apply_settings()
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text(FOREIGN)
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(tmp_path)
        config.get_config_options(force_reparse=True)
        yield
    config.get_config_options(force_reparse=True)


def test_every_setting_is_one_that_streamlit_knows_and_promises_are_set() -> None:
    assert set(options()) <= set(config.get_config_options())
    assert options().items() >= PROMISED.items()


@pytest.mark.usefixtures("foreign_file")
def test_settings_and_theme_win_over_a_file_of_streamlit_and_what_is_not_set_stays_free() -> None:
    assert {name: config.get_option(name) for name in options()} == options()
    assert config.get_option("theme.base") is None
    assert config.get_option("theme.light.sidebar.textColor") is None
    assert config.get_option("server.port") == 9000
