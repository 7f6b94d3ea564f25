"""How long suggestions and the agreement of two coders take for 22,108 comments."""

from random import Random

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from surveys.open_answers.agreement import agreement
from surveys.open_answers.codebook import shipped
from surveys.open_answers.suggesting import suggestions_from
from tests.benchmarks import figures
from tests.benchmarks.measuring import Note

COMMENTS = 22_108
"""As many open answers as a study of working from home has ordered by theme."""

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
