"""Fills in the templates; nothing that somebody wrote becomes markup, a link or a picture."""

import functools
import re
from dataclasses import fields
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from surveys.documents.values import DocumentError, Values
from surveys.texts import LANGUAGES, Texts

NAMES = ("privacy-statement", "dpia", "works-council")

_MARKUP = re.compile(r"[\\`*_{}\[\]()<>#|~$&!]|:(?=//)|^\s*[-+=.]")


def documents(values: Values, language: str) -> dict[str, str]:
    """Return every document in Markdown, by the name of its file."""
    texts = Texts(language)
    given = {field.name: getattr(values, field.name) for field in fields(values)}
    given["written_on"] = texts.date(values.written_on)
    # The address is one, so it may look like one.
    given["address"] = Markup(letter_by_letter(values.address).replace("&#58;//", "://"))  # noqa: S704
    return {
        f"{name}.md": _templates().get_template(f"{language}/{name}.md.jinja").render(given)
        for name in NAMES
    }


def write(values: Values, language: str, folder: Path, *, replace: bool = False) -> list[Path]:
    """Write the documents into a folder, made if need be; return the files.

    Raises DocumentError when one of them is there already, unless it may be replaced: somebody may
    have worked on it. Then nothing was written.
    """
    if language not in LANGUAGES:
        raise DocumentError("language", language=language, known=tuple(LANGUAGES))
    made = {folder / name: text for name, text in documents(values, language).items()}
    there = [file for file in made if file.exists()]
    if there and not replace:
        raise DocumentError("overwritten", files=tuple(there))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in made.items():
            file.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise DocumentError("unwritable", folder=folder, why=fault.strerror) from fault
    return list(made)


def letter_by_letter(value: object) -> Markup:
    """Return a value as text in Markdown: what would be markup stands there as itself."""
    if isinstance(value, Markup):
        return value
    line = " ".join(str(value).split())
    shown = _MARKUP.sub(lambda found: "".join(f"&#{ord(c)};" for c in found[0]), line)
    # Every character that means anything has become a number here.
    return Markup(shown)  # noqa: S704


@functools.cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=letter_by_letter,
    )
