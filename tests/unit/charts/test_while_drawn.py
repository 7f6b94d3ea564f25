"""A package that charts look for is loaded while none is drawn, and charts wait until it is."""

import importlib
import inspect
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import plotly.graph_objects as go
import pytest

from dashboard.charts.while_drawn import Apart, Drawing

NAME = "looked_for_by_charts"
CHARTS = Path(__file__).parents[3] / "dashboard" / "charts"


class Package:
    """A package of a test: whether its loading has begun, when it may end, and what happened."""

    def __init__(self) -> None:
        """Not loaded yet."""
        self.begun, self.may_end = threading.Event(), threading.Event()
        self.drawing = Drawing()
        self.order: list[str] = []

    def load(self) -> None:
        importlib.import_module(NAME)

    def draw(self) -> None:
        with self.drawing.charts():
            self.order.append("drawn")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Package]:
    """A package on the path that is loaded apart."""
    made = Package()
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "__init__.py").write_text(
        "from looked_for_by_charts_made import made\n"
        "made.begun.set()\n"
        "assert made.may_end.wait(60)\n"
        "made.order.append('loaded')\n"
    )
    shared = ModuleType(f"{NAME}_made")
    vars(shared)["made"] = made
    monkeypatch.setitem(sys.modules, shared.__name__, shared)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "meta_path", [Apart(NAME, made.drawing), *sys.meta_path])
    yield made
    sys.modules.pop(NAME, None)


def test_whoever_loads_it_waits_until_charts_are_drawn(package: Package) -> None:
    package.may_end.set()
    loading = threading.Thread(target=package.load)
    with package.drawing.charts():
        loading.start()
        loading.join(0.3)
        assert loading.is_alive()
        assert NAME not in sys.modules, "a chart could find it half loaded"
        package.order.append("drawn")
    loading.join(60)
    assert package.order == ["drawn", "loaded"]


def test_a_chart_waits_until_it_is_loaded(package: Package) -> None:
    loading, drawing = (threading.Thread(target=do) for do in (package.load, package.draw))
    loading.start()
    assert package.begun.wait(60)
    drawing.start()
    drawing.join(0.3)
    assert drawing.is_alive()
    package.may_end.set()
    for thread in (loading, drawing):
        thread.join(60)
    assert package.order == ["loaded", "drawn"]


def test_a_chart_within_a_chart_may_load_it(package: Package) -> None:
    package.may_end.set()
    with package.drawing.charts(), package.drawing.charts():
        package.load()
    package.draw()
    assert package.order == ["loaded", "drawn"]


def test_charts_are_drawn_after_a_package_that_cannot_be_loaded(package: Package) -> None:
    package.may_end.set()
    package.order = None  # type: ignore[assignment]
    with pytest.raises(AttributeError):
        package.load()
    package.order = []
    package.draw()
    assert package.order == ["drawn"]


def test_plotly_fails_while_pandas_is_half_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it no longer does, nothing needs to be loaded apart."""
    monkeypatch.setitem(sys.modules, "pandas", ModuleType("pandas"))
    with pytest.raises(AttributeError, match="pandas"):
        go.Scatter(y=[1, 2])


def test_every_chart_is_drawn_while_pandas_is_not_loaded() -> None:
    makers = []
    for file in sorted(CHARTS.glob("*.py")):
        module = importlib.import_module(f"dashboard.charts.{file.stem}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            made = str(inspect.signature(function).return_annotation)
            if function.__module__ == module.__name__ and "chart.Chart" in made:
                makers.append(name)
                assert hasattr(function, "__wrapped__"), f"{file.stem}.{name}: @DRAWING.charts()"
    assert len(makers) > 5
