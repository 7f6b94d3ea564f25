"""What people come for, from the link in a message to the end, in a real browser."""

import csv
import io
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from surveys.example.example import CLOSED_WAVES
from tests.browser.checks import expect_to_fit, pick, settle, sign_out
from tests.browser.conftest import Demo, serve_copy
from tests.serving import PEIL


def run_peil(demo: Demo, *command: str) -> str:
    """Run a command on the example as from a terminal, and return what it printed."""
    done = [PEIL, *command, "--folder", demo.folder]
    return subprocess.run(done, capture_output=True, text=True, check=True).stdout


def test_hr_goes_down_the_tree_to_a_unit_whose_address_opens_nothing_to_another_manager(
    page: Page, demo: Demo
) -> None:
    page.goto(demo.hr)
    expect(page.get_by_role("heading", name="Where to look first")).to_be_visible()
    grid = page.get_by_role("treegrid", name="Map of all units")
    planning = grid.get_by_role("row").filter(has_text="Planning")
    planning.get_by_role("gridcell").nth(3).get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/team\?.*indicator=wl_1"))
    expect(page.get_by_role("heading", name="Planning")).to_be_visible()
    page.get_by_role("link", name="Organisation", exact=True).click()
    page.get_by_role("searchbox", name="Find a unit").fill("plan")
    expect(grid.get_by_role("row")).to_have_count(4)
    page.get_by_role("listitem").filter(has_text="Service desk").get_by_role("link").click()
    expect(page.get_by_role("heading", name="Service desk")).to_be_visible()
    expect(page.get_by_role("heading", name="What stands out")).to_be_visible()
    service_desk = page.url
    pick(page, "Unit", "Planning")
    expect(page.get_by_role("heading", name="Planning")).to_be_visible()
    expect(page).not_to_have_url(service_desk)
    pick(page, "Unit", "Service desk")
    expect(page.get_by_role("heading", name="Service desk")).to_be_visible()
    shared = page.url
    page.reload()
    expect(page.get_by_role("heading", name="Service desk")).to_be_visible()
    page.get_by_role("link", name="Organisation", exact=True).click()
    expect(page.get_by_role("heading", name="Where to look first")).to_be_visible()

    page.goto(demo.manager)
    expect(page.get_by_role("heading", name="Planning")).to_be_visible()
    page.goto(shared)
    expect(page.get_by_role("heading", name="No access")).to_be_visible()
    expect(page.get_by_role("heading", name="Service desk")).to_have_count(0)
    expect(page.get_by_role("figure")).to_have_count(0)


def test_hr_reminds_leaders_of_talks_on_a_phone_and_reads_the_programme(
    phone: Page, example: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with serve_copy(example, tmp_path_factory) as demo:
        phone.goto(f"{demo.hr}?lang=en")
        phone.goto(f"{demo.address}/organisation?lang=en")
        expect(phone.get_by_role("treegrid")).to_be_visible()
        expect(phone.get_by_text("Wave 14", exact=True)).to_be_visible()
        expect_to_fit(phone, 360)
        phone.get_by_role("button", name="Remind their leaders").click()
        expect(phone.get_by_text("Their leaders are reminded")).to_be_visible()
        phone.reload()
        expect(phone.get_by_text("Their leaders are reminded")).to_be_visible()
        expect(phone.get_by_role("button", name="Remind their leaders")).to_have_count(0)
        phone.goto(f"{demo.address}/programme?lang=en")
        expect(phone.get_by_role("heading", name="Programme")).to_be_visible()
        expect(phone.get_by_role("button", name="Save the rhythm")).to_have_count(0)


def test_from_a_row_that_stands_out_an_agreement_is_saved_in_three_clicks(
    page: Page, demo: Demo
) -> None:
    page.goto(demo.hr)
    rows = page.get_by_role("listitem").filter(has_text="Service desk")
    rows.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Service desk")).to_be_visible()
    expect(page.get_by_role("heading", name="What stands out")).to_be_visible()
    page.locator("ul.rows a").first.click()
    page.get_by_role("button", name="Agree on this").first.click()
    what = page.get_by_role("textbox", name="What do you agree on?")
    expect(what).not_to_have_value("")
    agreed = what.input_value()
    page.get_by_role("button", name="Note the agreement").click()
    expect(page.locator(".st-key-talk")).to_contain_text(agreed)
    expect(what).to_have_count(0)


def test_a_manager_looks_closer_talks_and_notes_what_was_agreed(page: Page, demo: Demo) -> None:
    page.goto(demo.manager)
    expect(page.get_by_role("heading", name="Planning")).to_be_visible()
    page.get_by_role("radio", name="Manageable workload", exact=True).click()
    expect(page.get_by_text("How often could you finish your work")).to_be_visible()
    expect(page).to_have_url(re.compile(r"indicator=wl_1"))

    page.get_by_role("button", name="Show it to the team").click()
    expect(page.get_by_text(re.compile(r"^1 / \d$"))).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text(re.compile(r"^2 / \d$"))).to_be_visible()
    expect(page.get_by_role("figure")).to_have_count(1)
    page.get_by_role("button", name="Leave").click()

    expect(page.get_by_text("On Fridays we drop what can wait").first).to_be_visible()
    page.get_by_role("button", name="Note an agreement").click()
    settle(page)
    page.get_by_role("textbox", name="What do you agree on?").fill("No meetings on Wednesday")
    # In a hurry: it is noted once, and nothing is said to be wrong.
    page.get_by_role("button", name="Note the agreement").dblclick()
    expect(page.get_by_text("No meetings on Wednesday").first).to_be_visible()
    settle(page)
    expect(
        page.get_by_test_id("stVerticalBlock").get_by_text("No meetings on Wednesday")
    ).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)

    page.goto(demo.light)
    expect(page.get_by_text("You said, we did")).to_be_visible()
    agreed = page.get_by_text("No meetings on Wednesday")
    # The page looks agreements up once a minute.
    deadline = time.monotonic() + 70
    while not agreed.count() and time.monotonic() < deadline:
        page.wait_for_timeout(2_000)
        page.reload()
    expect(agreed).to_be_visible()


