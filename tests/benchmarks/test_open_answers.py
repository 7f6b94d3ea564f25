"""How long suggestions, the agreement of two coders and the page of comments take."""

from datetime import date
from random import Random
from statistics import median
from time import process_time
from uuid import UUID

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from surveys.installation import Installation
from surveys.open_answers import begin_coding, read_sheet, save_codes
from surveys.open_answers.agreement import agreement
from surveys.open_answers.codebook import shipped
from surveys.open_answers.suggesting import suggestions_from
from tests.benchmarks import figures
from tests.benchmarks.measuring import Note
from tests.benchmarks.opened_app import OpenedApp, bench
from tests.builders import add_people
from tests.open_answers import hr_named, wave_with

# A fixture of the pages.
assert bench

COMMENTS = 22_108
"""As many open answers as a study of working from home has ordered by theme."""
ON_THE_PAGE = 2_000

pytestmark = pytest.mark.benchmark


def comments(number: int) -> list[str]:
    """Return invented comments of 5 to 40 words: half of keywords, half of words made up."""
    rng = Random(21)  # noqa: S311 - invented texts
    known = [w for t in shipped().themes for words in t.keywords.values() for w in words]
    made_up = ["".join(rng.choices("bdeiklmnoprstu", k=rng.randint(3, 11))) for _ in range(20_000)]
    return [
        " ".join(rng.choice(rng.choice((known, made_up))) for _ in range(rng.randint(5, 40)))
        for _ in range(number)
    ]


def test_suggestions_and_kappa(benchmark: BenchmarkFixture, note: Note) -> None:
    texts = comments(COMMENTS)
    themes = [theme.id for theme in shipped().themes]
    rng = Random(22)  # noqa: S311 - an invented coder

    def read_by_two() -> dict[str, object]:
        suggestions = suggestions_from(shipped().themes)
        first = {n.to_bytes(16): tuple(suggestions.of(text)) for n, text in enumerate(texts)}
        second = {
            comment: tuple(theme for theme in given if rng.random() < 0.9)
            for comment, given in first.items()
        }
        return dict(agreement(first, second, themes))

    found = benchmark.pedantic(read_by_two, rounds=3)
    assert len(found) == len(themes)
    note(figures.KAPPA, benchmark.stats["mean"])


def test_reading_2000_comments(
    benchmark: BenchmarkFixture,
    installation: Installation,
    organisation: dict[str, UUID],
    bench: OpenedApp,
    note: Note,
) -> None:
    """The page on which comments are read, beside an empty page, and what saving a theme takes."""
    written = comments(ON_THE_PAGE)
    add_people(installation, organisation["North"], ON_THE_PAGE)
    hr = hr_named(installation, organisation["Example"], "Hanna")
    wave = wave_with(installation, date(2026, 3, 2), [text[:500] for text in written])
    begin_coding(installation, hr, wave)
    assert hr.person is not None
    empty = bench.open_nearly_nothing(hr.person)
    page = bench.open("comments", hr.person)
    sent = bench.sent
    benchmark.pedantic(page.app.run, rounds=1)
    note(figures.COMMENTS_PAGE, *bench.cost(page, empty))
    note(figures.COMMENTS_BYTES, sent / 1e3)
    ids = [comment.id for comment in read_sheet(installation, hr, wave).comments[:40]]
    taken = []
    for comment in ids:
        began = process_time()
        save_codes(installation, hr, wave, {comment: ("process",)})
        taken.append(process_time() - began)
    note(figures.COMMENTS_SAVED, median(taken) * 1e3, "processor time")
