"""The one way to read YAML: values only, and nested no deeper than any file of ours."""

from pathlib import Path
from typing import Any

import yaml

MAX_DEPTH = 20
"""Maximum nesting of lists and mappings; a file of questions needs eight."""


class Bounded(yaml.parser.Parser, yaml.composer.Composer):
    """The part of a loader that refuses deep nesting, which would exhaust the stack."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Compose a node; raise ComposerError for one that lies too deep."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            problem = f"it is nested more than {MAX_DEPTH} levels deep"
            raise yaml.composer.ComposerError(None, None, problem, mark)
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1


class ValueLoader(Bounded, yaml.SafeLoader):
    """A loader of texts, numbers, dates, lists and mappings."""


def load(text: str, loader: type[yaml.SafeLoader | yaml.BaseLoader] = ValueLoader) -> Any:
    """Return what a YAML text holds. Raises YAMLError.

    `loader` derives from `Bounded`.
    """
    reading = loader(text)
    try:
        return reading.get_single_data()
    finally:
        reading.dispose()


def load_shipped(file: Path) -> Any:
    """Return what a file of ours holds. Raises YAMLError.

    Files that come with Peil are checked before they do, and are read at every start: by libyaml,
    where PyYAML has it, which takes an eighth of the time.
    """
    quick: Any = getattr(yaml, "CSafeLoader", ValueLoader)
    return load(file.read_text(encoding="utf-8"), quick)
