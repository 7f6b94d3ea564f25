"""Paper slips: as many rights to answer as people, and no name on any of them."""

from collections import Counter
from uuid import UUID, uuid4

import pytest

from db import slips as stored_slips
from db.engine import writing
from surveys.answering.casting import LinkError, answer_sheet, cast
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation
from surveys.trail.trail import entries
from surveys.waves.slips import SlipError, make_slips, withdraw
from surveys.waves.tokens import in_groups, token_hash
from surveys.waves.waves import WaveError, open_number, open_wave
from tests.builders import CLOSES, OPENS, add_people, add_unit, give_role
from tests.refusals import code
from tests.stored import box_rows, main_dump, main_rows

pytestmark = pytest.mark.both_databases

Units = dict[str, UUID]


@pytest.fixture
def units(installation: Installation, organisation: Units) -> Units:
    """North has 7 people; below it Depot has 6, and so has another Depot below South."""
    south = add_unit(installation, "South", organisation["Example"])
    made = {
        **organisation,
        "South": south,
        "Depot": add_unit(installation, "Depot", organisation["North"]),
        "Other depot": add_unit(installation, "Depot", south),
    }
    for key, number in (("North", 7), ("Depot", 6), ("Other depot", 6)):
        add_people(installation, made[key], number)
    return made


def tokens(installation: Installation) -> Counter[UUID]:
    found = box_rows(installation, 1, "SELECT unit_id FROM token")
    return Counter(UUID(str(unit)) for (unit,) in found)


def test_slips_of_a_deleted_unit_are_ignored(installation: Installation, north: UUID) -> None:
    add_people(installation, north, 6)
    with writing(installation.engine) as session:
        stored_slips.replace(session, uuid4(), [b"s" * 32])
    opened = open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    assert (len(opened.tokens), opened.slips) == (6, {})


def test_each_ballot_of_a_unit_has_one_slip(installation: Installation, units: Units) -> None:
    """The ballot of a manager counts in the unit above, and so does the slip."""
    made = make_slips(installation, ["North / Depot", "North"])
    assert [(m.unit, len(m.codes)) for m in made] == [("North / Depot", 6), ("North", 7)]
    assert len({code for m in made for code in m.codes}) == 13
    [leader] = add_people(installation, units["Depot"], 1, named="leader")
    give_role(installation, leader, "manager", units["Depot"])
    made = make_slips(installation, ["North / Depot", "North"])
    assert [len(m.codes) for m in made] == [6, 8]


def test_a_unit_with_slips_gets_no_invitations(installation: Installation, units: Units) -> None:
    make_slips(installation, ["North"])
    wave = open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    assert wave.slips == {"North": 7}
    assert len(wave.tokens) == 12
    assert tokens(installation) == {units["North"]: 7, units["Depot"]: 6, units["Other depot"]: 6}
    assert len(main_rows(installation, "SELECT * FROM invitation")) == 12


def test_a_slip_answers_once_however_its_code_is_typed_and_counts_like_any_answer(
    installation: Installation, units: Units
) -> None:
    [made] = make_slips(installation, ["North"])
    open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    typed = f" {in_groups(made.codes[0]).lower()} "
    sheet = answer_sheet(installation, typed, OPENS)
    assert (sheet.unit, sheet.colleagues, sheet.has_units_below) == ("North", 7, True)
    cast(installation, typed, {"mood_1": (3,)}, OPENS)
    for again in (typed, made.codes[0]):
        with pytest.raises(LinkError):
            cast(installation, again, {}, OPENS)
    assert tokens(installation)[units["North"]] == 7, "nobody can count who has answered"
    for number, unused in enumerate(made.codes[1:]):
        cast(installation, unused, {"mood_1": (number % 5,)}, OPENS)
    assert close_wave(installation, CLOSES).published == 2
    shown = main_rows(installation, "SELECT name, ballots FROM wave_unit WHERE ballots = 7")
    assert {name for name, _ in shown} == {"North", "Example"}


