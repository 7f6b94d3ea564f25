"""Figures of open data: complete in every language, and one sentence for a file that is not."""

from pathlib import Path

import pytest
import yaml

from surveys.instrument.file import shipped
from surveys.instrument.reference_figures import ReferenceFigureError, load_reference_figures
from surveys.texts import LANGUAGES, Texts

INSTRUMENT = shipped()
SECTOR = {
    "id": "sector_demands",
    "question": "wl_2",
    "group": "unfavourable",
    "share": 0.38,
    "margin": 0.02,
    "respondents": 2100,
    "year": 2024,
    **{
        field: dict.fromkeys(LANGUAGES, field)
        for field in ("population", "asked", "difference", "source", "licence")
    },
}


def saved(folder: Path, *figures: object) -> Path:
    file = folder / "figures.yaml"
    file.write_text(yaml.safe_dump({"figures": [*figures]}), encoding="utf-8")
    return file


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_says_of_whom_when_and_how_it_differs_and_none_is_called_a_norm(
    language: str,
) -> None:
    texts, figures = Texts(language), load_reference_figures(INSTRUMENT)
    assert len(figures) == 3
    for figure in figures:
        for field in (figure.population, figure.asked, figure.difference, figure.source):
            assert len(field[language]) > 10
        assert str(figure.year) in figure.source_in_words(texts)
        assert "norm" not in figure.asked[language]
        assert INSTRUMENT.question(figure.question).scale.type == "likert"


def test_a_sector_is_added_with_its_margin_and_takes_the_place_of_the_same_id(
    tmp_path: Path,
) -> None:
    (*known, own) = load_reference_figures(INSTRUMENT, saved(tmp_path, SECTOR))
    assert len(known) == 3
    assert own.number_in_words(Texts("en")) == "38% (36% – 40%)"
    assert "2,100" in own.margin_in_words(Texts("en"))
    replaced = load_reference_figures(INSTRUMENT, saved(tmp_path, {**SECTOR, "id": known[0].id}))
    assert [figure.year for figure in replaced] == [2024, *(one.year for one in known[1:])]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"share": 38}, "share"),
        ({"margin": -0.1}, "margin"),
        ({"year": 1890}, "year"),
        ({"question": "wl_99"}, "wl_99"),
        ({"question": "pr_1"}, "sector_demands.question"),
        ({"group": "neutral"}, "group"),
        ({"norm": 0.3}, "norm"),
        ({"difference": {"en": "other words"}}, "say it in nl too"),
        ({"source": {"en": " ", "nl": "bron"}}, "say it in en too"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_file_and_field(
    tmp_path: Path, change: dict[str, object], named: str
) -> None:
    file = saved(tmp_path, {**SECTOR, **change})
    with pytest.raises(ReferenceFigureError) as refused:
        load_reference_figures(INSTRUMENT, file)
    said = refused.value.in_words(Texts("en"))
    assert named in said
    assert file.name in said


def test_twice_the_same_no_file_and_no_yaml_are_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(b"\xff\xfe: [")
    for file in (saved(tmp_path, SECTOR, SECTOR), bad, tmp_path / "none.yaml", tmp_path):
        with pytest.raises(ReferenceFigureError):
            load_reference_figures(INSTRUMENT, file)
