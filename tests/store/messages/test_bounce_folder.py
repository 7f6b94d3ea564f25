"""Mails that came back are read from a mailbox by IMAP, and once."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from pydantic import SecretStr

from surveys.messages.bounce_folder import BounceFolderError, new_reports
from surveys.messages.bounces import Returned, read_all
from surveys.settings import Settings
from tests.mail import free_port
from tests.refusals import code

MAIL = b"From: MAILER-DAEMON@example.org\r\nSubject: failed\r\n\r\n<p%d@example.org>: unknown\r\n"
PASSWORD = "p@ss word"  # noqa: S105


class Mailstore(socketserver.ThreadingTCPServer):
    """A small IMAP server (RFC 3501) with one folder."""

    def __init__(self) -> None:
        """Begin with two mails that nobody has read."""
        super().__init__(("127.0.0.1", 0), Talk)
        self.unseen = {1: MAIL % 1, 2: MAIL % 2}
        self.refused_fetch = False


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    server: Mailstore

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        while line := self.rfile.readline().decode().strip():
            tag, command, *rest = line.split(" ", 2)
            arguments = rest[0] if rest else ""
            self.wfile.write(f"{self.answer(command.upper(), arguments, tag)}\r\n".encode())
            if command.upper() == "LOGOUT":
                return

    def answer(self, command: str, arguments: str, tag: str) -> str:
        if command == "CAPABILITY":
            self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
        elif command == "LOGIN" and arguments != f'peil "{PASSWORD}"':
            return f"{tag} NO [AUTHENTICATIONFAILED] wrong"
        elif command == "SELECT" and arguments != '"INBOX/came back"':
            return f"{tag} NO no such folder"
        elif command == "SELECT":
            self.wfile.write(b"* 2 EXISTS\r\n")
        elif command == "SEARCH":
            self.wfile.write(f"* SEARCH {' '.join(map(str, self.server.unseen))}\r\n".encode())
        elif command == "FETCH":
            number = int(arguments.split()[0])
            assert "PEEK" in arguments, "reading alone must not mark it as read"
            if self.server.refused_fetch:
                return f"{tag} NO not now"
            content = self.server.unseen[number]
            self.wfile.write(b"* %d FETCH (BODY[] {%d}\r\n" % (number, len(content)))
            self.wfile.write(content + b")\r\n")
        elif command == "STORE" and re.search(r"\+FLAGS.*\\Seen", arguments):
            del self.server.unseen[int(arguments.split()[0])]
        return f"{tag} OK done"


@contextmanager
def mailstore() -> Iterator[Mailstore]:
    with Mailstore() as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def settings_for(
    port: int, user: str = f"peil:{quote(PASSWORD)}", folder: str = "INBOX/came%20back"
) -> Settings:
    return Settings(bounces=SecretStr(f"imap://{user}@127.0.0.1:{port}/{folder}"))


def test_what_nobody_has_read_is_read_once() -> None:
    with mailstore() as server:
        settings = settings_for(server.server_address[1])
        with new_reports(settings) as contents:
            assert read_all(contents) == Returned(frozenset({"p1@example.org", "p2@example.org"}))
            assert server.unseen
        with new_reports(settings) as contents:
            assert contents == []


def test_what_could_not_be_recorded_stays_unread() -> None:
    with mailstore() as server:
        with pytest.raises(KeyboardInterrupt), new_reports(settings_for(server.server_address[1])):
            raise KeyboardInterrupt
        assert len(server.unseen) == 2


def test_a_mailbox_that_cannot_be_read_is_named_without_its_password() -> None:
    with mailstore() as server:
        port = server.server_address[1]
        for wrong in (settings_for(port, user="peil:x"), settings_for(port, folder="Other")):
            with pytest.raises(BounceFolderError, check=code("refused")), new_reports(wrong):
                pass
    with (
        pytest.raises(BounceFolderError, check=code("unreachable")) as away,
        new_reports(settings_for(free_port())),
    ):
        pass
    assert "word" not in str(away.value)
    with pytest.raises(BounceFolderError, check=code("not_set")), new_reports(Settings()):
        pass
    with pytest.raises(ValueError, match="imaps://"):
        Settings(bounces=SecretStr("imap://peil:x@imap.example.org/INBOX"))
