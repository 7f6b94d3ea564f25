"""What a page imports before its first number stays light."""

import subprocess
import sys

import pytest

HEAVY = ("scipy", "statsmodels", "streamlit", "plotly", "pandas")


def loaded_by(module: str) -> set[str]:
    """Return the packages that a fresh interpreter has loaded after importing a module."""
    program = f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


@pytest.mark.parametrize("module", ["surveys.reading", "surveys.casting", "surveys.counting"])
def test_a_service_is_imported_without_heavy_libraries(module: str) -> None:
    loaded = loaded_by(module)
    assert "sqlalchemy" in loaded
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.parametrize(
    "module",
    [
        "surveys.disclosure",
        "surveys.instrument",
        "surveys.rotation",
        "surveys.ballot",
        "surveys.tally",
        "surveys.statistics.level",
        "surveys.statistics.change",
    ],
)
def test_a_pure_module_is_imported_without_a_database(module: str) -> None:
    assert loaded_by(module).isdisjoint({"sqlalchemy", "sqlmodel", "db"})
