"""Messages travel by real SMTP and real webhooks, and an address can never change where to."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from apprise import Apprise
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from surveys.messages.channels import Channels, send
from surveys.messages.delivery_error import DeliveryError
from surveys.settings.settings import Settings
from tests.mail import Hook, Mailbox, free_port, hook_server, html_of, mail_server, text_of
from tests.refusals import code

TEXT = "Hello Zoë,\n\nhttps://peil.example.org/a/abcDEF123\n\nBye"
EVIL = [
    "a@b.org?to=evil@x.org",
    "a@b.org/../evil@x.org",
    "a@b.org\r\nRCPT TO:<evil@x.org>",
    "a@b.org\nBcc: evil@x.org",
    "a@b.org,evil@x.org",
    "a@b.org evil@x.org",
    "a@b.org> ORCPT=evil@x.org",
    "<a@b.org>",
    "Mo <a@b.org>",
    "a@b.org&mode=insecure",
    "a@b.org#x",
    "a%0d%0aBcc:evil@x.org",
    "",
    "@",
    "a@b.org\x00",
]


@pytest.fixture
def hook() -> Iterator[Hook]:
    with hook_server() as running:
        yield running


def test_a_mail_arrives_as_plain_text_with_its_headers(mailbox: Mailbox) -> None:
    headers = {"Message-ID": "<1@peil.example.org>", "In-Reply-To": "<0@peil.example.org>"}
    settings = Settings(mail=mailbox.url)
    send(settings, address="mo@example.org", subject="Hoe gaat het? ☀", body=TEXT, headers=headers)
    ((address, message),) = mailbox.messages
    assert address == message["To"] == "mo@example.org"
    assert message["From"] == "Peil <peil@example.org>"
    assert message["Subject"] == "Hoe gaat het? ☀"
    assert message.get_content().replace("\r\n", "\n").strip() == TEXT
    assert message.get_content_type() == "text/plain"
    assert message.get_all("Message-ID") == ["<1@peil.example.org>"]
    assert message["In-Reply-To"] == "<0@peil.example.org>"
    assert message["Cc"] is None
    assert b"\n" not in mailbox.raw[0][1].replace(b"\r\n", b"")


def test_html_travels_beside_the_text_by_mail_and_nowhere_else(
    mailbox: Mailbox, hook: Hook
) -> None:
    html = f"<!doctype html>\n<p>Zoë = 😀 {'long ' * 50}</p>\n.\n--=_\n"
    settings = Settings(mail=mailbox.url, channels={"chat": JSON.replace("{host}", hook.host)})
    send(settings, address="mo@example.org", subject="Hi", body=TEXT, html=html)
    ((_, message),) = mailbox.messages
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert text_of(message).strip() == TEXT
    assert html_of(message).strip() == html.strip()
    assert max(map(len, mailbox.raw[0][1].split(b"\r\n"))) <= 78
    send(settings, address="mo", subject="Hi", body=TEXT, html=html, channel="chat")
    ((_, payload),) = hook.requests
    assert "Zoë = " not in str(payload)


@pytest.mark.parametrize(
    "name",
    [
        "Zonneveld",
        'Zorg & "Zo", B.V.',
        "Gemeente 's-Hertogenbosch, Ruimte (R&O)",
        "株式会社 Zonneveld é",
        "=?utf-8?q?x?= <evil@x.org>",
        "Back\\slash <b>",
    ],
)
def test_mail_is_sent_under_the_name_of_the_organisation_and_the_address_of_the_settings(
    mailbox: Mailbox, name: str
) -> None:
    send(Settings(mail=mailbox.url), address="mo@example.org", subject="Hi", body=TEXT, sender=name)
    ((_, message),) = mailbox.messages
    (sender,) = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "peil@example.org")
    assert message["Bcc"] is None


def test_a_line_break_in_the_name_of_a_sender_makes_no_header(mailbox: Mailbox) -> None:
    name = "A\r\nBcc: evil@x.org"
    send(Settings(mail=mailbox.url), address="mo@example.org", subject="Hi", body=TEXT, sender=name)
    send(Settings(mail=mailbox.url), address="mo@example.org", subject="Hi", body=TEXT, sender=" ")
    named, unnamed = (message for _, message in mailbox.messages)
    assert named["Bcc"] is None
    assert named["From"].addresses[0].display_name == "A Bcc: evil@x.org"
    long = "Stichting " * 30
    send(Settings(mail=mailbox.url), address="mo@example.org", subject="Hi", body=TEXT, sender=long)
    assert max(map(len, mailbox.raw[-1][1].split(b"\r\n"))) <= 78
    assert unnamed["From"].addresses[0].display_name == "Peil"


def test_many_mails_go_over_one_connection_until_the_server_closes_it(mailbox: Mailbox) -> None:
    addresses = [f"{number}@example.org" for number in range(30)]
    with Channels(Settings(mail=mailbox.url)) as ways:
        for address in addresses:
            ways.send(address=address, subject="Hello", body=TEXT)
        assert mailbox.connections == 1
        mailbox.answer_to = lambda _: "421 too long idle" if mailbox.connections == 1 else None
        ways.send(address="late@example.org", subject="Hello", body=TEXT)
    assert mailbox.recipients == [*addresses, "late@example.org"]


@pytest.mark.parametrize(
    ("address", "recipient"),
    [
        ("jürgen@example.org", "jürgen@example.org"),
        ("ZOË@müller.example", "zoë@xn--mller-kva.example"),
        ("用户@例え.example", "用户@xn--r8jz45g.example"),
    ],
)
def test_an_address_with_any_letters_is_sent_to_where_the_server_offers_it(
    mailbox: Mailbox, address: str, recipient: str
) -> None:
    with Channels(Settings(mail=mailbox.url)) as ways:
        for to in (address, "plain@example.org"):
            ways.send(address=to, subject="Hoe gaat het? ☀", body=TEXT)
    (to, message), (plain, _) = mailbox.messages
    assert (to, plain) == (recipient, "plain@example.org")
    assert str(message["To"]) == recipient
    assert message["Subject"] == "Hoe gaat het? ☀"
    assert message.get_content().replace("\r\n", "\n").strip() == TEXT


def test_a_server_that_takes_only_ascii_is_told_for_that_address_and_the_others_leave() -> None:
    with mail_server(utf8=False) as box, Channels(Settings(mail=box.url)) as ways:
        ways.send(address="first@example.org", subject="Hi", body=TEXT)
        with pytest.raises(DeliveryError, check=code("only_ascii")) as refused:
            ways.send(address="jürgen@example.org", subject="Hi", body=TEXT)
        ways.send(address="ann@müller.example", subject="Hi", body=TEXT)
        assert (refused.value.permanent, refused.value.channel_down) == (True, False)
        assert box.recipients == ["first@example.org", "ann@xn--mller-kva.example"]
        assert box.connections == 1


def test_a_sender_needs_a_plain_name(mailbox: Mailbox) -> None:
    settings = Settings(mail=mailbox.url.replace("peil@", "p%C3%A9il@"))
    with pytest.raises(DeliveryError) as refused:
        send(settings, address="mo@example.org", subject="Hi", body=TEXT)
    assert refused.value.channel_down


@pytest.mark.parametrize("address", EVIL)
def test_an_address_is_one_mail_address_or_nothing_is_sent(mailbox: Mailbox, address: str) -> None:
    with pytest.raises(DeliveryError) as refused:
        send(Settings(mail=mailbox.url), address=address, subject="Hello", body=TEXT)
    assert refused.value.permanent
    assert not mailbox.raw


def test_a_line_break_in_a_subject_or_a_header_makes_no_header(mailbox: Mailbox) -> None:
    settings = Settings(mail=mailbox.url)
    send(settings, address="a@b.org", subject="Hi\r\nBcc: evil@x.org\u2028X: y", body=TEXT)
    ((_, message),) = mailbox.messages
    assert message["Bcc"] is None
    assert message["X"] is None
    for headers in ({"In-Reply-To": "<1>\r\nBcc: evil@x.org"}, {"Bcc: x\r\nTo": "y"}):
        with pytest.raises(ValueError, match="header"):
            send(settings, address="a@b.org", subject="Hi", body=TEXT, headers=headers)
    assert len(mailbox.raw) == 1


def test_what_a_server_refuses_is_told_by_numbers_only(mailbox: Mailbox) -> None:
    mailbox.answer_to = lambda address: {
        "gone@b.org": "550 5.1.1 no such user gone@b.org",
        "full@b.org": "452 4.2.2 full",
    }.get(address)
    mailbox.answer_to_data = lambda address: (
        "554 5.7.1 blocked: https://peil.example.org/a/abc" if address == "c@b.org" else None
    )
    found = {}
    with Channels(Settings(mail=mailbox.url)) as ways:
        for address in ("gone@b.org", "full@b.org", "c@b.org"):
            with pytest.raises(DeliveryError) as refused:
                ways.send(address=address, subject="Hi", body=TEXT)
            found[address] = (refused.value.stored, refused.value.permanent)
        ways.send(address="good@b.org", subject="Hi", body=TEXT)
    assert found == {
        "gone@b.org": ("address_refused 550 5.1.1", True),
        "full@b.org": ("address_refused 452 4.2.2", False),
        "c@b.org": ("message_refused 554 5.7.1", True),
    }
    assert mailbox.recipients == ["good@b.org"]


@pytest.mark.parametrize(
    "url",
    [
        "mailto://127.0.0.1:{port}?from=peil@example.org",
        "mailtos://user:s3cret-word@127.0.0.1:{port}?from=peil@example.org",
        "slack://s3cret-word/b/c",
        "s3cret-word",
        "mailto://127.0.0.1:{port}?from=peil@example.org&bcc=s3cret-word@x.org",
        "mailto://127.0.0.1:{port}/s3cret-word@x.org?from=peil@example.org",
    ],
)
def test_settings_or_a_server_at_fault_concern_everybody_and_no_secret_is_told(url: str) -> None:
    settings = Settings(mail=url.format(port=free_port()))
    with pytest.raises(DeliveryError) as refused:
        send(settings, address="a@b.org", subject="Hi", body=TEXT)
    assert refused.value.channel_down
    assert "s3cret-word" not in str(refused.value)
    assert "s3cret-word" not in repr(settings)


def test_missing_settings_are_named_and_channels_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(DeliveryError, match="PEIL_MAIL"):
        send(Settings(), address="a@b.org", subject="Hi", body=TEXT)
    with pytest.raises(DeliveryError, match="PEIL_CHANNELS__TEAMS"):
        send(Settings(), address="a@b.org", subject="Hi", body=TEXT, channel="Teams")
    monkeypatch.setenv("PEIL_CHANNELS__TEAMS", "json://x/{address}")
    monkeypatch.setenv("PEIL_MESSAGES_PER_SECOND", "0.5")
    settings = Settings()
    assert settings.channels["teams"].get_secret_value() == "json://x/{address}"
    monkeypatch.setenv("PEIL_MESSAGES_PER_SECOND", "0")
    with pytest.raises(ValidationError):
        Settings()


JSON = "json://{host}/to/{address}"
MATTERMOST = "mmost://{host}/3ccdd113474722377935511fc85d3dd4?to={address}"


def post(host: str, address: str = "mo", template: str = JSON) -> None:
    """Send a message by a channel with this template."""
    settings = Settings(channels={"chat": template.replace("{host}", host)})
    send(settings, address=address, subject="Hi", body=TEXT, channel="chat")


@pytest.mark.parametrize("template", [JSON, MATTERMOST])
def test_a_message_reaches_a_service_with_everything_it_says(hook: Hook, template: str) -> None:
    post(hook.host, "mo-north", template)
    ((path, payload),) = hook.requests
    said = str(payload)
    assert "/a/abcDEF123" in said
    assert "Zoë" in said
    assert "github" not in said
    assert "mo-north" in path + said


def test_an_address_that_is_not_one_word_goes_to_no_service(hook: Hook) -> None:
    words = ["a/b", "a,b", "{address}", "a;b", "-x", "a\\b", *EVIL]
    words.remove("@")  # A service may know it.
    # Mattermost would send the last one to everybody.
    for template, address in [*((JSON, word) for word in words), (MATTERMOST, "mo.north")]:
        with pytest.raises(DeliveryError) as refused:
            post(hook.host, address, template)
        assert refused.value.permanent
    assert hook.requests == []


@given(st.from_regex(r"[A-Za-z0-9@#+!][A-Za-z0-9@+:=._-]{0,30}", fullmatch=True))
def test_whatever_a_service_takes_as_address_changes_neither_host_nor_options(address: str) -> None:
    template = "json://user:pass@127.0.0.1:9/to/{address}?method=put"
    service = Apprise.instantiate(template.replace("{address}", quote(address, safe="")))
    assert service is not None
    plain = Apprise.instantiate(template.replace("{address}", "x"))
    assert plain is not None
    for part in ("host", "port", "user", "password", "method", "schema", "secure"):
        assert getattr(service, part, None) == getattr(plain, part, None)


def test_a_channel_without_the_address_or_out_of_reach_concerns_everybody(hook: Hook) -> None:
    for host, template, why in (
        (hook.host, "json://{host}/everybody", "no_place"),
        (f"127.0.0.1:{free_port()}", JSON, "channel_unreachable"),
    ):
        with pytest.raises(DeliveryError, check=code(why)) as refused:
            post(host, template=template)
        assert refused.value.channel_down
    assert hook.requests == []


@pytest.mark.parametrize(
    ("status", "permanent", "channel_down"),
    [(404, True, False), (429, False, True), (503, False, True)],
)
def test_the_status_of_a_service_decides_whether_to_try_again(
    hook: Hook, status: int, permanent: bool, channel_down: bool
) -> None:
    hook.status, hook.answer = status, b"/a/abcDEF123"
    with pytest.raises(DeliveryError) as refused:
        post(hook.host)
    assert (refused.value.permanent, refused.value.channel_down) == (permanent, channel_down)
    assert str(status) in str(refused.value)
    assert "abcDEF" not in str(refused.value)