def test_going_back_and_forward_changes_address_and_page(page: Page, demo: Demo) -> None:
    page.goto(demo.manager)
    team, help_page = re.compile(r"/team(\?|$)"), re.compile(r"/how-to-read(\?|$)")
    expect(page).to_have_url(team)
    page.get_by_role("link", name="How to read this").first.click()
    expect(page.get_by_role("heading", name="How to read this")).to_be_visible()
    expect(page).to_have_url(help_page)
    page.go_back()
    expect(page.get_by_role("heading", name="Planning")).to_be_visible()
    expect(page).to_have_url(team)
    page.go_forward()
    expect(page.get_by_role("heading", name="How to read this")).to_be_visible()
    expect(page).to_have_url(help_page)


def test_everybody_reads_the_results_of_their_unit_by_a_link(phone: Page, demo: Demo) -> None:
    printed = run_peil(demo, "result-links")
    links = {row["link"] for row in csv.DictReader(io.StringIO(printed))}
    assert len(links) > 1
    for link in sorted(links)[:2]:
        phone.goto(re.sub(r"^https?://[^/]+", demo.address, link))
        expect(phone.get_by_text("Je ziet wat je leidinggevende ziet")).to_be_visible()
        expect(phone.get_by_role("link", name="Organisatie", exact=True)).to_have_count(0)


def test_signing_out_holds_after_a_reload_and_in_a_tab_that_was_left_open(
    page: Page, demo: Demo
) -> None:
    """A part that refreshes alone asks anew who reads it."""
    signed_out = "You want to see results"
    page.goto(demo.manager)
    expect(page.get_by_role("radio", name="Manageable workload", exact=True)).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{demo.address}/team")
    sign_out(other)
    expect(other.get_by_text(signed_out)).to_be_visible()
    other.reload()
    expect(other.get_by_text(signed_out)).to_be_visible()
    page.get_by_role("radio", name="Manageable workload", exact=True).click()
    expect(page.get_by_text(signed_out)).to_be_visible()
    expect(page.get_by_text("How often could you finish your work")).to_have_count(0)


def test_opening_pages_looks_for_nothing_in_vain_and_logs_neither_token_nor_visit(
    page: Page, demo: Demo
) -> None:
    in_vain: list[str] = []
    page.on("response", lambda r: in_vain.append(r.url) if r.status >= 400 else None)
    page.goto(demo.answer)
    expect(page.get_by_role("radiogroup").first).to_be_visible()
    page.goto(f"{demo.address}/how-to-read")
    expect(page.get_by_role("heading", name="How to read this")).to_be_visible()
    assert in_vain == []
    printed = demo.log.read_text()
    token = demo.answer.split("t=")[1]
    assert printed.count(token) == 1, "only the line that prints the link"
    assert "GET /" not in printed
    assert "WebSocket" not in printed


@pytest.fixture
def own_demo(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """An example of its own, for a test that counts the wave that all others answer."""
    with serve_copy(example, tmp_path_factory) as running:
        yield running


def test_an_answer_sent_by_clicking_shows_up_as_a_new_point(
    page: Page, phone: Page, own_demo: Demo
) -> None:
    demo = own_demo
    phone.goto(demo.answer)
    expect(phone.get_by_text("Hoe voelde je je op je werk?")).to_be_visible()
    expect(phone).to_have_url(demo.answer)
    expect(phone.locator("html")).to_have_attribute("lang", "nl")
    phone.get_by_role("radio", name="Goed", exact=True).click()
    phone.get_by_role("radiogroup").nth(3).get_by_role("radio", name="Soms").click()
    phone.get_by_role("button", name="Verstuur mijn antwoorden").click()
    expect(phone.get_by_role("heading", name="Dank je wel")).to_be_in_viewport()
    expect(phone.get_by_text("Vertrouwenspersoon ·")).to_be_visible()
    phone.goto(demo.answer)
    expect(
        phone.get_by_role("heading", name="Deze link is gebruikt, of niet compleet")
    ).to_be_visible()

    newest = CLOSED_WAVES + 1
    assert f"Wave {newest} is counted" in run_peil(demo, "close-wave", "--early")
    page.goto(demo.manager)
    expect(page.get_by_text(f"wave {newest}, closed")).to_be_visible()
    page.get_by_text("All averages as a table").click()
    rows = page.get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(newest)


def test_the_menu_leaves_room_for_who_is_signed_in(page: Page, demo: Demo) -> None:
    page.set_viewport_size({"width": 1000, "height": 800})
    page.goto(demo.hr)
    expect(page.get_by_role("heading", name="Where to look first")).to_be_visible()
    settle(page)
    person = page.locator(".st-key-person").bounding_box()
    more = page.get_by_text(re.compile(r"^\d+ more$")).bounding_box()
    assert person is not None
    assert more is not None
    assert more["x"] + more["width"] <= person["x"]
