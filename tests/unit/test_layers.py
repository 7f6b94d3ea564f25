"""What a page imports before its first number stays light."""

import subprocess
import sys
from pathlib import Path

import pytest

from surveys import statistics

HEAVY = ("scipy", "statsmodels", "streamlit", "plotly", "pandas")


def loaded_by(module: str) -> set[str]:
    """Return the packages that a fresh interpreter has loaded after importing a module."""
    program = f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


@pytest.mark.parametrize(
    "module",
    [
        "surveys.reading.unit",
        "surveys.reading.wave",
        "surveys.reading.organisation",
        "surveys.answering.casting",
        "surveys.counting.counting",
    ],
)
def test_a_service_is_imported_without_heavy_libraries(module: str) -> None:
    loaded = loaded_by(module)
    assert "sqlalchemy" in loaded
    assert loaded.isdisjoint(HEAVY)


PURE = (
    "surveys.counting.disclosure",
    "surveys.instrument.instrument",
    "surveys.instrument.rotation",
    "surveys.answering.ballot",
    "surveys.counting.tally",
    "surveys.counting.count_analysis",
    "surveys.reading.sentences",
    "surveys.reading.reports",
    *(
        f"surveys.statistics.{file.stem}"
        for file in Path(statistics.__file__).parent.glob("[a-z]*.py")
    ),
)


def test_pure_modules_are_imported_without_a_database() -> None:
    loaded = loaded_by(", ".join(PURE))
    assert "surveys" in loaded
    assert loaded.isdisjoint({"sqlalchemy", "sqlmodel", "db"})


def test_the_application_starts_without_scientific_libraries() -> None:
    """They are loaded with the first number; until then nobody should wait for them."""
    pages = sorted(Path("dashboard").rglob("*.py"))
    modules = [
        ".".join(page.with_suffix("").parts)
        for page in pages
        if "pages" not in page.parts and page.stem != "__init__"
    ]
    assert len(modules) > 20
    loaded = loaded_by(", ".join(modules))
    assert "streamlit" in loaded
    assert loaded.isdisjoint({"scipy", "statsmodels", "sklearn"})
