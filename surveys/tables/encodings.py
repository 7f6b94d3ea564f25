"""The characters of a file: by its mark, as UTF-8, else by what its words look like. Pure.

A file without a mark that is not UTF-8 is read as Windows-1252, the usual one in Western Europe.
Whether that was right only the words tell: “CafŽ” is “Café” from a Macintosh. Such a word is asked
about, never guessed.
"""

import codecs
import io
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import BinaryIO, Literal, TextIO

from surveys.errors import N_, Phrase, phrase
from surveys.tables import byte_scan
from surveys.tables.faults import DelimitedFileError
from surveys.tables.sources import Source

Encoding = Literal[
    "auto", "utf-8", "utf-16", "windows-1252", "windows-1250", "mac-roman", "cp850", "iso-8859-15"
]
CODECS: dict[str, str] = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "windows-1252": "cp1252",
    "windows-1250": "cp1250",
    "mac-roman": "mac-roman",
    "cp850": "cp850",
    "iso-8859-15": "iso-8859-15",
}
_LIKELY = ("windows-1252", "mac-roman", "cp850", "windows-1250")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)

READ_AS = N_("It was read as {encoding}. Look whether these are right: {words}.")
READ_AS_UTF_16 = N_("It was read as UTF-16, although it does not say so.")
PERHAPS = N_("Read as {encoding} they are {words}.")
UNKNOWN = N_("They look wrong in every encoding that is usual.")

_WORD = re.compile(r"[^\s,;:|/()\[\]{}<>!?@=\"“”„&+.]*[^\x00-\x7f][^\s,;:|/()\[\]{}<>!?@=\"&+.]*")
_TWICE = re.compile("[ÂÃ][\u0080-\u00bf]|â€")
_ALPHABETS = {
    "windows-1252": (
        *("éèëêïíóöüáàäúûôâîçñ", "äöüßé", "àâæçéèêëîïôœùûüÿ", "áéíóúüñï", "áâãàçéêíóôõúü"),
        *("àèéìíîòóùú", "æøåéóôèòäöü", "åäöéü", "áéíóúýðþæö", "äõöü", "àéèíïóòúüç"),
    ),
    "windows-1250": (
        *("áäčďéěíĺľňóôŕřšťúůýž", "ąćęłńóśźż", "áéíóöőúüű", "čćđšžáéü", "ăâîșțşţ", "äöüßé"),
    ),
}
_ALPHABETS |= dict.fromkeys(("mac-roman", "cp850"), _ALPHABETS["windows-1252"])
_RARE = frozenset("îûùôìòãõÿæøåðþœï")
_QUOTES = "'\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
_LOW = "\N{LEFT SINGLE QUOTATION MARK}\N{SINGLE LOW-9 QUOTATION MARK}"
_JOINING = frozenset(f"{_QUOTES}-–\N{HYPHEN}\N{SOFT HYPHEN}\N{NO-BREAK SPACE}·")
_OF_NUMBERS = frozenset("ªº²³°§€£½¼¾±µ")
_EXAMPLES = 3
_HEAD = 65_536
_START = 4
"""The length of the longest byte order mark."""


@dataclass
class Decoded:
    """The text of a file, which is read anew each time, and whether its encoding was assumed.

    `seen` collects the words of cells that are read, for `doubt` and `note`.
    """

    source: Source
    encoding: str
    codec: str
    assumed: bool
    errors: str = "strict"
    seen: dict[str, tuple[int, str]] = field(default_factory=dict)
    _opened: BinaryIO | None = None

    def open(self) -> TextIO:
        """Return the text from its start, with the ends of lines as they are."""
        self._opened = self.source.open()
        return io.TextIOWrapper(self._opened, self.codec, self.errors, newline="")

    @property
    def bytes_read(self) -> int:
        """How far the text that was opened last is read."""
        opened = self._opened
        return self.source.size if opened is None or opened.closed else opened.tell()

    @cached_property
    def head(self) -> str:
        """The first characters."""
        with self.open() as text:
            return text.read(_HEAD)

    def look_at(self, line: int, column: str, cell: str) -> None:
        """Remember the words of a cell that are not plain ASCII, with their first place."""
        for word in _WORD.findall(cell):
            self.seen.setdefault(word, (line, column))

    def doubt(self, file: str) -> DelimitedFileError | None:
        """Return the question to ask when words look wrong in the encoding that was assumed."""
        if not self.assumed:
            return None
        if self.encoding == "utf-8":
            twice = [word for word in self.seen if _TWICE.search(word)]
            return self._question("encoded_twice", file, twice) if twice else None
        if self.encoding != "windows-1252":
            return None
        wrong = [word for word in self.seen if looks_wrong(word, "windows-1252")]
        if not wrong:
            return None
        ranked = sorted((_cost(self.seen, encoding), encoding) for encoding in _LIKELY[1:])
        (strange, _), likely = ranked[0]
        advice = phrase(UNKNOWN)
        if strange < len(wrong):
            read = tuple(f"“{_as(word, likely)}”" for word in wrong[:_EXAMPLES])
            advice = phrase(PERHAPS, encoding=likely, words=read)
        return self._question("encoding", file, wrong, assumed="windows-1252", advice=advice)

    def note(self) -> Phrase | None:
        """Return which encoding was assumed, with words to look at; None if it matters to none."""
        if not self.assumed or self.encoding == "utf-8" or not self.seen:
            return None
        if self.encoding == "utf-16":
            return phrase(READ_AS_UTF_16)
        words = tuple(f"“{word}”" for word in list(self.seen)[:_EXAMPLES])
        return phrase(READ_AS, encoding=self.encoding, words=words)

    def _question(
        self, code: str, file: str, words: list[str], **values: object
    ) -> DelimitedFileError:
        line, column = self.seen[words[0]]
        seen = tuple(f"“{_visible(word)}”" for word in words[:_EXAMPLES])
        return DelimitedFileError(code, file=file, line=line, column=column, seen=seen, **values)


