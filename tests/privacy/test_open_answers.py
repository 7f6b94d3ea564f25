"""What is made of comments (masks, codes, counts, quotes, replies) tells no more than they do."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.access import NotAllowedError, Reader
from surveys.answering import cast
from surveys.counting import close_wave, counting
from surveys.installation import Installation
from surveys.instrument import COMMENT
from surveys.open_answers import (
    LONGEST_RUN,
    add_quote,
    begin_coding,
    count_themes,
    read_comment_themes,
    read_sheet,
    reply_to_theme,
    save_codes,
    theme_counts,
)
from surveys.open_answers.quotes import shared_run
from surveys.reading import read_comments
from surveys.waves import open_wave
from tests.builders import add_people, add_person, add_unit
from tests.open_answers import hr_named
from tests.privacy.conftest import DAY, Units
from tests.privacy.views import everything
from tests.reading import read
from tests.stored import main_rows

pytestmark = pytest.mark.both_databases

LEAST = 10
QUOTE = "Talks fill whole days."
NAMED = "Wilhelmina Hagedoorn"
TRACES = ("Wilhelmina", "Hagedoorn", "wil@example.org", "0612345678")

Themes = Mapping[str, int]


@pytest.fixture
def units(installation: Installation, organisation: Units) -> Units:
    """Example with 12 people of its own, North with 14, South with 6, and West below North with 11.

    Those of South are told of only higher up.
    """
    made = {**organisation}
    made["South"] = add_unit(installation, "South", organisation["Example"])
    made["West"] = add_unit(installation, "West", organisation["North"])
    for name, number in (("Example", 12), ("North", 14), ("South", 6), ("West", 11)):
        add_people(installation, made[name], number)
    return made


@pytest.fixture
def hr(installation: Installation, units: Units) -> Reader:
    return hr_named(installation, units["Example"], "Hanna")


def theme_of(text: str) -> tuple[str, ...]:
    """Return the theme that a coder gives a comment: by its words, like anybody."""
    return ("process",) if "meetings" in text else ("cohesion",) if "coffee" in text else ()


def counted(
    installation: Installation,
    hr: Reader,
    day: date = DAY,
    *,
    rotated: Collection[UUID] = (),
    place: str = "",
) -> UUID:
    """Hold a wave in which everybody writes, code it, count it; return its id.

    Everybody writes something about their own number in their unit. In the `rotated` units each
    writes what the next one of the same unit writes otherwise.
    """
    wave = open_wave(installation, opens_on=day, closes_on=day)
    teams: dict[UUID, list[UUID]] = {}
    rows = main_rows(installation, "SELECT id, unit_id FROM person")
    for person, unit in sorted((UUID(str(p)), UUID(str(u))) for p, u in rows):
        teams.setdefault(unit, []).append(person)
    for unit, people in teams.items():
        shift = unit in rotated
        for number, person in enumerate(people):
            at = (number + shift) % len(people)
            subject = ("too many meetings", "coffee together", "nothing")[at % 3]
            text = f"{subject} {at} in {unit.hex[:6]} {place}"
            cast(installation, wave.tokens[person], {"mood_1": (3,)}, day, {COMMENT: text})
    close_wave(installation, day)
    begin_coding(installation, hr, wave.id)
    sheet = read_sheet(installation, hr, wave.id)
    save_codes(installation, hr, wave.id, {c.id: theme_of(c.text) for c in sheet.comments})
    count_themes(installation, hr, wave.id)
    return wave.id


def told(installation: Installation, who: Reader, unit: UUID) -> tuple[int, Themes]:
    """Return how many comments a page says were read, and how many have each theme."""
    waves = read(read_comment_themes, installation, who, unit).waves
    return (waves[-1].of, waves[-1].numbers) if waves else (0, {})


def derived(installation: Installation, who: Reader, unit: UUID, wave: UUID) -> tuple[int, Themes]:
    """Return the same as a reader works out from the comments that they may read there."""
    written = read(read_comments, installation, who, unit, wave)
    texts = [text for answers in written for text in answers.texts]
    themes = Counter(theme for text in texts for theme in theme_of(text))
    return (len(texts), dict(themes)) if len(texts) >= LEAST else (0, {})


def readers(units: Units) -> list[Reader]:
    """Return HR, the leader of each unit, and whoever comes by the link of each unit."""
    nobody: frozenset[UUID] = frozenset()
    everybody = [Reader(UUID(int=1), "HR", None, frozenset({"hr"}), nobody)]
    for number, unit in enumerate(units.values(), start=2):
        led = frozenset({unit})
        everybody.append(Reader(UUID(int=number), "L", None, frozenset({"manager"}), led))
        everybody.append(Reader(UUID(int=0), "", None, nobody, nobody, led))
    return everybody


def tells_more(installation: Installation, units: Units, wave: UUID) -> list[str]:
    """Return where a count says something that its reader does not read in comments anyway."""
    found = []
    for who in readers(units):
        for name, unit in units.items():
            try:
                shown = told(installation, who, unit)
            except NotAllowedError:
                continue
            if shown != derived(installation, who, unit, wave):
                found.append(name)
    return found


def test_no_count_says_more_than_the_comments_that_its_reader_sees(
    installation: Installation, units: Units, hr: Reader
) -> None:
    wave = counted(installation, hr)
    assert tells_more(installation, units, wave) == []
    assert told(installation, hr, units["Example"])[0] > LEAST
    assert told(installation, hr, units["South"]) == (0, {})
    numbers = {row[0] for row in main_rows(installation, "SELECT unit_id FROM theme_count")}
    assert str(units["South"]).replace("-", "") not in {str(n).replace("-", "") for n in numbers}


def test_mutant_counts_of_units_that_show_no_comments_are_found(
    installation: Installation, units: Units, hr: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    everywhere = lambda _session, unit, _wave: (unit,)  # noqa: E731
    monkeypatch.setattr(theme_counts, "shown_with_comments", everywhere)
    original = theme_counts.comments.places_of
    south = units["South"]

    def leaky(session: object, wave: UUID) -> list[tuple[bytes, UUID, str]]:
        # As if comments were stored with the unit of their writer, and any number would do.
        rows = original(session, wave)  # type: ignore[arg-type]
        return [(comment, south, question) for comment, _, question in rows]

    monkeypatch.setattr(theme_counts.comments, "places_of", leaky)
    wave = counted(installation, hr)
    assert "South" in tells_more(installation, units, wave)


def test_exchanging_what_people_of_a_group_wrote_changes_no_count_and_no_code_leads_to_them(
    installation: Installation, units: Units, hr: Reader
) -> None:
    """Codes follow the text, which stands by itself: whoever of the group wrote it."""
    counted(installation, hr)
    before = {name: told(installation, hr, unit) for name, unit in units.items()}
    counted(installation, hr, DAY + timedelta(days=1), rotated=units.values())
    assert {name: told(installation, hr, unit) for name, unit in units.items()} == before
    assert before["North"][0] >= LEAST
    people = {str(row[0]) for row in main_rows(installation, "SELECT id FROM person")}
    known = people | {unit.hex for unit in units.values()} | {str(u) for u in units.values()}
    for row in main_rows(installation, "SELECT comment_id, themes FROM comment_code"):
        assert not any(one in str(row) for one in known)


@pytest.mark.parametrize("leaky", [False, True])
def test_no_name_address_or_number_of_a_comment_is_ever_stored(
    installation: Installation,
    units: Units,
    hr: Reader,
    monkeypatch: pytest.MonkeyPatch,
    *,
    leaky: bool,
) -> None:
    """Nor does it come back when the directory forgets the name; a mutant keeps it."""
    person = add_person(installation, units["North"], NAMED.split()[0])
    if leaky:
        monkeypatch.setattr(counting, "masked", lambda text, _names: text)
    counted(installation, hr, place="Wilhelmina said: wil@example.org, 0612345678")
    bodies = [str(row[0]) for row in main_rows(installation, "SELECT body FROM comment")]
    assert bodies
    kept = [trace for trace in TRACES if any(trace in body for body in bodies)]
    assert kept == ([t for t in TRACES if t != "Hagedoorn"] if leaky else [])
    if not leaky:
        assert all("[…]" in body for body in bodies)
        assert person
        sheet = read_sheet(installation, hr, UUID(str(_wave(installation))))
        assert not any(trace in comment.text for comment in sheet.comments for trace in TRACES)


def _wave(installation: Installation) -> object:
    return main_rows(installation, "SELECT id FROM wave")[0][0]


@pytest.mark.only_sqlite
def test_quotes_stand_on_no_page_but_that_of_hr_and_nothing_links_them_to_a_comment(
    installation: Installation, units: Units, hr: Reader
) -> None:
    wave = counted(installation, hr)
    add_quote(installation, hr, wave, "process", QUOTE)
    leader = add_person(installation, units["North"], "Mo", role="manager", role_for=units["North"])
    council = add_person(installation, units["Example"], "Wies", role="council")
    who = {"hr": hr.person, "leader": leader, "council": council, "stranger": None}
    pages = {"welcome", "privacy", "results", "team", "organisation"}
    seen = everything(installation, who, pages)
    with_quote = {where[:3] for where, drawn in seen.items() if QUOTE in str(drawn)}
    # The link of the whole organisation opens its page to whoever works there.
    assert {(role, page) for role, page, _unit in with_quote} == {
        ("hr", "team"),
        ("stranger", "results"),
    }
    assert {unit for _role, _page, unit in with_quote} == {units["Example"].hex}
    ids = {row[0] for row in main_rows(installation, "SELECT id FROM comment")}
    quotes = main_rows(installation, "SELECT id, wave_id, theme, body FROM quote")
    assert len(quotes) == 1
    assert quotes[0][0] not in ids


def test_a_reply_is_about_a_theme_and_never_about_one_comment(
    installation: Installation, units: Units, hr: Reader
) -> None:
    wave = counted(installation, hr)
    reply_to_theme(installation, hr, units["Example"], wave, "process", "We meet less.", DAY)
    (row,) = main_rows(installation, "SELECT * FROM theme_reply")
    ids = {bytes(found[0]).hex() for found in main_rows(installation, "SELECT id FROM comment")}
    assert not any(comment in str(row) for comment in ids)


WORDS = st.lists(st.sampled_from(["we", "want", "fewer", "long", "talks", "and", "more", "time"]))


@given(WORDS, WORDS)
def test_no_quote_shares_five_words_in_a_row_with_a_comment(
    quote: list[str], comment: list[str]
) -> None:
    size = LONGEST_RUN + 1
    runs = {tuple(comment[at : at + size]) for at in range(len(comment) - size + 1)}
    shared = any(tuple(quote[at : at + size]) in runs for at in range(len(quote) - size + 1))
    whole = 0 < len(quote) < size and quote == comment
    found = shared_run(" ".join(quote), [" ".join(comment)])
    assert (found is not None) == (shared or whole)
