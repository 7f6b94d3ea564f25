"""What a command of Peil did, run as from a terminal."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Done:
    """What a command printed and the code it ended with."""

    returncode: int
    stdout: str
    stderr: str


Peil = Callable[..., Done]


def said(run: Done) -> str:
    """Return what a command that could not be done said: one message and no traceback."""
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert run.stderr.count("\n") == 1
    return run.stderr
