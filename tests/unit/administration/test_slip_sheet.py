"""The sheet: cards alike to the letter but for their code, and nothing fetched from anywhere."""

import re

import pytest
import segno

from dashboard.administration.slip_sheet import render_sheet
from surveys.settings.settings import Settings
from surveys.texts import Texts
from surveys.waves.slips import SlipsOfUnit
from surveys.waves.tokens import in_groups, new_code

CODES = [new_code() for _ in range(12)]
SETTINGS = Settings(address="https://pulse.example.org/")
SLIPS = [SlipsOfUnit("Depot <A&B>", CODES[:7]), SlipsOfUnit("North", CODES[7:])]


@pytest.fixture(params=["en", "nl"])
def page(request: pytest.FixtureRequest) -> str:
    return render_sheet(SLIPS, SETTINGS, Texts(request.param), 1)


def cards(page: str) -> list[str]:
    return re.findall(r'<article class="card">.*?</article>', page, re.DOTALL)


def test_each_code_has_a_card_under_the_name_of_its_unit_and_nothing_is_fetched(page: str) -> None:
    assert len(cards(page)) == 12
    first, second = page.index("Depot &lt;A&amp;B&gt;"), page.index("<h1>North")
    assert [page.index(in_groups(code)) < second for code in CODES] == [True] * 7 + [False] * 5
    assert first < page.index(in_groups(CODES[0]))
    assert not re.findall(r"""(?:src|href|url|@import)\s*[=(]""", page)
    assert "<script" not in page


def test_cards_are_alike_but_for_picture_and_code(page: str) -> None:
    bare = set()
    for card, code in zip(cards(page), CODES, strict=True):
        assert card.count(in_groups(code)) == 1
        alike = card.replace(in_groups(code), "CODE")
        bare.add(re.sub(r'(<path [^>]*) d="[^"]*"', r"\1", alike))
    assert len(bare) == 1
    assert "North" not in bare.pop()


def test_the_picture_holds_the_address_with_the_code_which_can_be_typed_too(page: str) -> None:
    for card, code in zip(cards(page), CODES, strict=True):
        [drawn] = re.findall(r' d="([^"]*)"', card)
        address = f"https://pulse.example.org/a/{code}"
        made = segno.make(address, error="m", boost_error=False, micro=False)
        assert f' d="{drawn}"' in made.svg_inline(scale=3, border=2)
        assert "pulse.example.org/answer<" in card


def test_it_speaks_the_language_asked_for() -> None:
    dutch = render_sheet(SLIPS, SETTINGS, Texts("nl"), 1)
    assert '<html lang="nl">' in dutch
    assert "1 minuut over je werk" in dutch


def test_a_longer_wave_says_so_on_every_card() -> None:
    for language, said in (("en", "3 minutes about your work"), ("nl", "3 minuten over je werk")):
        page = render_sheet(SLIPS, SETTINGS, Texts(language), 3)
        assert page.count(said) == sum(len(made.codes) for made in SLIPS)
