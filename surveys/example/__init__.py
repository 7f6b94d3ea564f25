"""The example organisation of `peil demo`: people, and waves answered and counted for real."""

from surveys.example.example import MIN_PEOPLE, create_example, open_next_wave, usable_tokens
from surveys.example.workplace import ExamplePerson, Guides, example_people

__all__ = [
    "MIN_PEOPLE",
    "ExamplePerson",
    "Guides",
    "create_example",
    "example_people",
    "open_next_wave",
    "usable_tokens",
]
