"""Sixty small files: odd ones are read, damaged ones are refused with place and remedy.

`docs/tables.md` lists them, as `listed` returns them.
"""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell

from surveys.people.file.faults import PeopleFileError
from surveys.people.file.rows import read_people
from surveys.people.file.table import Upload
from surveys.tables.opendocument import MIME_TYPE
from surveys.texts import Texts

DOCS = Path(__file__).parents[3] / "docs/tables.md"
FIELD = Path(__file__).parents[2] / "field"

HEAD = ["name", "email", "unit", "key"]
BODY = [["Ann", "ann@example.org", "Café", "001"], ["Bo", "bo@example.org", "North", "012"]]
MEANT = [("Ann", "ann@example.org", "Café", "001"), ("Bo", "bo@example.org", "North", "012")]


def text(sign: str = ",", end: str = "\n", rows: Sequence[Sequence[str]] = (HEAD, *BODY)) -> str:
    return end.join(sign.join(row) for row in rows) + end


def book(change: Callable[[openpyxl.Workbook], object] = lambda book: None) -> bytes:
    made = openpyxl.Workbook()
    for row in (HEAD, *BODY):
        made.worksheets[0].append(row)
    change(made)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def cell(book: openpyxl.Workbook, place: str) -> Cell:
    known = book.worksheets[0][place]
    assert isinstance(known, Cell)
    return known


def put(place: str, value: object, number_format: str = "General") -> bytes:
    def change(book: openpyxl.Workbook) -> None:
        cell(book, place).value = value  # type: ignore[assignment]
        cell(book, place).number_format = number_format

    return book(change)


def numbers_with_zeros(made: openpyxl.Workbook) -> None:
    for place, value in (("D2", 1), ("D3", 12)):
        cell(made, place).value = value
        cell(made, place).number_format = "000"


def with_sheet_before(state: str, rows: list[list[str]]) -> bytes:
    def change(made: openpyxl.Workbook) -> None:
        sheet = made.create_sheet("Other", 0)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
        made.active = 1

    return book(change)


def calc(*, formula: str = "", style: str = "") -> bytes:
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text", "style")
    )
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell{formula if value == "Bo" else ""} office:value-type="string">'
            f"<text:p>{value}</text:p></table:table-cell>"
            for value in row[:3]
        )
        + (
            f"<table:table-cell><text:p>{row[3]}</text:p></table:table-cell>"
            if row is HEAD
            else f'<table:table-cell office:value-type="float" office:value="{int(row[3])}">'
            f"<text:p>{row[3]}</text:p></table:table-cell>"
        )
        + "</table:table-row>"
        for row in (HEAD, *BODY)
    )
    hidden = (
        '<office:automatic-styles><style:style style:name="ta1" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    other = f'<table:table table:name="Old"{style}><table:table-row/></table:table>'
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", MIME_TYPE)
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}>{hidden}<office:body><office:spreadsheet>{other}"
            f'<table:table table:name="Now">{rows}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
    return content.getvalue()


