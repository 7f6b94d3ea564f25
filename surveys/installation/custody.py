"""What box and key mean together, in the one wording that every place uses.

The privacy page, the privacy statement, the impact assessment, the regulation for the works
council, README and `peil keys` say these sentences; a test compares them.
"""

from surveys.errors import N_

BOX_AND_KEY = N_(
    "While a wave is open, somebody who holds the ballot box and its key can open the ballots; "
    "with two keepers, only together with both passphrases."
)
"""What is not protected against; with `WITHOUT_KEEPERS` or `WITH_KEEPERS` for one installation."""

WITHOUT_KEEPERS = N_("Here the key has no keeper: anybody who can read the key folder has the key.")
WITH_KEEPERS = N_(
    "Here the key is sealed with the passphrases of its keepers: without them, a copy of "
    "everything that is stored opens nothing."
)
LOST = N_(
    "A lost passphrase means that the wave it seals cannot be counted: nobody can reconstruct the "
    "key, the passphrase or an answer, and the answers are destroyed unread."
)
