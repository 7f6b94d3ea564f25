"""The light page over HTTP, as a browser without a script meets it."""

import gzip
import re
from datetime import timedelta
from uuid import UUID

import brotli
import html5lib
import pytest
from starlette.testclient import TestClient

from dashboard.answering.light import routes, visit
from dashboard.answering.light.document import SCRIPT, SCRIPT_PATH
from dashboard.answering.light.posted import MAX_BYTES
from dashboard.clock import today
from surveys.answering import Comments
from surveys.answering.ballot import unseal
from surveys.installation import Installation
from surveys.instrument import COMMENT, questions_of_wave, shipped
from surveys.waves import open_wave, token_hash
from tests.builders import add_people, change_organisation
from tests.locks import locked, main_database_away

ANSWERS = {"q-mood_1": "3", "q-wlb_1": "0"}


@pytest.fixture
def page(installation: Installation, north: UUID) -> str:
    """The address of one of twelve people whose wave is open today."""
    add_people(installation, north, 12)
    opened = open_wave(installation, opens_on=today(), closes_on=today() + timedelta(days=3))
    return f"/a/{next(iter(opened.tokens.values()))}"


def ballots(installation: Installation) -> list[tuple[object, str]]:
    """Return answers and comment of every ballot in the box."""
    key, questions = installation.keys.read(1), questions_of_wave(shipped(), 1)
    opened = [unseal(body, questions, key) for body in installation.box(1).bodies()]
    return [(ballot.answers, ballot.comments.get(COMMENT, "")) for ballot in opened]


def is_unused(installation: Installation, page: str) -> bool:
    return installation.box(1).unit_of(token_hash(page.split("/")[-1])) is not None


def heading(html: str) -> str:
    """Return the first heading, once the whole page is valid."""
    html5lib.HTMLParser(strict=True).parse(html)
    names = re.findall(r' id="([^"]+)"', html)
    assert len(names) == len(set(names))
    match = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    assert match is not None
    return match[1].strip()


def test_questions_are_sent_once_and_thanked_at_the_same_address_under_the_same_title(
    client: TestClient, installation: Installation, page: str
) -> None:
    asked = client.get(page)
    assert heading(asked.text) == "How was your work in the past two weeks?"
    assert asked.text.count("<fieldset") == len(questions_of_wave(shipped(), 1))
    assert "12 people are invited to answer for North, you included." in asked.text
    sent = client.post(page, data={**ANSWERS, "comment": "More air"})
    assert heading(sent.text) == "Thank you"
    assert re.findall("<title>.*</title>", sent.text) == re.findall("<title>.*</title>", asked.text)
    assert ballots(installation) == [({"mood_1": (3,), "wlb_1": (0,)}, "More air")]
    for again in (client.get(page), client.post(page, data=ANSWERS)):
        assert again.status_code == 410
        assert heading(again.text) == "This link has been used, or is not complete"
    assert len(ballots(installation)) == 1


def test_opening_a_link_changes_nothing_and_leaves_nothing(
    client: TestClient, installation: Installation, page: str
) -> None:
    """Mail programs and previews open links; nobody else may keep what they saw."""
    for method in ("HEAD", "GET", "GET"):
        answer = client.request(method, page)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "set-cookie" not in answer.headers
    assert is_unused(installation, page)


def test_the_page_of_everybody_in_a_unit_differs_only_in_the_key_of_the_tab(
    client: TestClient, installation: Installation, page: str
) -> None:
    """A token in it could travel on with a saved or a translated page."""
    first = client.get(page).text
    assert page.split("/")[-1] not in first
    [key] = re.findall('data-key="([^"]+)"', first)
    assert key == visit.tab_key(page.split("/")[-1])
    assert client.get(page).text == first, "the same after a reload"
    client.post(page, data=ANSWERS)
    assert key not in client.get(page).text, "what a browser kept stays closed"


def test_nothing_answered_is_asked_about_once(
    client: TestClient, installation: Installation, page: str
) -> None:
    assert heading(client.post(page, data={"comment": " "}).text) == (
        "You have answered nothing yet"
    )
    back = client.post(page, data={"then": "back"})
    assert "<fieldset" in back.text
    assert ballots(installation) == []
    assert heading(client.post(page, data={"then": "anyway"}).text) == "Thank you"
    assert ballots(installation) == [({}, "")]


