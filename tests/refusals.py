"""Refusals are told apart by their code, never by their words."""

from collections.abc import Callable

from surveys.errors import PeilError


def code(expected: str) -> Callable[[PeilError], bool]:
    """Return a check for `pytest.raises`: whether a refusal has this code."""
    return lambda refusal: refusal.code == expected
