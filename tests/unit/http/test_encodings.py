"""Of the codings that a browser takes, the one it likes best; Brotli where it likes both."""

import gzip

import brotli
import pytest

from dashboard.http.encodings import ENCODERS, encoding_for


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=1.0, gzip;q=0.5", "br"),
        ("br;q=0.1, gzip;q=0.5", "gzip"),
        ("gzip", "gzip"),
        ("GZIP ; Q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("*, br;q=0", "gzip"),
        ("*;q=0", None),
        ("identity", None),
        ("identity, br;q=0.5", None),
        ("identity;q=0.5, br", "br"),
        ("br;q=0, gzip;q=0.0", None),
        ("deflate, zstd", None),
        ("brotli, x-gzip, gzipped", None),
        ("", None),
        (",, ;", None),
        ("br;q=much", None),
        ("br;q=nan", None),
        ("br;q=2", None),
        ("br;level=9", None),
    ],
)
def test_the_best_of_what_a_browser_takes(header: str, expected: str | None) -> None:
    assert encoding_for(header) == expected


def test_without_an_offer_bytes_stay_as_they_are() -> None:
    assert encoding_for("br, gzip", ()) is None


def test_what_is_compressed_is_what_was_there_and_always_the_same_bytes() -> None:
    data = b"export const words = 'answer, answer, answer'" * 100
    decoders = {"br": brotli.decompress, "gzip": gzip.decompress}
    for name, compress in ENCODERS.items():
        assert decoders[name](compress(data)) == data
        assert compress(data) == compress(data), "a time in it would be another ETag"
