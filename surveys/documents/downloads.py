"""The documents as files to download, for those who look after the promise."""

from datetime import date

from surveys.access import NotAllowedError, Reader
from surveys.documents.values import read_values
from surveys.documents.writing import NAMES, render_documents
from surveys.installation import Installation
from surveys.settings import Settings


def document(
    installation: Installation,
    settings: Settings,
    who: Reader,
    name: str,
    language: str,
    today: date,
) -> str:
    """Return a document of this installation in Markdown, by its name without an ending.

    For administrators and those who read the trail: raises NotAllowedError for anybody else, and
    DocumentError before set-up. The trail does not mention it: it holds no data about people.
    """
    if not (who.administers or who.reads_trail):
        raise NotAllowedError("trail")
    if name not in NAMES:
        raise ValueError(name)
    return render_documents(read_values(installation, settings, today), language)[f"{name}.md"]