def test_a_comment_that_names_somebody_is_marked_and_goes_as_it_is_or_changed(
    client: TestClient, installation: Installation, page: str
) -> None:
    comment = "Ask planning@zonneveld.example <b>now</b>"
    warned = client.post(page, data={**ANSWERS, "comment": comment}).text
    assert heading(warned) == "Your comment seems to name somebody"
    assert "<mark>planning@zonneveld.example</mark> &lt;b&gt;now&lt;/b&gt;" in warned
    assert ballots(installation) == []
    kept = dict(re.findall('type="hidden" name="([^"]+)" value="([^"]*)"', warned))
    assert kept == {**ANSWERS, "comment": comment.replace("<", "&lt;").replace(">", "&gt;")}
    changed = client.post(page, data={**ANSWERS, "comment": comment, "then": "back"}).text
    assert changed.count(" checked>") == 2
    assert re.search(r"<textarea[^>]* autofocus>\nAsk planning@", changed)
    client.post(page, data={**ANSWERS, "comment": comment, "then": "anyway"})
    assert [sent for _, sent in ballots(installation)] == [comment]


def test_a_comment_that_is_too_long_comes_back_whole(
    client: TestClient, installation: Installation, page: str
) -> None:
    answer = client.post(page, data={**ANSWERS, "comment": "a" * 501})
    assert answer.status_code == 422
    assert "Your comment has 501 characters; the most is 500." in answer.text
    assert "a" * 501 in answer.text
    assert ballots(installation) == []


def test_while_the_box_is_away_the_answers_wait_in_the_page(
    client: TestClient, installation: Installation, page: str
) -> None:
    with locked(installation.box(1).path):
        waiting = client.post(page, data={**ANSWERS, "comment": "Ask a@b.org", "then": "anyway"})
    assert waiting.status_code == 503
    assert heading(waiting.text) == "One moment, please"
    kept = dict(re.findall('type="hidden" name="([^"]+)" value="([^"]*)"', waiting.text))
    [button] = re.findall('name="then" value="([^"]*)"', waiting.text)
    assert heading(client.post(page, data={**kept, "then": button}).text) == "Thank you"
    assert ballots(installation) == [({"mood_1": (3,), "wlb_1": (0,)}, "Ask a@b.org")]


def test_without_the_main_database_everybody_hears_that_nothing_is_lost(
    client: TestClient, installation: Installation, page: str
) -> None:
    assert client.get(page).status_code == 200
    with main_database_away(installation):
        for answer in (client.get(page), client.post(page, data=ANSWERS)):
            assert answer.status_code == 503
            assert "your link still works" in answer.text
    assert is_unused(installation, page)


def test_after_any_failure_the_answers_wait_in_the_page_and_the_log_has_none_of_them(
    client: TestClient,
    installation: Installation,
    page: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(routes, "cast", fail)
    failed = client.post(page, data=ANSWERS)
    assert failed.status_code == 500
    assert re.findall('name="(q-[^"]+)"', failed.text) == list(ANSWERS)
    assert "RuntimeError" in caplog.text
    assert "q-mood_1" not in caplog.text
    assert page.split("/")[-1] not in caplog.text
    assert is_unused(installation, page)


def test_who_sends_again_because_no_answer_came_hears_that_the_first_one_arrived(
    client: TestClient, installation: Installation, page: str
) -> None:
    client.post(page, data=ANSWERS)
    again = client.post(page, data={**ANSWERS, "again": "1"})
    assert heading(again.text) == "Your answers have arrived"
    assert "peil-done" in again.headers
    assert len(ballots(installation)) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [("q-mood_1=7", 400), ("q-none=1", 400), ("%ff", 400), ("comment=" + "a" * MAX_BYTES, 413)],
)
def test_what_no_form_sends_changes_nothing(
    client: TestClient, installation: Installation, page: str, body: str, status: int
) -> None:
    sent = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post(page, content=body, headers=sent).status_code == status
    assert is_unused(installation, page)
    assert ballots(installation) == []


@pytest.mark.parametrize(
    ("query", "accepted", "own", "expected"),
    [
        ("", "nl-NL,en;q=0.5", "en", "nl"),
        ("?lang=en", "nl", "nl", "en"),
        ("", "fr", "nl", "nl"),
        ("?lang=xx", "", "en", "en"),
    ],
)
def test_the_language_is_the_chosen_one_else_the_browsers_else_the_organisations(
    client: TestClient,
    installation: Installation,
    page: str,
    query: str,
    accepted: str,
    own: str,
    expected: str,
) -> None:
    change_organisation(installation, language=own)
    answer = client.get(page + query, headers={"Accept-Language": accepted})
    assert answer.headers["content-language"] == expected
    assert f'<html lang="{expected}"' in answer.text


def test_each_page_travels_compressed_and_the_script_once(client: TestClient, page: str) -> None:
    plain = client.get(page, headers={"Accept-Encoding": "identity"}).content
    for encoding, open_ in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        with client.stream("GET", page, headers={"Accept-Encoding": encoding}) as answer:
            raw = b"".join(answer.iter_raw())
        assert open_(raw) == plain
        assert len(raw) < 9_000
    script = client.get(SCRIPT_PATH)
    assert script.text == SCRIPT
    assert len(SCRIPT.encode()) < 8_000
    assert "immutable" in script.headers["cache-control"]