def decoded(source: Source, encoding: Encoding = "auto") -> Decoded:
    """Return the text of a file by its byte order mark, else by `encoding`, else by its bytes.

    Raises DelimitedFileError for anything that is not text.
    """
    name = source.name
    if byte_scan.is_blank(source):
        raise DelimitedFileError("empty", file=name)
    with source.open() as file:
        start = file.read(_START)
    for mark, kind, codec in _MARKS:
        if start.startswith(mark):
            return _strict(source, kind, codec)
    has_zeros = byte_scan.has_zeros(source)
    if encoding == "utf-16" or (encoding == "auto" and has_zeros):
        codec = "utf-16-le" if byte_scan.is_little_endian(source) else "utf-16-be"
        if not byte_scan.is_table_of(source, codec):
            raise DelimitedFileError("not_text", file=name)
        return Decoded(source, "utf-16", codec, assumed=encoding == "auto")
    if has_zeros:
        raise DelimitedFileError("not_text", file=name)
    if encoding != "auto":
        return _strict(source, encoding, CODECS[encoding])
    if byte_scan.line_of_wrong_byte(source, "utf-8") is None:
        return Decoded(source, "utf-8", "utf-8", assumed=True)
    # Bytes that Windows-1252 does not have become signs that look wrong in every word.
    return Decoded(source, "windows-1252", "cp1252", assumed=True, errors="surrogateescape")


def _strict(source: Source, kind: str, codec: str) -> Decoded:
    line = byte_scan.line_of_wrong_byte(source, codec)
    if line is not None:
        raise DelimitedFileError("wrong_byte", file=source.name, line=line, kind=kind)
    return Decoded(source, kind, codec, assumed=False)


def looks_wrong(word: str, encoding: str) -> bool:
    """Return whether a word can hardly be meant: a sign within it, capitals, a mix of alphabets."""
    letters = word.strip(f"{_QUOTES}-–\N{NO-BREAK SPACE}")
    has_small = any(sign.islower() for sign in letters)
    special = set()
    for before, sign in zip([" ", *letters], letters, strict=False):
        if sign.isascii() or sign in _JOINING or (sign in _OF_NUMBERS and not before.isalpha()):
            continue
        if not sign.isalpha() or sign == "Ÿ":
            return True
        if sign.isupper() and before.isalpha() and has_small:
            return True
        special.add(sign.lower())
    if encoding == "windows-1252" and word[-1] in _LOW and word[0] not in _LOW:
        return True
    if "œ" in special and re.search("œ[^uidt]|œ$", letters.lower()):
        return True
    return not any(special <= set(alphabet) for alphabet in _ALPHABETS[encoding])


def _cost(words: dict[str, tuple[int, str]], encoding: str) -> tuple[int, int]:
    """Return how many words look wrong when read in another encoding, and how rare letters are."""
    read = [_as(word, encoding) for word in words]
    rare = sum(sign in _RARE for word in read for sign in word.lower())
    return sum(looks_wrong(word, encoding) for word in read), rare


def _as(word: str, encoding: str) -> str:
    """Return a word that was read as Windows-1252 as it reads in another encoding."""
    return word.encode("cp1252", "surrogateescape").decode(CODECS[encoding], "replace")


def _visible(word: str) -> str:
    return "".join("\N{REPLACEMENT CHARACTER}" if "\udc80" <= s <= "\udcff" else s for s in word)
