"""The codebook: themes of what people write, with what belongs to each and words that suggest it.

Pure; `codebook.yaml` has the themes that come with Peil.
"""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from surveys import yaml_documents
from surveys.texts import LANGUAGES

MOST_THEMES = 9
"""Maximum number of themes in use: each has a key from 1 to 9 on the coding page."""

Word = Annotated[str, StringConstraints(pattern=r"^[^\W\d_]{2,30}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Frozen(BaseModel):
    """An immutable part of the codebook; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Theme(Frozen):
    """A theme: its name, what belongs to it, and keywords, each in every language."""

    id: str
    name: dict[str, Annotated[str, StringConstraints(min_length=1, max_length=60)]]
    belongs: dict[str, Line]
    keywords: dict[str, Annotated[tuple[Word, ...], Field(max_length=80)]]

    @model_validator(mode="after")
    def _in_every_language(self) -> "Theme":
        for field in ("name", "belongs", "keywords"):
            if getattr(self, field).keys() != LANGUAGES.keys():
                msg = f"{field} needs {', '.join(LANGUAGES)}"
                raise ValueError(msg)
        return self


class Codebook(Frozen):
    """The themes in the order of their keys."""

    version: str
    languages: tuple[str, ...]
    themes: Annotated[tuple[Theme, ...], Field(max_length=MOST_THEMES)]


class ThemeError(ValueError):
    """A theme that cannot be used, with what is wrong with it in English."""


@functools.cache
def shipped() -> Codebook:
    """Return the codebook that comes with Peil, read once per process."""
    file = Path(__file__).with_name("codebook.yaml")
    return Codebook.model_validate(yaml_documents.load_shipped(file))


def checked(values: Mapping[str, Any]) -> Theme:
    """Return the theme that some values describe; raise ThemeError."""
    try:
        return Theme.model_validate(values)
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ThemeError("; ".join(faults)) from error
