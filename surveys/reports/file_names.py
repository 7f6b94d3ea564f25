"""Names of files that hold nothing of a path, whatever a unit is called. Pure."""

import re
import unicodedata

MAX_LENGTH = 60


def file_name(*parts: str) -> str:
    """Return a name of a file, without its ending, of letters, digits and hyphens only.

    Letters lose their accents; a name without any letter or digit is `peil`.
    """
    plain = unicodedata.normalize("NFKD", " ".join(parts)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    return "-".join(["peil", *words])[:MAX_LENGTH].rstrip("-")
