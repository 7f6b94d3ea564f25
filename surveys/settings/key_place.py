"""The default place of the key folder: apart from the data folder, whatever backs that up."""

import hashlib
import os
from pathlib import Path

_HASH_LENGTH = 8


def default_key_folder(data: Path) -> Path:
    """Return the key folder of a data folder (absolute), outside of it.

    For a data folder in somebody's home it is in their state folder (XDG Base Directory
    Specification, $XDG_STATE_HOME or ~/.local/state), named after the data folder and its path, so
    that two installations never share one. For any other, such as /srv/peil, it is the folder
    beside it: /srv/peil-keys.
    """
    data = data.resolve()
    home = _home()
    if home is not None and home != data and data.is_relative_to(home):
        named = os.environ.get("XDG_STATE_HOME", "")
        state = Path(named) if Path(named).is_absolute() else home / ".local" / "state"
        of_path = hashlib.sha256(os.fsencode(data)).hexdigest()[:_HASH_LENGTH]
        place = state.resolve() / "peil" / f"keys-{data.name}-{of_path}"
        if not place.is_relative_to(data):
            return place
    return data.with_name(f"{data.name}-keys")


def _home() -> Path | None:
    """Return the home of the user of this process; None for a user of a service without one."""
    try:
        home = Path.home().resolve()
    except RuntimeError:
        return None
    return None if home == home.parent else home
