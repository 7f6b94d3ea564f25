"""Prints figures as a small table: a measured value, and the value asked for."""

import pytest


def figure(capsys: pytest.CaptureFixture[str], what: str, measured: str, asked: str) -> None:
    """Print one figure past the capture of pytest."""
    with capsys.disabled():
        print(f"\n  {what:<58} {measured:>16}   asked: {asked}")  # noqa: T201
