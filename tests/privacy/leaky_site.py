"""A mutant of the answer page: the same for the eye, with everything that leaves traces."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from dashboard.http.routes import STATIC

FORM = """
<title>Answer</title>
<h1>Answer</h1>
<style>@font-face { font-family: Inter; src: url(/inter-latin.woff2) } body { font-family: Inter }
</style>
<button onclick="sessionStorage.sent = comment.value; location = '/thanks'">Send my answers</button>
<textarea id="comment" aria-label="Anything you want to add?"></textarea>
<img src="/picture?of=" alt="">
<script>
  document.images[0].src += encodeURIComponent(location.search)
  localStorage.link = location.search
</script>
"""
CODE = """
<title>Answer</title>
<h1>Do you have a paper slip?</h1>
<input id="code" name="code" aria-label="Code on your slip">
<button onclick="location = '/answer?t=' + code.value">Go to the questions</button>
"""
THANKS = """
<title>Thank you</title>
<h1>Thank you</h1>
<p></p>
<script>document.querySelector("p").textContent = sessionStorage.sent</script>
"""
CONFIRM = '<form method="post"><button>Sign in</button></form>'
INSIDE = '<title>Inside</title><p class="st-key-person_menu"><button>Ada</button></p>'


class _Leaky(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path.startswith("/a/"):
            path, query = "/answer", path
        pages = {"/answer": FORM if query else CODE, "/thanks": THANKS, "/": INSIDE}
        if path == "/inter-latin.woff2":
            self._answer((STATIC / path[1:]).read_bytes(), "font/woff2")
        elif path.startswith("/sign-in/"):
            self._answer(CONFIRM.encode(), "text/html")
        else:
            self._answer(pages.get(path, "<h1>Privacy</h1>").encode(), "text/html")

    def do_POST(self) -> None:
        self.send_response(303)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=3600")
        self.send_header("Set-Cookie", "visitor=1")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def leaky_site() -> Iterator[int]:
    """Serve the mutant; give its port."""
    with ThreadingHTTPServer(("localhost", 0), _Leaky) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()
