"""How a file was read is kept for the next one: what is kept of it, and who deletes it."""

import csv
from pathlib import Path

import pytest
import yaml

from surveys.access import NotAllowedError, Reader
from surveys.history import import_history, take_back
from surveys.history.guessing import guess_mapping
from surveys.history.keeping_mappings import offered
from surveys.history.mapping import load
from surveys.installation import Installation
from surveys.instrument import shipped
from surveys.kept_mappings import delete_mapping, kept_mapping, kept_mappings
from surveys.people.importing.columns import look_at_columns, remember_columns
from surveys.tables.headings import fingerprint_of
from surveys.tables.sources import FileOnDisk
from surveys.tables.table import Upload
from tests.refusals import code
from tests.stored import main_rows

MAPPING = """\
organisation: Example
wave: {title: Before, opens_on: 2024-08-01, closes_on: 2024-09-30}
file: {delimiter: semicolon}
unit: {column: team, rename: {Noord: North}, invited: {North: 71, South: 83}}
skip: [NA]
questions: {wlb_1: {column: balance}, pride_1: {column: proud}}
own_questions:
  version: "1"
  languages: [en, nl]
  indicators:
    - id: pride
      kind: own
      name: {en: Pride, nl: Trots}
      definition: {en: Proud or not., nl: Trots of niet.}
      high: {en: proud, nl: trots}
      low: {en: not proud, nl: niet trots}
      questions:
        - {id: pride_1, role: own, scale: agree5, text: {en: I am proud., nl: Ik ben trots.}}
"""
NOBODY = Reader(None, "HR", None, frozenset({"hr"}), frozenset())


def file_of(folder: Path, titles: list[str], name: str = "answers.csv") -> Path:
    """Write a file with a remark in each row that nobody else makes."""
    file = folder / name
    cells = {"balance": "3", "proud": "4", "remark": "Kwetsbare opmerking"}
    with file.open("w", encoding="utf-8-sig", newline="") as written:
        out = csv.writer(written, delimiter=";")
        out.writerow(titles)
        for n in range(30):
            cells["team"] = "Noord" if n % 2 else "South"
            cells["balance"] = str(n % 5 + 1)
            out.writerow([cells[title] for title in titles])
    return file


def test_a_mapping_is_kept_without_what_belongs_to_one_survey_or_one_person(
    installation: Installation, tmp_path: Path
) -> None:
    file = file_of(tmp_path, ["team", "balance", "proud", "remark"])
    mapping = Upload("m.yaml", MAPPING.encode())
    import_history(installation, file, mapping, dry_run=True)
    assert not kept_mappings(installation, "answers"), "a preview keeps nothing"
    import_history(installation, file, mapping)
    ((kind, name, fields),) = main_rows(installation, "SELECT kind, name, fields FROM kept_mapping")
    assert (kind, name) == ("answers", "Before")
    for one in ("Kwetsbare", "2024", "71", "83", "South"):
        assert one not in str(fields)

    later = file_of(tmp_path, ["remark", "proud", "team", "balance"], "After.csv")
    kept = kept_mapping(installation, "answers", fingerprint_of(FileOnDisk(later)))
    assert kept is not None
    again = offered(kept, guess_mapping(FileOnDisk(later), shipped(), "After"))
    fields = yaml.safe_load(again)
    assert fields["wave"] == {"title": "After", "opens_on": "", "closes_on": ""}
    fields["wave"] |= {"opens_on": "2025-08-01", "closes_on": "2025-09-30"}
    filled_in = Upload("m.yaml", yaml.safe_dump(fields).encode())
    assert load(filled_in).unit.rename == {"Noord": "North"}
    done = import_history(installation, later, filled_in)
    assert (done.title, done.rows) == ("After", 30)
    assert len(kept_mappings(installation, "answers")) == 1, "the same headings, the same place"
    take_back(installation, "After")
    assert len(kept_mappings(installation, "answers")) == 1


def test_only_administrators_delete_a_mapping_and_the_trail_notes_it(
    installation: Installation, tmp_path: Path
) -> None:
    import_history(
        installation,
        file_of(tmp_path, ["team", "balance", "proud", "remark"]),
        Upload("m.yaml", MAPPING.encode()),
    )
    (kept,) = kept_mappings(installation, "answers")
    with pytest.raises(NotAllowedError, check=code("administrators")):
        delete_mapping(installation, "answers", kept.headings, NOBODY)
    assert kept_mappings(installation, "answers") == [kept]
    delete_mapping(installation, "answers", kept.headings, None)
    delete_mapping(installation, "answers", kept.headings, None)
    assert not kept_mappings(installation, "answers")
    noted = main_rows(installation, "SELECT action, subject FROM audit_entry")
    assert noted.count(("mapping kept", "Before")) == 1
    assert noted.count(("mapping deleted", "Before")) == 1


def test_lists_of_people_are_kept_in_the_same_place_and_asked_about_again(
    installation: Installation,
) -> None:
    people = Upload("afas.csv", b"Roepnaam;E-mail werk;Afdeling\nAnn;ann@example.org;Noord\n")
    found = look_at_columns(installation, people)
    remember_columns(installation, None, found.headings, found.guessed)
    (kept,) = kept_mappings(installation, "people")
    assert kept.name == "afas.csv"
    assert look_at_columns(installation, people).remembered == found.guessed
    delete_mapping(installation, "people", kept.headings, None)
    assert look_at_columns(installation, people).remembered is None
