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
    assert len(figures) == 6
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
    assert [figure.id for figure in known] == [
        figure.id for figure in load_reference_figures(INSTRUMENT)
    ]
    assert own.number_in_words(Texts("en")) == "38% (36% – 40%)"
    assert "2,100" in own.margin_in_words(Texts("en"))
    replaced = load_reference_figures(INSTRUMENT, saved(tmp_path, {**SECTOR, "id": known[0].id}))
    assert [figure.year for figure in replaced] == [2024, *(one.year for one in known[1:])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sectors_stand_beside_the_whole_country_and_lie_around_it(language: str) -> None:
    texts = Texts(language)
    of_sectors = [one for one in load_reference_figures(INSTRUMENT) if one.sectors]
    assert {one.id for one in of_sectors} >= {"nea_very_fast", "nea_exhaustion_by_occupation"}
    for figure in of_sectors:
        shares = [sector.share for sector in figure.sectors]
        assert len(shares) == 1 or min(shares) < figure.share < max(shares)
        said = figure.sectors_in_words(texts)
        for sector in figure.sectors:
            assert f"{sector.name[language]} {texts.percent(sector.share)}" in said


def test_a_figure_without_sectors_says_nothing_of_them(tmp_path: Path) -> None:
    (*_known, own) = load_reference_figures(INSTRUMENT, saved(tmp_path, SECTOR))
    assert own.sectors_in_words(Texts("en")) == ""


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
        ({"sectors": [{"name": {"en": "care", "nl": "zorg"}, "share": 24}]}, "sectors.0.share"),
        ({"sectors": [{"name": {"en": "care"}, "share": 0.24}]}, "sectors.0.name"),
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