@pytest.mark.usefixtures("units")
def test_after_withdrawing_slips_everybody_gets_a_link_again(installation: Installation) -> None:
    make_slips(installation, ["North"])
    assert withdraw(installation, ["North"]) == ["North"]
    wave = open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    assert (len(wave.tokens), wave.slips) == (19, {})
    with pytest.raises(SlipError, check=code("none_to_withdraw")):
        withdraw(installation, ["North"])


def test_slips_wait_while_a_wave_is_open(installation: Installation, units: Units) -> None:
    wave = open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    [made] = make_slips(installation, ["North"])
    with pytest.raises(LinkError):
        answer_sheet(installation, made.codes[0], OPENS)
    assert tokens(installation)[units["North"]] == 7
    close_wave(installation, CLOSES)
    assert open_wave(installation, opens_on=CLOSES, closes_on=CLOSES).slips == {"North": 7}
    assert answer_sheet(installation, made.codes[0], CLOSES).wave == wave.number + 1


def test_a_wave_does_not_open_with_too_few_slips(installation: Installation, units: Units) -> None:
    [first] = make_slips(installation, ["North / Depot"])
    add_people(installation, units["Depot"], 1, named="new")
    before = main_dump(installation)
    with pytest.raises(WaveError, check=code("slips")):
        open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    assert main_dump(installation) == before
    [second] = make_slips(installation, ["North / Depot"])
    assert open_wave(installation, opens_on=OPENS, closes_on=CLOSES).slips == {"Depot": 7}
    with pytest.raises(LinkError):
        answer_sheet(installation, first.codes[0], OPENS)
    assert answer_sheet(installation, second.codes[0], OPENS).unit == "Depot"
    assert tokens(installation)[units["Depot"]] == 7


def test_a_failed_opening_keeps_the_slips(installation: Installation, units: Units) -> None:
    """A folder stands where the key should go, when the slips are already taken out."""
    [made] = make_slips(installation, ["North"])
    obstacle = installation.keys.path / "wave-1.key"
    obstacle.mkdir(parents=True)
    with pytest.raises(OSError, match="wave-1"):
        open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    assert open_number(installation) is None
    obstacle.rmdir()
    assert open_wave(installation, opens_on=OPENS, closes_on=CLOSES).number == 1
    assert answer_sheet(installation, made.codes[0], OPENS).unit == "North"
    assert tokens(installation)[units["North"]] == 7


@pytest.mark.usefixtures("units")
@pytest.mark.parametrize(
    ("name", "why", "message"),
    [
        ("Nowhere", "unknown_unit", "“Nowhere”; there are: Example, North"),
        ("Depot", "ambiguous_unit", "“Depot”.*North / Depot, South / Depot"),
        ("South", "nobody", "South"),
    ],
)
def test_refused_slips_change_nothing(
    installation: Installation, name: str, why: str, message: str
) -> None:
    before = main_dump(installation)
    with pytest.raises(SlipError, match=message, check=code(why)):
        make_slips(installation, ["North", name])
    assert main_dump(installation) == before


def test_slips_store_neither_codes_nor_people(installation: Installation, units: Units) -> None:
    [made] = make_slips(installation, ["North"])
    stored = main_dump(installation)
    assert not [code for code in made.codes if code in stored]
    found = main_rows(installation, "SELECT hash, unit_id FROM slip")
    assert {bytes(h) for h, _ in found} == {token_hash(code) for code in made.codes}
    assert {UUID(str(unit)) for _, unit in found} == {units["North"]}
    assert ("slips made", "North") in {(e.action, e.subject) for e in entries(installation)}


@pytest.mark.only_sqlite
@pytest.mark.usefixtures("units")
def test_the_main_database_forgets_slips_once_a_wave_opens(installation: Installation) -> None:
    def main_files() -> bytes:
        return b"".join(f.read_bytes() for f in installation.store_folder.glob("peil.db*"))

    [made] = make_slips(installation, ["North"])
    hashes = [token_hash(code) for code in made.codes]
    assert all(h in main_files() for h in hashes)
    open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    assert not [h for h in hashes if h in main_files()]
