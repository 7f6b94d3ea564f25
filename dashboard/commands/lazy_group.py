"""A command group that knows its subcommands from a table, and imports the one that is called."""

import importlib
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

import typer.main
from typer.core import TyperCommand, TyperGroup


class Subcommand(NamedTuple):
    """A row of the table.

    The target is `module:attribute` of a function, or of a Typer group, in this package. The help
    is the first line of the function's docstring.
    """

    name: str
    target: str
    help: str


class LazyCommand(TyperCommand):
    """A subcommand that is imported when it is called or asked for its own help."""

    def __init__(self, row: Subcommand) -> None:
        """Take a row of the table; imports nothing."""
        super().__init__(row.name, help=row.help, rich_markup_mode=None)
        self._target = row.target

    def load(self) -> TyperCommand | TyperGroup:
        """Import the module and return the whole subcommand, with its options."""
        module, _, attribute = self._target.partition(":")
        function = getattr(importlib.import_module(f"{__package__}.{module}"), attribute)
        if isinstance(function, typer.Typer):
            return typer.main.get_group(function)
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(self.name)(function)
        command = typer.main.get_command(alone)
        assert isinstance(command, TyperCommand)  # noqa: S101
        return command

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        """Parse the arguments with the options of the whole subcommand."""
        return self.load().make_context(info_name, args, parent, **extra)


class PlainGroup(TyperGroup):
    """A group whose help shows the whole help line of each subcommand, where Typer would cut it."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the subcommands."""
        del ctx
        lines = [
            (name, (command.help or "").partition("\n")[0])
            for name, command in self.commands.items()
        ]
        with formatter.section("Commands"):
            formatter.write_dl(lines)


class LazyGroup(PlainGroup):
    """A group of lazy subcommands; a subclass names them."""

    subcommands: ClassVar[Sequence[Subcommand]]

    def __init__(self, **attributes: Any) -> None:
        """Add the subcommands; imports none of them."""
        super().__init__(**attributes)
        for row in self.subcommands:
            self.add_command(LazyCommand(row))