def archive_with(part: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr(part, "x")
    return content.getvalue()


PLAIN = text()
ANN, BO = BODY
FINE: dict[str, tuple[str, bytes]] = {
    "semicolons, as Excel saves in Dutch": ("a.csv", text(";").encode()),
    "tabs": ("a.tsv", text("\t").encode()),
    "vertical bars": ("a.txt", text("|").encode()),
    "UTF-8 with a byte order mark": ("a.csv", PLAIN.encode("utf-8-sig")),
    "UTF-16 with a mark": ("a.csv", PLAIN.encode("utf-16")),
    "UTF-16 without a mark, small end first": ("a.csv", PLAIN.encode("utf-16-le")),
    "UTF-16 without a mark, big end first": ("a.csv", PLAIN.encode("utf-16-be")),
    "UTF-32 with a mark": ("a.csv", PLAIN.encode("utf-32")),
    "Windows-1252": ("a.csv", PLAIN.encode("cp1252")),
    "ends of lines of an old Macintosh": ("a.csv", text(end="\r").encode()),
    "ends of lines of Windows": ("a.csv", text(end="\r\n").encode()),
    "no end of the last line": ("a.csv", PLAIN.rstrip().encode()),
    "a first line `sep=;`": ("a.csv", b"sep=;\r\n" + text(";", "\r\n").encode()),
    'a first line `"sep=;"` in quotation marks': ("a.csv", b'"sep=;"\n' + text(";").encode()),
    "a delimiter at the end of every line": ("a.csv", PLAIN.replace("\n", ",\n").encode()),
    "a delimiter at the end of the rows only": (
        "a.csv",
        PLAIN.replace("\n", ",\n").replace("key,", "key").encode(),
    ),
    "empty last cells left out": (
        "a.csv",
        f"name,email,unit,key,send_at\n{','.join(ANN)}\n{','.join(BO)},09:30\n".encode(),
    ),
    "titles above the names of the columns": ("a.csv", f"Staff\n1 May 2026\n\n{PLAIN}".encode()),
    "empty lines between the rows": ("a.csv", text(end="\n\n").encode()),
    "spaces around cells, also of another kind": (
        "a.csv",
        text(" , ").replace("North", "\u00a0North\u00a0").encode(),
    ),
    "columns in another order, and others between": (
        "a.csv",
        text(rows=[[r[3], "x", r[2], r[0], "y", r[1]] for r in (HEAD, *BODY)]).encode(),
    ),
    "names of the columns in Dutch": (
        "a.csv",
        PLAIN.replace("name,email,unit,key", "Naam,E-mail,Afdeling,Personeelsnummer").encode(),
    ),
    'cells as formulas of text, such as `="001"`': (
        "a.csv",
        PLAIN.replace("001", '"=""001"""').replace("012", '"=""012"""').encode(),
    ),
    "a workbook whose numbers show zeros in front": ("a.xlsx", book(numbers_with_zeros)),
    "a workbook with a hidden sheet in front": ("a.xlsx", with_sheet_before("hidden", [["x"]])),
    "a workbook with a visible sheet of notes in front": (
        "a.xlsx",
        with_sheet_before("visible", [["Read me"], ["name of the list"]]),
    ),
    "a workbook with a formula in a column that is not read": ("a.xlsx", put("F2", "=1+1")),
    "a workbook with an error in a column that is not read": ("a.xlsx", put("F3", "#REF!")),
    "a workbook with a note beside the list": ("a.xlsx", put("G3", "ask Bo")),
    "a workbook with empty rows above the list": (
        "a.xlsx",
        book(lambda made: made.worksheets[0].insert_rows(1, 3)),
    ),
    "a Calc document with a hidden sheet, keys with zeros": (
        "a.ods",
        calc(style=' table:style-name="ta1"'),
    ),
    "a workbook called .csv": ("a.csv", book()),
}

LIST = "name,email,unit\n"
DAMAGED: dict[str, tuple[str, bytes, str]] = {
    "an empty file": ("a.csv", b"", "empty"),
    "only spaces": ("a.csv", b" \r\n\n", "empty"),
    "no rows below the names": ("a.csv", LIST.encode(), "no rows"),
    "no names of columns": ("a.csv", b"Ann,ann@example.org,North\n", "column"),
    "a column missing": ("a.csv", b"name,email\nAnn,ann@example.org\n", "“unit”"),
    "a column twice": ("a.csv", b"name,email,unit,team\nA,a@x.nl,N,M\n", "columns 3, 4 both"),
    "a cell that is cut in two by a delimiter": (
        "a.csv",
        f"{LIST}Bos, Ann,ann@example.org,North\n".encode(),
        "line 2: this row has 4 cells",
    ),
    "a shifted row among rows that end in a delimiter": (
        "a.csv",
        f"{LIST}Ann,ann@x.nl,North,\nBo,bo@x.nl,North\n".encode(),
        "line 3: this row has 3 cells",
    ),
    "another delimiter in one row": (
        "a.csv",
        f"{LIST}Ann,ann@x.nl,North\nBo;bo@x.nl;North\n".encode(),
        "line 3: this row has 1 cells",
    ),
    "a row without its unit": ("a.csv", f"{LIST}Ann,ann@x.nl\n".encode(), "line 2, column “unit”"),
    "an open quotation mark": ("a.csv", f'{LIST}"Ann,ann@x.nl,North\n'.encode(), "line 2: the row"),
    "a quotation mark within a cell": (
        "a.csv",
        f'{LIST}"A"nn,ann@x.nl,North\n'.encode(),
        "line 2: the row",
    ),
    "Mac Roman": ("a.csv", f"{LIST}Ann,a@x.nl,Zorg Café\n".encode("mac-roman"), "mac-roman"),
    "cp850, of MS-DOS": ("a.csv", f"{LIST}Ann,a@x.nl,Coördinatie\n".encode("cp850"), "cp850"),
    "Windows-1250, of Central Europe": (
        "a.csv",
        f"{LIST}Ann,a@x.nl,Dvořák\n".encode("cp1250"),
        "windows-1250",
    ),
    "UTF-8 encoded twice": (
        "a.csv",
        f"{LIST}Ann,a@x.nl,Café\n".encode().decode("cp1252").encode(),
        "turned into UTF-8 twice",
    ),
    "a mark of UTF-8 before something else": (
        "a.csv",
        b"\xef\xbb\xbf" + f"{LIST}Ann,a@x.nl,Café\n".encode("cp1252"),
        "line 2: there is a byte",
    ),
    "bytes of no text": ("a.csv", f"{LIST}A\0nn,a@x.nl,N\n".encode(), "not a text file"),
    "a web page called .xls": ("a.xls", b"<html><table><tr><td>name</td>", "web page"),
    "an XML workbook called .xls": ("a.xls", b'<?xml version="1.0"?><Workbook/>', "an XML file"),
    "a PDF document": ("a.csv", b"%PDF-1.7\n", "a PDF document"),
    "JSON": ("a.csv", b'[{"name": "Ann"}]', "a JSON file"),
    "a picture": ("a.csv", b"\x89PNG\r\n\x1a\n", "a picture"),
    "a workbook that breaks off": ("a.xlsx", book()[:900], "damaged"),
    "an old workbook that breaks off": (
        "a.xls",
        (FIELD / "old_workbook.xls").read_bytes()[:700],
        "damaged",
    ),
    "a workbook with a password": (
        "a.xlsx",
        b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
        "password",
    ),
    "a workbook with macros": ("a.xlsm", archive_with("xl/vbaProject.bin"), "macros"),
    "a binary workbook (.xlsb)": ("a.xlsb", archive_with("xl/workbook.bin"), ".xlsb"),
    "a text document": ("a.docx", archive_with("word/document.xml"), ".docx"),
    "a formula in a column that is read": ("a.xlsx", put("C2", "=A2"), "line 2, column “unit”"),
    "an error in a column that is read": ("a.xlsx", put("C3", "#N/A"), "line 3, column “unit”"),
    "an error in a CSV file, in Dutch": (
        "a.csv",
        f"{LIST}Ann,ann@x.nl,#VERW!\n".encode(),
        "line 2, column “unit”",
    ),
    "a key that a spreadsheet has shortened": (
        "a.csv",
        b"name,email,unit,key\nAnn,ann@x.nl,North,1.23457E+12\n",
        "last digits are lost",
    ),
    "a key that a spreadsheet has made a date of": (
        "a.xlsx",
        put("D2", date(2026, 2, 1), "yyyy-mm-dd"),
        "“2026-02-01” is a date",
    ),
    "a name with signs of a web page": (
        "a.csv",
        f"{LIST}Ann &amp; Zo&euml;,ann@x.nl,North\n".encode(),
        "as web pages write it",
    ),
    "a formula in a Calc document": ("a.ods", calc(formula=' table:formula="of:=1"'), "line 3"),
}


def said_of(name: str, content: bytes) -> str:
    """Return what is said about a file that is refused, "" about one that is read."""
    texts = Texts("en")
    try:
        faults = read_people(Upload(name, content)).faults
    except PeopleFileError as error:
        faults = tuple(error.faults)
    return faults[0].in_words(texts) if faults else ""


@pytest.mark.parametrize("kind", FINE)
def test_an_odd_file_is_read(kind: str) -> None:
    file = read_people(Upload(*FINE[kind]))
    assert not file.faults
    assert [(row.name, row.email, row.unit, row.key) for row in file.rows] == MEANT


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_file_is_refused_with_place_and_remedy(kind: str) -> None:
    name, content, said = DAMAGED[kind]
    message = said_of(name, content)
    assert message.startswith(name)
    assert said in message
    # The remedy is a sentence of its own, which tells somebody what to do.
    assert ". " in message


def listed() -> str:
    fine = "".join(f"| {kind} |\n" for kind in FINE)
    damaged = "".join(
        f"| {kind} | {said_of(*DAMAGED[kind][:2]).replace('|', chr(92) + '|')} |\n"
        for kind in DAMAGED
    )
    return (
        f"## Odd, and read\n\n| what is odd |\n|---|\n{fine}\n"
        f"## Damaged, and refused\n\n| what is wrong | what is said |\n|---|---|\n{damaged}"
    )


def test_the_documentation_lists_all_of_them() -> None:
    assert len(FINE) >= 30
    assert len(DAMAGED) >= 30
    assert listed() in DOCS.read_text(encoding="utf-8")
