"""Rendering of the document templates; values are escaped, so none becomes markup or a link."""

import functools
import re
from dataclasses import fields
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from surveys.documents.promise import LIMITS, PROMISE
from surveys.documents.values import DocumentError, Values
from surveys.installation.custody import BOX_AND_KEY, LOST
from surveys.texts import LANGUAGES, Texts

NAMES = ("privacy-statement", "dpia", "works-council", "ai-statement")

_MARKUP = re.compile(r"[\\`*_{}\[\]()<>#|~$&!]|:(?=//)|^\s*[-+=.]")


def render_documents(values: Values, language: str) -> dict[str, str]:
    """Return every document in Markdown, by file name."""
    texts = Texts(language)
    variables = {field.name: getattr(values, field.name) for field in fields(values)}
    variables["written_on"] = texts.date(values.written_on)
    variables["promise"] = texts.gettext(PROMISE)
    variables["box_and_key"] = texts.gettext(BOX_AND_KEY)
    variables["limits"] = [texts.gettext(limit) for limit in LIMITS]
    variables["custody"] = texts.gettext(values.keepers.custody)
    variables["lost_passphrase"] = texts.gettext(LOST)
    # The address of the installation may become a link.
    variables["address"] = Markup(escape_markdown(values.address).replace("&#58;//", "://"))  # noqa: S704
    return {
        f"{name}.md": _templates().get_template(f"{language}/{name}.md.jinja").render(variables)
        for name in NAMES
    }


def write_documents(
    values: Values, language: str, folder: Path, *, replace: bool = False
) -> list[Path]:
    """Write the documents into a folder, created if missing, and return the files.

    Raises DocumentError when one of them exists and `replace` is False, because somebody may have
    edited it. Then nothing is written.
    """
    if language not in LANGUAGES:
        raise DocumentError("language", language=language, known=tuple(LANGUAGES))
    texts = {folder / name: text for name, text in render_documents(values, language).items()}
    existing = [file for file in texts if file.exists()]
    if existing and not replace:
        raise DocumentError("overwritten", files=tuple(existing))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in texts.items():
            file.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise DocumentError("unwritable", folder=folder, why=fault.strerror) from fault
    return list(texts)


def escape_markdown(value: object) -> Markup:
    """Return a value escaped for Markdown."""
    if isinstance(value, Markup):
        return value
    line = " ".join(str(value).split())
    shown = _MARKUP.sub(lambda match: "".join(f"&#{ord(c)};" for c in match[0]), line)
    # Every special character has been replaced by its character reference.
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
        finalize=escape_markdown,
    )