def test_without_a_link_the_page_says_where_to_find_it(client: TestClient, page: str) -> None:
    del page
    for address in ("/a", "/a/"):
        answer = client.get(address)
        assert heading(answer.text) == "This page works from your personal link only"
    manifest = client.get("/a/manifest.webmanifest").json()
    assert client.get(manifest["start_url"]).status_code == 200
    assert all(client.get(icon["src"]).status_code == 200 for icon in manifest["icons"])


def test_before_and_after_a_wave_the_link_says_when_it_works(
    client: TestClient, installation: Installation, north: UUID
) -> None:
    add_people(installation, north, 6)
    first = today() + timedelta(days=2)
    opened = open_wave(installation, opens_on=first, closes_on=first)
    answer = client.get(f"/a/{next(iter(opened.tokens.values()))}")
    assert heading(answer.text) == "This pulse has not opened yet"


def test_support_is_the_same_for_everybody_and_dialled_by_a_tap(
    client: TestClient, page: str
) -> None:
    asked = client.get(page).text
    assert re.findall('href="tel:([^"]+)"', asked)
    thanked = client.post(page, data=ANSWERS).text
    assert set(re.findall('href="tel:([^"]+)"', asked)) <= set(
        re.findall('href="tel:([^"]+)"', thanked)
    )


ENDS = tuple(q.id for q in shipped().open_questions.end_of_round.questions)
WRITTEN = dict(zip(ENDS, ("Coffee", "Less mail", "A team day"), strict=True))


@pytest.fixture
def end_of_round(installation: Installation, north: UUID) -> str:
    """The address of one of twelve people in a wave that closes a round."""
    add_people(installation, north, 12)
    closes_on = today() + timedelta(days=3)
    opened = open_wave(installation, opens_on=today(), closes_on=closes_on, ends_round=True)
    return f"/a/{next(iter(opened.tokens.values()))}"


def written(installation: Installation) -> list[Comments]:
    key, questions = installation.keys.read(1), questions_of_wave(shipped(), 1)
    bodies = installation.box(1).bodies()
    return [unseal(body, questions, key, ENDS).comments for body in bodies]


def test_three_open_questions_take_the_place_of_the_comment_and_each_may_be_skipped(
    client: TestClient, installation: Installation, end_of_round: str
) -> None:
    asked = client.get(end_of_round)
    assert heading(asked.text) == "How was your work in the past two weeks?"
    assert re.findall('<textarea id="([^"]+)"', asked.text) == list(ENDS)
    assert "come 3 to answer in your own words" in asked.text
    assert "at least 5 answered it" in asked.text
    assert len(brotli.compress(asked.content)) < 10_000
    sent = client.post(end_of_round, data={**ANSWERS, ENDS[1]: "Less mail", ENDS[2]: " "})
    assert heading(sent.text) == "Thank you"
    assert written(installation) == [{ENDS[1]: "Less mail"}]


def test_a_name_in_any_of_them_is_warned_of_once_and_nothing_is_lost(
    client: TestClient, installation: Installation, end_of_round: str
) -> None:
    texts = {**WRITTEN, ENDS[2]: "Ask planning@zonneveld.example"}
    warned = client.post(end_of_round, data=texts)
    assert heading(warned.text) == "What you wrote seems to name somebody"
    assert written(installation) == []
    back = client.post(end_of_round, data={**texts, "then": "back"})
    assert all(text in back.text for text in texts.values())
    assert heading(client.post(end_of_round, data={**texts, "then": "anyway"}).text) == "Thank you"
    assert written(installation) == [texts]


@pytest.mark.parametrize("field", [COMMENT, "open_other"])
def test_what_this_wave_does_not_ask_is_no_form_of_ours(
    client: TestClient, installation: Installation, end_of_round: str, field: str
) -> None:
    assert client.post(end_of_round, data={**ANSWERS, field: "More air"}).status_code == 400
    assert is_unused(installation, end_of_round)


def test_no_comment_is_asked_for_that_nobody_could_read(
    client: TestClient, installation: Installation, north: UUID
) -> None:
    """In an organisation of nine; each comment would be destroyed at the count."""
    add_people(installation, north, 9)
    opened = open_wave(installation, opens_on=today(), closes_on=today() + timedelta(days=3))
    asked = client.get(f"/a/{next(iter(opened.tokens.values()))}").text
    assert heading(asked) == "How was your work in the past two weeks?"
    assert "<textarea" not in asked
