"""Streamlit's files travel compressed, cached for good, and are the same files."""

import gzip
import logging
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from starlette.testclient import TestClient

from dashboard.http.compressed_files import compressed_copies
from dashboard.streamlit_internals.browser import STATIC, stylesheet
from surveys.settings import current_settings

SCRIPT = "/" + next((STATIC / "static/js").glob("index.*.js")).relative_to(STATIC).as_posix()
ORIGINAL = (STATIC / SCRIPT[1:]).read_bytes()
DECODERS: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}


def raw(
    client: TestClient, path: str, encoding: str, **headers: str
) -> tuple[bytes, dict[str, str]]:
    """Return what is on the wire for a file, and the headers."""
    asked = {"accept-encoding": encoding, **headers}
    with client.stream("GET", path, headers=asked) as response:
        return b"".join(response.iter_raw()), dict(response.headers)


@pytest.mark.parametrize("encoding", list(DECODERS))
def test_a_script_is_the_same_file_in_a_quarter_of_the_bytes(
    client: TestClient, encoding: str
) -> None:
    body, headers = raw(client, SCRIPT, encoding)
    assert headers["content-encoding"] == encoding
    assert DECODERS[encoding](body) == ORIGINAL
    assert len(body) == int(headers["content-length"]) < len(ORIGINAL) / 3
    assert headers["content-type"].startswith(("text/javascript", "application/javascript"))
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["vary"] == "Accept-Encoding"
    assert headers["x-content-type-options"] == "nosniff"


def test_who_takes_no_compression_gets_the_file_as_it_is(client: TestClient) -> None:
    body, headers = raw(client, SCRIPT, "identity")
    assert body == ORIGINAL
    assert "content-encoding" not in headers
    assert headers["vary"] == "Accept-Encoding", "a proxy must not give these bytes to everybody"


def test_every_copy_has_an_etag_of_its_own_and_is_asked_for_once(client: TestClient) -> None:
    etags = {code: raw(client, SCRIPT, code)[1]["etag"] for code in ("br", "gzip", "identity")}
    assert len(set(etags.values())) == 3
    for encoding, etag in etags.items():
        headers = {"accept-encoding": encoding, "if-none-match": etag}
        again = client.get(SCRIPT, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["vary"] == "Accept-Encoding"
        assert "content-encoding" not in again.headers
    other = client.get(SCRIPT, headers={"accept-encoding": "br", "if-none-match": etags["gzip"]})
    assert other.status_code == 200


def test_head_and_parts_are_of_the_copy(client: TestClient) -> None:
    whole, headers = raw(client, SCRIPT, "br")
    head = client.head(SCRIPT, headers={"accept-encoding": "br"})
    assert (head.content, head.headers["content-length"]) == (b"", str(len(whole)))
    assert head.headers["content-encoding"] == "br"
    part, told = raw(client, SCRIPT, "br", range="bytes=100-199")
    assert part == whole[100:200]
    assert told["content-range"] == f"bytes 100-199/{len(whole)}"
    other = {"range": "bytes=100-199", "if-range": '"of another copy"'}
    assert raw(client, SCRIPT, "br", **other)[0] == whole
    assert client.get(SCRIPT, headers={"range": "bytes=999999999-"}).status_code == 416
    assert headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../static/%2e%2e/%2e%2e/%2e%2e/peil.db",
        "/static/%2e%2e/%2e%2e/gzip/static/js",
        "/static//etc/passwd",
        "/static/js/%00.js",
        "/static/js/..%2f..%2f..%2f..%2fetc/passwd",
        "/static/js/" + "a" * 300 + ".js",
    ],
)
def test_no_path_leads_out_of_the_folder(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"accept-encoding": "br"})
    is_page = response.headers.get("content-type", "").startswith("text/html")
    assert response.status_code in {400, 404} or is_page, "as Streamlit answers unknown paths"
    assert b"root:" not in response.content


def test_other_methods_are_refused(client: TestClient) -> None:
    assert client.post(SCRIPT).status_code == 405


def test_the_style_sheet_asks_for_no_typeface_of_streamlit(client: TestClient) -> None:
    address, text = stylesheet()
    for encoding, decode in {**DECODERS, "identity": bytes}.items():
        body, headers = raw(client, address, encoding)
        assert decode(body) == text.encode()
        assert headers["cache-control"] == "public, max-age=3600"
        assert headers["content-type"].startswith("text/css")
        again = client.get(
            address, headers={"accept-encoding": encoding, "if-none-match": headers["etag"]}
        )
        assert again.status_code == 304


def test_copies_are_made_once_for_each_version_and_old_ones_go(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "cache"
    old = folder / "static-of-an-older-version"
    old.mkdir(parents=True)
    copies = compressed_copies(folder)
    assert copies is not None
    assert list(folder.iterdir()) == [copies], "nothing unfinished is left"
    assert not [file for file in copies.rglob("*") if file.stat().st_mode & stat.S_IWOTH]
    made = {file: file.stat().st_ino for file in copies.rglob("*")}
    compressed_copies.cache_clear()
    assert compressed_copies(folder) == copies
    assert {file: file.stat().st_ino for file in copies.rglob("*")} == made


def test_without_a_folder_to_write_to_everything_works_and_is_compressed_each_time(
    client: TestClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    monkeypatch.setenv("PEIL_CACHE", str(in_the_way / "cache"))
    current_settings.cache_clear()
    with caplog.at_level(logging.WARNING):
        body, headers = raw(client, SCRIPT, "gzip, br")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == ORIGINAL
    assert "Accept-Encoding" in headers["vary"]
    assert f"{in_the_way / 'cache'} cannot be used" in caplog.text
    assert raw(client, SCRIPT, "identity")[0] == ORIGINAL


def test_copies_that_somebody_removes_while_it_runs_are_not_missed(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cache"
    made = compressed_copies(current_settings().cache_folder)
    assert made is not None
    shutil.copytree(made.parent, folder)
    monkeypatch.setenv("PEIL_CACHE", str(folder))
    current_settings.cache_clear()
    copies = compressed_copies(folder)
    assert copies == folder / made.name
    (copies / "br" / SCRIPT[1:]).unlink()
    assert raw(client, SCRIPT, "br")[0] == ORIGINAL


def test_no_response_tells_how_long_the_server_took(client: TestClient) -> None:
    for path in ("/", "/answer", "/healthz", SCRIPT, "/app/static/inter.css", "/_stcore/health"):
        assert "server-timing" not in client.get(path).headers


@pytest.mark.parametrize("path", ["/", "/answer?t=secret-of-mine", "/team"])
def test_the_frame_of_a_page_is_compressed_and_holds_nothing_of_a_request(
    client: TestClient, path: str
) -> None:
    """So its length tells nothing, whatever somebody else adds to the address."""
    lengths = {}
    for encoding, decode in DECODERS.items():
        body, headers = raw(client, path, encoding, cookie="peil_session=secret")
        assert headers["content-encoding"] == encoding
        assert headers["vary"] == "Accept-Encoding"
        assert decode(body) == client.get(path.partition("?")[0]).content
        lengths[encoding] = len(body)
        guessed = raw(client, f"{path}{'&' if '?' in path else '?'}x=peil_session=s", encoding)[0]
        assert len(guessed) == len(body)
    assert lengths["br"] < lengths["gzip"]
