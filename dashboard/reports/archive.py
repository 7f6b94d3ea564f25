"""Several files as one to download. Pure."""

import io
import zipfile
from collections.abc import Mapping

_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The first moment that the format knows: the same files make the same archive."""


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP archive of files by name."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in files.items():
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), file, zipfile.ZIP_DEFLATED)
    return content.getvalue()
