"""Lets pandas be loaded late, with the first table of a process, and never while a chart is drawn.

Streamlit draws tables with pandas, which takes 75 MB and most of a second: most processes start,
and many stand by, without one. Plotly and Narwhals look whether pandas is loaded, and fail while
another visit is still loading it. So an import of it waits until the charts that are being drawn
are finished, and charts that begin meanwhile wait for it.
"""

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

PATIENCE = 10.0
"""Seconds; one waits for the other no longer, so that nothing hangs, whatever happens."""


class Drawing:
    """The threads that draw charts, and whether one loads what they look for."""

    def __init__(self) -> None:
        """Begin with nobody who draws or loads."""
        self._change = threading.Condition()
        self._mine = threading.local()
        self._drawing = 0
        self._loading = False

    @contextmanager
    def charts(self) -> Iterator[None]:
        """Draw within; wait before that while something is loaded. May be nested."""
        depth = getattr(self._mine, "depth", 0)
        if depth == 0:
            with self._change:
                self._change.wait_for(lambda: not self._loading, PATIENCE)
                self._drawing += 1
        self._mine.depth = depth + 1
        try:
            yield
        finally:
            self._mine.depth = depth
            if depth == 0:
                with self._change:
                    self._drawing -= 1
                    self._change.notify_all()

    def begin_loading(self) -> None:
        """Wait until no other thread draws, and let none begin."""
        mine = min(getattr(self._mine, "depth", 0), 1)
        with self._change:
            self._loading = True
            self._change.wait_for(lambda: self._drawing == mine, PATIENCE)

    def end_loading(self) -> None:
        """Let others draw again."""
        with self._change:
            self._loading = False
            self._change.notify_all()


DRAWING = Drawing()


class Apart(MetaPathFinder):
    """Finds a package as Python does, to be loaded while nobody draws; once in a process."""

    def __init__(self, name: str, drawing: Drawing) -> None:
        """Find the package of this name."""
        self.name, self.drawing = name, drawing

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to load the package; None for any other one."""
        if fullname != self.name:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(fullname, spec.loader.path, self.drawing)
        return spec


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, drawing: Drawing) -> None:
        super().__init__(fullname, path)
        self.drawing = drawing

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        # Python calls this before anybody can see the module, however empty.
        self.drawing.begin_loading()
        return super().create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        try:
            super().exec_module(module)
        finally:
            self.drawing.end_loading()


def load_late(name: str = "pandas") -> None:
    """From now on, load a package only while no chart is drawn, when somebody imports it."""
    known = any(isinstance(one, Apart) and one.name == name for one in sys.meta_path)
    if name not in sys.modules and not known:
        sys.meta_path.insert(0, Apart(name, DRAWING))
