"""What came back is found in whatever a mail server or an administrator has."""

from pathlib import Path

import pytest

from surveys.messages.bounces import Returned, read, read_files

FIELD = Path(__file__).parents[2] / "field"
DSN = """From: MAILER-DAEMON@mx.example.org
To: peil@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

This is the mail system at host mx.example.org. Ask postmaster@example.org.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; said by admin@mx.example.org

--B
Content-Type: message/rfc822

From: peil@example.org
To: {address}
Subject: How are you doing?

Hello other@example.org
--B--
"""
FAILED = DSN.format(address="p1@example.org", action="failed", status="5.1.1")
DELAYED = DSN.format(address="p2@example.org", action="delayed", status="4.4.1")
TRACE = (
    '"Received","SenderAddress","RecipientAddress","Subject","Status"\n'
    '"2026-03-02","peil@example.org","p1@example.org","Hello, you","Failed"\n'
    '"2026-03-02","peil@example.org","p2@example.org","Hello","Pending"\n'
    '"2026-03-02","peil@example.org","p3@example.org","Hello","Delivered"\n'
)
BACK = Returned(frozenset({"p1@example.org"}))
BOTH = Returned(frozenset({"p1@example.org"}), frozenset({"p2@example.org"}))


def test_every_usual_form_of_a_line_is_read() -> None:
    found = read((FIELD / "f11_bounces.txt").read_bytes())
    assert found == Returned(frozenset(f"p{n}@example.org" for n in range(3, 8)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p1@example.org", BACK),
        ("<P1@example.org>: 550 5.1.1 unknown; mailto:p1@example.org.", BACK),
        ("p1@example.org\np2@example.org: 451 4.4.1 deferred\n", BOTH),
        (FAILED, BACK),
        (DELAYED, Returned(delayed=BOTH.delayed)),
        (
            f"From MAILER-DAEMON Mon Mar  2 2026\n{FAILED}\nFrom x Mon Mar  2 2026\n{DELAYED}",
            BOTH,
        ),
        (TRACE, BOTH),
        (TRACE.replace(",", ";"), BOTH),
        ("Final-Recipient: rfc822; p1@example.org\nAction: failed\nStatus: 5.1.1\n", BACK),
        ("Nobody is named here.", Returned()),
        ("", Returned()),
    ],
)
def test_it_is_found_in_every_form_and_encoding(
    text: str, expected: Returned, encoding: str, line_end: str
) -> None:
    assert read(text.replace("\n", line_end).encode(encoding)) == expected


@pytest.mark.parametrize("written", ["jürgen@example.org", r"j\x{FC}rgen@example.org"])
@pytest.mark.parametrize("kind", ["delivery-status", "global-delivery-status"])
def test_an_address_with_any_letters_is_found_in_a_report(written: str, kind: str) -> None:
    report = DSN.replace("message/delivery-status", f"message/{kind}")
    report = report.replace("rfc822;", "utf-8;")
    mail = report.format(address=written, action="failed", status="5.1.1")
    assert read(mail.encode()) == Returned(frozenset({"jürgen@example.org"}))


def test_a_mail_that_is_no_report_says_it_in_its_own_words() -> None:
    mail = (
        "From: MAILER-DAEMON@example.org\nTo: peil@example.org\nSubject: failure notice\n\n"
        "Hi. This is the qmail-send program.\n<p1@example.org>:\nno such user\n\n"
        "--- Below this line is a copy of the message.\n\nTo: p9@example.org\n"
    )
    assert read(mail) == BACK


def test_a_folder_of_mails_is_read_whole(tmp_path: Path) -> None:
    for place, content in (("new/1", FAILED), ("cur/2:2,S", DELAYED)):
        file = tmp_path / place
        file.parent.mkdir()
        file.write_text(content)
    (tmp_path / "tmp").mkdir()
    assert read_files(tmp_path) == BOTH


