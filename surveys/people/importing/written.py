"""Finds units among the rows of a file, before it is known which unit lies under which. Pure."""

from collections.abc import Sequence

from surveys.people.file.rows import UnitRow
from surveys.people.importing.places import NewPlace, folded, parts_of
from surveys.units.names import BETWEEN


class Written:
    """The units of a file by what is written: nobody knows yet which unit lies under which."""

    def __init__(self, rows: Sequence[UnitRow]) -> None:
        """Index the rows of a file."""
        self._rows = {row.line: row for row in rows}
        self._by_key = {row.key: row.line for row in rows if row.key}
        self._by_name: dict[str, list[int]] = {}
        self._by_path: dict[str, list[int]] = {}
        self._known: dict[str, list[int]] = {}
        self._agreed: dict[tuple[int, NewPlace], bool] = {}
        for row in rows:
            self._by_name.setdefault(row.name.casefold(), []).append(row.line)
            self._by_path.setdefault(shown_as_written(row).casefold(), []).append(row.line)

    def called(self, text: str) -> list[int]:
        """Return the lines of the units that a name, path or key may mean."""
        if text not in self._known:
            parts = folded(parts_of(text))
            lines = self._by_path.get(text.casefold(), []) if len(parts) > 1 else []
            if len(lines) != 1:
                lines = [n for n in self._by_name.get(parts[-1], []) if self._agrees(n, parts)]
            if not lines and text in self._by_key:
                lines = [self._by_key[text]]
            self._known[text] = lines
        return self._known[text]

    def _agrees(self, line: int, parts: NewPlace) -> bool:
        """Return whether a unit may have a path, given how its parent is written.

        Each step leaves a name out, so it ends even where units lie in a circle.
        """
        rest, above = parts[:-1], folded(parts_of(self._rows[line].parent))
        common = min(len(rest), len(above))
        if rest[len(rest) - common :] != above[len(above) - common :]:
            return False
        if len(above) >= len(rest):
            return True
        if (line, rest) not in self._agreed:
            ups = self._by_name.get(rest[-1], [])
            self._agreed[line, rest] = any(self._agrees(up, rest) for up in ups)
        return self._agreed[line, rest]


def shown_as_written(row: UnitRow) -> str:
    """Return the path of a unit as its row has it."""
    return f"{row.parent}{BETWEEN}{row.name}" if row.parent else row.name
