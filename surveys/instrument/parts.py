"""What an instrument has besides questions: rotation, time budget and support lines. Pure."""

from collections.abc import Iterator

from pydantic import Field

from surveys.instrument.scales import Frozen, Text


class CycleBlocks(Frozen):
    """A position in the cycle whose block differs between odd and even cycles."""

    odd_cycle: tuple[str, ...]
    even_cycle: tuple[str, ...]


class Rotation(Frozen):
    """The rotation schedule: the anchors in every wave, plus one block per wave."""

    cycle: int = Field(ge=1)
    anchors: tuple[str, ...]
    blocks: dict[int, tuple[str, ...] | CycleBlocks]

    def every_block(self) -> Iterator[tuple[str, ...]]:
        """Yield the question ids of each block, including both variants where there are two."""
        for block in self.blocks.values():
            if isinstance(block, CycleBlocks):
                yield from (block.odd_cycle, block.even_cycle)
            else:
                yield block


class TimeBudget(Frozen):
    """Planned answering times in seconds; `most` is the maximum for a wave."""

    most: int
    overhead: int
    per_question: dict[str, int]


class SupportLine(Frozen):
    """A person to turn to; `{name}`, `{phone}` and `{booking}` come from the organisation."""

    id: str
    who: Text
    more: Text
    """What it costs and whom it is for; may hold links as [words](address)."""

    short: Text | None = None
    """Stands for both where there is little room; a line without it is left out there."""

    contact: str = ""