ONE_BACK_ONE_DELAYED = {
    "log of Postfix": (
        "Nov 29 10:00:00 mx postfix/smtp[1]: A: to=<ann@example.org>, dsn=5.1.1, status=bounced "
        "(host mx said: 550 5.1.1 <ann@example.org>: rejected)\n"
        "Nov 29 10:00:00 mx postfix/smtp[1]: B: to=<bo@example.org>, dsn=4.4.1, status=deferred\n"
        "Nov 29 10:00:00 mx postfix/smtp[1]: C: to=<cy@example.org>, dsn=2.0.0, status=sent\n"
    ),
    "log of Exim": (
        "2026-11-29 10:00:00 1a-0 <= peil@example.net H=x P=esmtp\n"
        "2026-11-29 10:00:00 1a-0 ** ann@example.org R=x T=y: SMTP error from other@example.net\n"
        "2026-11-29 10:00:01 1b-0 == bo@example.org R=x T=y defer (-53): retry time not reached\n"
        '2026-11-29 10:00:01 1c-0 => cy@example.org R=x T=y H=mx C="250 OK"\n'
        '2026-11-29 10:00:01 1c-0 -> di@example.org R=x T=y H=mx C="250 OK"\n'
    ),
    "events as a list": (
        '[{"email": "ann@example.org", "event": "bounce", "status": "5.1.1"},'
        ' {"email": "bo@example.org", "event": "deferred"},'
        ' {"email": "cy@example.org", "event": "delivered"}]'
    ),
    "events, one a line": (
        '{"event": "failed", "severity": "permanent", "recipient": "ann@example.org"}\n'
        '{"event": "failed", "severity": "temporary", "recipient": "bo@example.org"}\n'
        '{"event": "delivered", "recipient": "cy@example.org"}\n'
    ),
    "nested events": (
        '[{"notificationType": "Bounce", "bounce": {"bounceType": "Permanent", "bouncedRecipients":'
        ' [{"emailAddress": "ann@example.org"}]}, "mail": {"source": "peil@example.net",'
        ' "destination": ["ann@example.org", "cy@example.org"]}},'
        ' {"notificationType": "Bounce", "bounce": {"bounceType": "Transient", "bouncedRecipients":'
        ' [{"emailAddress": "bo@example.org"}]}}]'
    ),
    "table of a service": (
        "timestamp,event,recipient\n1,failed,ann@example.org\n2,delivered,cy@example.org\n"
        "3,temporary-fail,bo@example.org\n"
    ),
}


@pytest.mark.parametrize("name", ONE_BACK_ONE_DELAYED)
def test_what_arrived_or_is_delayed_has_not_come_back(name: str) -> None:
    expected = Returned(frozenset({"ann@example.org"}), frozenset({"bo@example.org"}))
    assert read(ONE_BACK_ONE_DELAYED[name]) == expected


ANN = Returned(frozenset({"ann@example.org"}))


@pytest.mark.parametrize(
    ("titles", "failed", "arrived"),
    [
        ("Ontvanger;Status", "Mislukt", "Bezorgd"),
        ("Empfänger;Status", "Fehlgeschlagen", "Zugestellt"),
        ("Destinataire;Statut", "Échec", "Remis"),
        ("Destinatario;Estado", "Fallido", "Entregado"),
        ("Destinatario;Stato", "Fallito", "Recapitato"),
    ],
)
def test_a_trace_is_read_in_the_language_of_its_server(
    titles: str, failed: str, arrived: str
) -> None:
    rows = f"{titles}\nann@example.org;{failed}\ncy@example.org;{arrived}\n"
    assert read(rows) == ANN


def test_a_mail_that_is_a_web_page_says_it_in_its_own_words() -> None:
    head = "From: MAILER-DAEMON@x.example\nMIME-Version: 1.0\nContent-Type: text/html\n\n"
    page = '<p>Not delivered: <a href="mailto:ann@example.org">ann&#64;example.org</a></p>'
    assert read(head + page) == ANN


def test_below_the_report_that_was_pasted_stands_the_message_itself() -> None:
    said = "I wasn't able to deliver your message.\n\n<ann@example.org>:\n550 no such user\n\n"
    copy = "--- Below this line is a copy of the message.\n\nFrom: peil@example.net\n"
    assert read(said + copy) == ANN


@pytest.mark.parametrize("text", ["{not json ann@example.org", '["ann@example.org'])
def test_what_only_begins_as_events_is_read_as_text(text: str) -> None:
    assert read(text) == ANN


@pytest.mark.parametrize(
    "line",
    [
        "Your message could not be delivered to ann@example.org.",
        "Your message wasn't delivered to ann@example.org because the address couldn't be found.",
        "Uw bericht kon niet worden bezorgd bij ann@example.org",
        "550 5.2.1 <ann@example.org> mailbox temporarily disabled",
    ],
)
def test_a_sentence_that_says_so_has_come_back(line: str) -> None:
    assert read(line) == ANN


def test_a_sentence_that_it_will_be_tried_again_has_not() -> None:
    line = "It could not be delivered to ann@example.org yet; it will be retried for 4 days."
    assert read(line) == Returned(delayed=ANN.back)
