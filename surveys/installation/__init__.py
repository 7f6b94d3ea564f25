"""One installation: its databases, its key folder, and the secrets that its processes share."""

from surveys.installation.installation import (
    Installation,
    InstallationError,
    Snapshot,
    current_installation,
    inspect_installation,
    is_ready,
    open_installation,
    open_snapshot,
    postgresql_script,
    release,
)
from surveys.installation.keys import KeyMissingError
from surveys.installation.shared_secrets import shared_secret

__all__ = [
    "Installation",
    "InstallationError",
    "KeyMissingError",
    "Snapshot",
    "current_installation",
    "inspect_installation",
    "is_ready",
    "open_installation",
    "open_snapshot",
    "postgresql_script",
    "release",
    "shared_secret",
]
