"""What is imported before the first number stays light; contracts in pyproject.toml do the rest."""

import subprocess
import sys
from pathlib import Path


def loaded_by(*modules: str) -> set[str]:
    """Return the packages that a fresh interpreter has loaded after importing some modules."""
    program = f"import sys, {', '.join(modules)}; print(*{{n.split('.')[0] for n in sys.modules}})"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


def modules_in(folder: str) -> list[str]:
    """Return the names of all modules in a folder and below it."""
    files = sorted(Path(folder).rglob("*.py"))
    return [".".join(file.with_suffix("").parts) for file in files if file.stem != "__init__"]


def test_services_are_imported_without_heavy_libraries() -> None:
    reports = (f"surveys.reading.{module}" for module in ("unit", "wave", "organisation"))
    loaded = loaded_by(*reports, "surveys.answering.casting", "surveys.counting.counting")
    assert "sqlalchemy" in loaded
    assert loaded.isdisjoint({"scipy", "statsmodels", "streamlit", "plotly", "pandas"})


def test_pure_rooms_are_imported_without_a_database() -> None:
    """Other pure modules stand in rooms that have a database; a contract guards each of them."""
    rooms = [modules_in(f"surveys/{room}") for room in ("statistics", "instrument", "tables")]
    assert all(rooms)
    loaded = loaded_by("surveys.errors", *(module for room in rooms for module in room))
    assert "surveys" in loaded
    assert loaded.isdisjoint({"sqlalchemy", "sqlmodel", "db"})


def test_the_application_starts_without_scientific_libraries() -> None:
    """They are loaded with the first number; until then nobody should wait for them."""
    modules = [name for name in modules_in("dashboard") if ".pages." not in name]
    assert len(modules) > 20
    loaded = loaded_by(*modules)
    assert "streamlit" in loaded
    assert loaded.isdisjoint({"scipy", "statsmodels", "sklearn"})


def test_the_server_starts_without_what_only_few_processes_need() -> None:
    """Each would take a part of the memory of every process, and of the time of every start."""
    loaded = loaded_by("streamlit_app", "dashboard.results.team_view")
    assert {"streamlit", "sqlalchemy", "plotly"} <= loaded
    assert loaded.isdisjoint({"alembic", "mako", "openpyxl", "xlsxwriter", "pptx", "typst"})
    assert loaded.isdisjoint({"pandas", "pyarrow", "icalendar"})
