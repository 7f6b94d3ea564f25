"""What a machine and its software are, in words: figures mean little without."""

import importlib.metadata
import os
import platform
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from dashboard.clock import today

LIBRARIES = ("streamlit", "plotly", "pandas", "numpy", "scipy", "sqlalchemy", "pynacl", "uvicorn")


def machine_in_words(*, quick: bool = False) -> Sequence[str]:
    """Return lines about this machine, how busy it is, and the versions of what runs on it."""
    cores, memory = os.cpu_count() or 1, _memory()
    busy = f"; {os.getloadavg()[0]:.1f} processes waiting on average just now"
    versions = [f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES]
    when = f"{'A quick look, with smaller workloads, on' if quick else 'On'} {today()}"
    lines = [
        f"{when}: {_processor()}, "
        f"{cores} cores, {memory}{platform.system()} {platform.machine()}{busy}.",
        f"Peil {importlib.metadata.version('peil')}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {', '.join(versions)}.",
    ]
    return lines


def _processor() -> str:
    """Return the name of the processor, as far as the system tells it."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        told = []
    names = [line.partition(":")[2].strip() for line in told if line.startswith("model name")]
    return names[0] if names else platform.processor() or "a processor without a name"


def _memory() -> str:
    """Return the memory of the machine, where the system tells it."""
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError):
        return ""
    return f"{total / 1e9:.0f} GB, "
