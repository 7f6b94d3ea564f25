"""One installation: its databases, its key folder, and the secrets that its processes share.

Also public: `custody` (the sentences about what box and key mean together).
"""

from surveys.installation.installation import (
    Installation,
    InstallationError,
    Snapshot,
    current_installation,
    inspect_installation,
    is_away,
    is_ready,
    open_installation,
    open_snapshot,
    postgresql_script,
    published,
    release,
)
from surveys.installation.keepers import KeeperError, Keepers, checked_passphrase, make_keepers
from surveys.installation.keys import (
    KEEPERS,
    OTHER_FILES,
    KeyFolder,
    KeyMissingError,
    Turn,
    key_folder_of,
)
from surveys.installation.shared_secrets import shared_secret

__all__ = [
    "KEEPERS",
    "OTHER_FILES",
    "Installation",
    "InstallationError",
    "KeeperError",
    "Keepers",
    "KeyFolder",
    "KeyMissingError",
    "Snapshot",
    "Turn",
    "checked_passphrase",
    "current_installation",
    "inspect_installation",
    "is_away",
    "is_ready",
    "key_folder_of",
    "make_keepers",
    "open_installation",
    "open_snapshot",
    "postgresql_script",
    "published",
    "release",
    "shared_secret",
]
