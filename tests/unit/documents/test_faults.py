"""The table of faults names tests that exist, for every fault."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
TABLE = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
FAULTS = (
    *("disk full", "disk can only be read", "database away"),
    *("time of the machine jumps", "two clocks", "key is missing", "ballot box is damaged"),
    *("mail server away", "answers 500 or hangs", "cuts websockets", "sleeps over the closing"),
    *("out of memory", "certificate of the pages", "DNS away", "process is killed"),
)


def rows() -> list[list[str]]:
    lines = [line for line in TABLE.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_fault_has_what_happens_what_people_see_what_to_do_and_a_test_that_exists() -> None:
    table = rows()
    for name in FAULTS:
        assert any(name in row[0] for row in table), name
    for row in table:
        assert len(row) == 5
        assert all(row)
        tests = re.findall(r"`(tests/\S+)`", row[4])
        assert tests
        assert all((ROOT / test).exists() for test in tests), row[0]
