"""The structure of a LimeSurvey survey: words of its questions and answers by their codes. Pure.

Reads a structure file (`.lss`), or the one within an archive (`.lsa`), whose answers are not read.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import ClassVar
from xml.etree import ElementTree

from surveys.errors import N_, PeilError
from surveys.tables.table import Upload

MAX_BYTES = 20_000_000
"""What a structure may be large at most, unpacked."""

_TAG = re.compile(r"<[^>]*>")


class StructureError(PeilError):
    """A file that is not a structure of a survey."""

    texts: ClassVar = {
        "no_structure": N_(
            "{file} is not the structure of a LimeSurvey survey. Export it there as “Survey "
            "structure (.lss)” or “Survey archive (.lsa)”."
        ),
        "too_large": N_("{file} is larger than a structure of a survey can be."),
    }


@dataclass(frozen=True)
class SurveyStructure:
    """Questions by the code of their column, and the words of their answers by code.

    Each has its words in every language of the survey; a subquestion is `code[subcode]`.
    """

    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


def read_structure(file: Upload) -> SurveyStructure:
    """Return the structure in a file. Raises StructureError."""
    try:
        document = ElementTree.fromstring(_xml(file))  # noqa: S314 - expat bounds entities
    except ElementTree.ParseError as error:
        raise StructureError("no_structure", file=file.name) from error
    if "survey" not in (document.findtext("LimeSurveyDocType") or "").lower():
        raise StructureError("no_structure", file=file.name)
    return _structure(document)


def _xml(file: Upload) -> bytes:
    if not file.content.startswith(b"PK"):
        content = file.content
    else:
        try:
            with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
                names = [one for one in archive.infolist() if one.filename.endswith(".lss")]
                if not names:
                    raise StructureError("no_structure", file=file.name)
                with archive.open(names[0]) as inside:
                    content = inside.read(MAX_BYTES + 1)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise StructureError("no_structure", file=file.name) from error
    if len(content) > MAX_BYTES:
        raise StructureError("too_large", file=file.name)
    return content


def _structure(document: ElementTree.Element) -> SurveyStructure:
    codes: dict[str, str] = {}
    above: dict[str, str] = {}
    words: dict[str, dict[str, None]] = {}
    for table in ("questions", "subquestions"):
        for row in _rows(document, table):
            number = row.get("qid", "")
            codes.setdefault(number, row.get("title", ""))
            if row.get("parent_qid", "0") not in {"", "0"}:
                above[number] = row["parent_qid"]
            _add(words, number, row.get("question", ""))
    for row in _rows(document, "question_l10ns"):
        _add(words, row.get("qid", ""), row.get("question", ""))

    def column(number: str) -> str:
        code = codes[number]
        return f"{codes.get(above[number], '')}[{code}]" if number in above else code

    answers: dict[str, dict[str, dict[str, None]]] = {}
    of_answer: dict[str, tuple[str, str]] = {}
    for row in _rows(document, "answers"):
        number, code = row.get("qid", ""), row.get("code", "")
        if number in codes:
            of_answer[row.get("aid", "")] = number, code
            _add(answers.setdefault(codes[number], {}), code, row.get("answer", ""))
    for row in _rows(document, "answer_l10ns"):
        if row.get("aid", "") in of_answer:
            number, code = of_answer[row["aid"]]
            _add(answers.setdefault(codes[number], {}), code, row.get("answer", ""))
    return SurveyStructure(
        {column(number): tuple(words.get(number, {})) for number in codes},
        {
            question: {code: tuple(said) for code, said in options.items()}
            for question, options in answers.items()
        },
    )


def _rows(document: ElementTree.Element, table: str) -> Iterator[dict[str, str]]:
    for row in document.iterfind(f"{table}/rows/row"):
        yield {cell.tag: (cell.text or "").strip() for cell in row}


def _add(words: dict[str, dict[str, None]], key: str, text: str) -> None:
    plain = " ".join(unescape(_TAG.sub(" ", text)).split())
    said = words.setdefault(key, {})
    if plain:
        said[plain] = None
