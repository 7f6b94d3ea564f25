"""Finds units among the rows of a file, before it is known which unit lies under which. Pure."""

from collections.abc import Sequence

from surveys.people.file.rows import UnitRow
from surveys.people.importing.places import NewPlace, compared, folded, parts_of
from surveys.units import FILE_SEPARATOR, same_path


class RowIndex:
    """The rows of a file of units by name, path and key, as they are written."""

    def __init__(self, rows: Sequence[UnitRow]) -> None:
        """Index the rows of a file."""
        self._rows = {row.line: row for row in rows}
        self._by_key = {row.key: row.line for row in rows if row.key}
        self._by_name: dict[str, list[int]] = {}
        self._by_path: dict[str, list[int]] = {}
        self._known: dict[str, list[int]] = {}
        self._matching: dict[tuple[int, NewPlace], bool] = {}
        for row in rows:
            self._by_name.setdefault(compared(row.name), []).append(row.line)
            self._by_path.setdefault(same_path(written_path(row)), []).append(row.line)

    def lines_of(self, text: str) -> list[int]:
        """Return the lines of the units that a name, path or key may mean."""
        if text not in self._known:
            parts = folded(parts_of(text))
            lines = self._by_path.get(same_path(text), []) if len(parts) > 1 else []
            if len(lines) != 1:
                lines = [n for n in self._by_name.get(parts[-1], []) if self.matches(n, parts)]
            if not lines and text in self._by_key:
                lines = [self._by_key[text]]
            self._known[text] = lines
        return self._known[text]

    def matches(self, line: int, parts: NewPlace) -> bool:
        """Return whether the unit of a line may have a path, considering how its parent is written.

        Each step drops a name, so the search ends even where units form a circle.
        """
        rest, above = parts[:-1], folded(parts_of(self._rows[line].parent))
        common = min(len(rest), len(above))
        if rest[len(rest) - common :] != above[len(above) - common :]:
            return False
        if len(above) >= len(rest):
            return True
        if (line, rest) not in self._matching:
            parents = self._by_name.get(rest[-1], [])
            self._matching[line, rest] = any(self.matches(parent, rest) for parent in parents)
        return self._matching[line, rest]


def written_path(row: UnitRow) -> str:
    """Return the path of a unit as its row has it."""
    return f"{row.parent}{FILE_SEPARATOR}{row.name}" if row.parent else row.name
