"""What a spreadsheet leaves in a cell by accident never becomes a unit."""

import pytest

from surveys.units.unit_name import UnitNameError, check_unit_name, refused_name
from tests.refusals import code

ERRORS = [
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#ERROR!",
    "#GETTING_DATA",
    "#BLOCKED!",
    "#N/B",
    "#VERW!",
    "#WAARDE!",
    "#DEEL/0!",
    "#NAAM?",
    "#LEEG!",
    "#GETAL!",
    "#NV",
    "#BEZUG!",
    "#WERT!",
    "#ZAHL!",
    "#VALEUR!",
    "#NOM?",
    "#NOMBRE!",
    "#¡REF!",
    "#¿NOMBRE?",
    "#n/a",
    "#####",
    "Err:502",
    "Err:508",
]
DAYS = [
    "2026-03-01",
    "2026-03-01 00:00:00",
    "2026-03-01T08:30:00Z",
    "01/03/2026",
    "1-3-2026",
    "1.3.26",
    "2026/3/1",
    "1-mrt",
    "1-Mar",
    "Mar-24",
    "mrt-24",
    "1 maart 2026",
    "March 1, 2026",
    "März 2026",
    "01-Jan-26",
    "08:00",
    "8:30:00",
    "9:00 AM",
    "2026-03",
]
NUMBERS = [
    "12",
    "4711",
    "0012",
    "-3",
    "1.5",
    "1,5",
    "1.000,00",
    "12%",
    "€ 12",
    "1E+10",
    "\uff11\uff12",
    "\u0663",
]
NOTHING = [
    "N/A",
    "nan",
    "NaN",
    "NULL",
    "None",
    "<NA>",
    "(blank)",
    "(leeg)",
]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        *((name, "spreadsheet_error") for name in ERRORS),
        *((name, "day") for name in DAYS),
        *((name, "bare_number") for name in NUMBERS),
        *((name, "truth_value") for name in ("True", "FALSE", "WAAR", "onwaar", "Wahr")),
        *((name, "markup") for name in ("R&amp;D", "Caf&eacute;", "Zo&#235;", "Zo&#xEB;")),
        *((name, "stands_for_nothing") for name in NOTHING),
        *((name, "no_letter") for name in ("-", "?", "...", "—", "/ /")),
        *((name, "control") for name in ("Sa\x00les", "Caf\ufffd")),
    ],
)
def test_it_is_refused_with_the_reason(name: str, why: str) -> None:
    with pytest.raises(UnitNameError, check=code(why)):
        check_unit_name(name)
    written_otherwise = refused_name(f" {name.casefold()}. ")
    assert written_otherwise is not None


@pytest.mark.parametrize(
    "name",
    [
        "24/7",
        "Team 1",
        "1st line",
        "3M",
        "Unit 4711",
        "#1 Support",
        "C#",
        "May",
        "Mars",
        "Maart team",
        "Intake March 2026",
        "R&D",
        "A",
        "HR",
        "Null-emission",
        "None of the above",
        "7-up",
        "B-12",
        "🚀",
        "日本",
        "بی\u200cپیش",
        "Zorg Café",
        "S.W.A.T.",
        "Q3 2026",
        "4e lijn",
        "Juni & Juli",
        "Sales!",
        "Err-team",
        "1-on-1",
        "Ward 3-2",
        "2nd floor, 2026",
        "O'Neill",
        "Augustus",
        "AT&T; Europe",
        "True North",
    ],
)
def test_names_that_teams_have_are_taken(name: str) -> None:
    assert refused_name(name) is None
