"""The example organisation of `peil demo`: people, and waves answered and counted for real."""

from surveys.example.example import (
    MIN_PEOPLE,
    ExamplePerson,
    create_example,
    example_people,
    open_next_wave,
    usable_tokens,
)

__all__ = [
    "MIN_PEOPLE",
    "ExamplePerson",
    "create_example",
    "example_people",
    "open_next_wave",
    "usable_tokens",
]
