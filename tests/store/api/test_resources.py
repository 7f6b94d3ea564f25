"""What the API answers is what pages show: the same reports, rounded alike."""

from uuid import UUID

from jsonschema_rs import validator_for

from dashboard.api.description import described
from dashboard.api.endpoints import ENDPOINTS
from surveys.installation import Installation
from surveys.reading import read_organisation, read_unit, read_wave
from surveys.statistics.level import Level
from surveys.texts import rounded
from tests.api import Application, application, served
from tests.reading import read, reader_with
from tests.store.api.conftest import WAVES, World, paths

HR = reader_with("hr")


def test_every_answer_is_as_the_description_says(
    whole: Application, units: dict[str, UUID], waves: list[str]
) -> None:
    document = described("en")
    of = {one.path: one.shape.__name__ for one in ENDPOINTS}
    for path in paths(units, waves):
        parts = path.split("/")
        template = "/".join({1: "{unit}", 3: "{wave}"}.get(n, part) for n, part in enumerate(parts))
        schema = {
            "$ref": f"#/components/schemas/{of[template]}",
            "components": document["components"],
        }
        follows = validator_for(schema, validate_formats=True)
        for language in ("en", "nl"):
            follows.validate(whole.read(path, lang=language))


def test_the_numbers_of_a_unit_are_those_of_its_page(
    whole: Application, world: World, units: dict[str, UUID]
) -> None:
    for name in ("Example", "North", "South"):
        body = whole.read(f"units/{units[name]}/results")
        report = read(read_unit, world.installation, HR, units[name])
        assert body["name"] == name
        assert len(body["waves"]) == len(report.waves) == WAVES
        assert [one["question"] for one in body["indicators"]] == [
            trend.question.id for trend in report.trends
        ]
        for one, trend in zip(body["indicators"], report.trends, strict=True):
            assert one["verdict"]["badge"] == trend.badge_in_words("en")
            for row, level, point in zip(one["waves"], trend.levels, trend.line, strict=True):
                assert isinstance(level, Level)
                assert row["mean"]["value"] == rounded(level.mean)
                assert point is not None
                assert row["level"]["value"] == rounded(point.level)
            assert abs(sum(share["part"] for share in one["shares"]) - 1) < 0.02


def test_the_numbers_of_a_wave_are_those_of_its_page(
    whole: Application, world: World, units: dict[str, UUID], waves: list[str]
) -> None:
    body = whole.read(f"units/{units['North']}/waves/{waves[-1]}", lang="nl")
    report = read(read_wave, world.installation, HR, units["North"], UUID(waves[-1]))
    assert report is not None
    assert body["questions"]
    assert [one["words"] for one in body["questions"]] == [
        one.in_words("nl") for one in report.questions
    ]
    assert [one["words"] for one in body["scales"]] == [one.in_words("nl") for one in report.scales]


def test_the_overview_has_each_unit_with_the_numbers_of_its_own_page(
    whole: Application, world: World, units: dict[str, UUID]
) -> None:
    body = whole.read("overview")
    report = read(read_organisation, world.installation, HR)
    assert [one["name"] for one in body["units"]] == [unit.name for unit in report.units]
    for one, unit in zip(body["units"], report.units, strict=True):
        shown = {cell["question"]: cell["value"] for cell in one["cells"]}
        assert shown == {
            question: None if cell.value is None else rounded(cell.value)
            for question, cell in unit.cells.items()
        }


def test_a_small_team_has_its_thresholds_and_a_reason_and_no_number(
    whole: Application, units: dict[str, UUID], waves: list[str]
) -> None:
    body = whole.read(f"units/{units['East']}/results")
    assert body["indicators"] == []
    assert len(body["waves"]) == WAVES
    for wave in body["waves"]:
        assert wave["shown"] is False
        assert wave["participation"] is None
        assert wave["words"]
        assert wave["thresholds"] == {"number": 5, "distribution": 10, "comments": 10}
    in_wave = whole.read(f"units/{units['East']}/waves/{waves[0]}")
    assert in_wave["questions"] == in_wave["scales"] == []
    beside = {one["name"]: one for one in whole.read("overview")["units"]}
    assert beside["East"]["participation"] is None
    assert all(cell["value"] is None for cell in beside["East"]["cells"])


def test_before_the_first_wave_there_is_nothing_and_no_fault(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    with served(installation) as client:
        reads = application(client, installation)
        assert reads.read("waves") == {"waves": []}
        assert reads.read("overview") == {"language": "en", "wave": None, "units": []}
        body = reads.read(f"units/{organisation['North']}/results")
        assert body["waves"] == body["indicators"] == []
