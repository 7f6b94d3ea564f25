"""`peil experiment verify`: whoever has the record can draw again, without an installation."""

from pathlib import Path
from uuid import UUID

from surveys.experiments.draw import Draw, record
from tests.commands import Peil, said

DRAW = Draw(frozenset(UUID(int=number) for number in range(1, 9)), (3, 2), "ab" * 16)


def test_a_record_that_holds_is_confirmed(peil: Peil, tmp_path: Path) -> None:
    file = tmp_path / "peil-draw.json"
    file.write_text(record(DRAW, {}, "en"), encoding="utf-8")
    done = peil("experiment", "verify", file)
    assert done.returncode == 0
    assert "of 8 units, 3 + 2 start and 3 wait" in done.stdout
    assert DRAW.fingerprint in done.stdout
    assert DRAW.nonce in done.stdout


def test_one_that_was_changed_is_refused_in_one_sentence(peil: Peil, tmp_path: Path) -> None:
    file = tmp_path / "peil-draw.json"
    file.write_text(record(DRAW, {}, "en").replace("ab" * 16, "ac" * 16), encoding="utf-8")
    assert "The seed does not follow" in said(peil("experiment", "verify", file))
