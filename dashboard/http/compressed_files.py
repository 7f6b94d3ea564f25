"""Middleware: Streamlit's files, compressed beforehand.

Streamlit sends its scripts as they are, 2.4 MB before a page shows anything, and leaves it to a
proxy to compress them. Here a copy of each in Brotli and one in gzip lies in a cache folder, made
once for each version of Streamlit. Starlette serves the copies, with ranges, HEAD and conditional
requests. Whatever has no copy, Streamlit serves itself.

Not by WhiteNoise or ServeStatic: both want the copies beside the originals, which belong to an
installed package, and give all copies of a file one ETag.
"""

import hashlib
import logging
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import PathLike, StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.http.encodings import BROTLI_QUALITY, ENCODERS, encoding_for
from dashboard.streamlit_internals.browser import HASHED_FILES, STATIC, stylesheet
from surveys.settings import current_settings

IMMUTABLE = "public, max-age=31536000, immutable"
"""The names hold a hash of what is in the files, so that a browser need never ask again."""

COMPRESSIBLE = {".css", ".js", ".svg"}
"""Endings of names; other files, pictures and typefaces, are compressed already."""

_log = logging.getLogger(__name__)


class CompressedFiles:
    """Middleware that serves the compressed copies, and leaves every other request alone."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app
        # Where there are no copies because the cache folder cannot be written.
        self.compressing = GZipMiddleware(app, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or not scope["path"].startswith(HASHED_FILES):
            await self.app(scope, receive, send)
            return
        if scope["path"] == _stylesheet()[0]:
            await _styles(scope)(scope, receive, send)
            return
        copies = await run_in_threadpool(compressed_copies, current_settings().cache_folder)
        if copies is None:
            await self.compressing(scope, receive, send)
            return
        response = await _copy(copies, scope)
        if response is not None:
            await response(scope, receive, send)
            return

        async def send_with_vary(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
            await send(message)

        await self.app(scope, receive, send_with_vary)


class _Copies(StaticFiles):
    """The copies in one coding, at the paths and with the types of the originals."""

    def __init__(self, directory: Path, encoding: str) -> None:
        super().__init__(directory=directory, check_dir=False)
        self.encoding = encoding

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = IMMUTABLE
        response.headers.add_vary_header("Accept-Encoding")
        if response.status_code != 304:
            response.headers["Content-Encoding"] = self.encoding
        return response


async def _copy(copies: Path, scope: Scope) -> Response | None:
    """Return the response with the copy that a browser wants; None if there is none."""
    encoding = encoding_for(Headers(scope=scope).get("accept-encoding", ""))
    if encoding is None or scope["method"] not in {"GET", "HEAD"}:
        return None
    files = _Copies(copies / encoding, encoding)
    try:
        return await files.get_response(files.get_path(scope), scope)
    except HTTPException:
        return None


def _styles(scope: Scope) -> Response:
    """Return Streamlit's style sheet as we change it; its name has no hash of our changes."""
    request = Headers(scope=scope)
    encoding = encoding_for(request.get("accept-encoding", ""))
    body = _styles_in(encoding)
    headers = {
        "Cache-Control": "public, max-age=3600",
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "Vary": "Accept-Encoding",
    }
    if headers["ETag"] in request.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if encoding is not None:
        headers["Content-Encoding"] = encoding
    return Response(body, media_type="text/css", headers=headers)


@cache
def _styles_in(encoding: str | None) -> bytes:
    text = _stylesheet()[1].encode()
    return text if encoding is None else ENCODERS[encoding](text)


@cache
def _stylesheet() -> tuple[str, str]:
    return stylesheet()


@cache
def compressed_copies(folder: Path) -> Path | None:
    """Return the folder of the copies, made now if need be; None if it cannot be written.

    Copies of other versions are removed. Several processes may do this at once: what they make is
    the same, and the first that has finished puts it in its place.
    """
    files = sorted(file for file in (STATIC / "static").rglob("*") if file.suffix in COMPRESSIBLE)
    copies = folder / f"static-{_fingerprint(files)}"
    try:
        if not copies.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Another process may have finished these copies in the meantime.
            for other in set(folder.glob("static-*")) - {copies}:
                shutil.rmtree(other, ignore_errors=True)
            _make(copies, files)
    except OSError as fault:
        _log.warning(
            "files of pages are compressed again for every visitor, because %s cannot be used: %s",
            folder,
            fault.strerror,
        )
        return None
    return copies


def _fingerprint(files: list[Path]) -> str:
    """Return a text that changes with the files; their names hold a hash of their content."""
    names = [file.relative_to(STATIC).as_posix() for file in files]
    recipe = "\n".join([f"br {BROTLI_QUALITY}", *names])
    return hashlib.sha256(recipe.encode()).hexdigest()[:16]


def _make(copies: Path, files: list[Path]) -> None:
    """Compress files into a new folder, which appears as a whole or not at all."""
    with tempfile.TemporaryDirectory(dir=copies.parent, prefix="making-") as making:
        made = Path(making) / "copies"
        for file in files:
            data, times = file.read_bytes(), file.stat()
            for encoding, compress in ENCODERS.items():
                compressed = compress(data)
                if len(compressed) < len(data):
                    copy = made / encoding / file.relative_to(STATIC)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    copy.write_bytes(compressed)
                    os.utime(copy, (times.st_atime, times.st_mtime))
        try:
            made.rename(copies)
        except OSError:
            # Another process was faster.
            if not copies.is_dir():
                raise
