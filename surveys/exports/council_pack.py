"""What a works council takes home: a dated attestation, the trail of a year, and the documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from dateutil.relativedelta import relativedelta

from db.engine import writing
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.audit import NEVER, Audit, run_audit
from surveys.documents import LIMITS, PROMISE, Values, read_values, render_documents
from surveys.exports.attestation import attestation
from surveys.installation import Installation
from surveys.operations import expired_waves
from surveys.reports.document import Report
from surveys.settings import Settings
from surveys.texts import LANGUAGES
from surveys.trail.reading import trail_since

EXCERPT = relativedelta(years=1)
"""How far back the excerpt of the trail goes."""


@dataclass(frozen=True)
class CouncilPack:
    """The attestation in each language, and the other files by name."""

    attestations: Mapping[str, Report]
    files: Mapping[str, bytes]


def make_council_pack(
    installation: Installation, settings: Settings, who: Reader, today: date
) -> CouncilPack:
    """Return the pack, and note in the trail who takes it away.

    It holds no results. For those who read the trail: raises NotAllowedError for anybody else, and
    DocumentError before set-up.
    """
    if not who.reads_trail:
        raise NotAllowedError("trail")
    values = read_values(installation, settings, today)
    audit = run_audit(installation, lambda: expired_waves(installation, settings.retention, today))
    files = {
        f"{language}/{name}": text.encode()
        for language in LANGUAGES
        for name, text in render_documents(values, language).items()
    }
    since = today - EXCERPT
    files[f"trail-since-{since}.csv"] = trail_since(installation, who, since).encode()
    with writing(installation.engine) as session:
        trail.note(session, "trail exported", "pack of the works council", who.known_as)
    return CouncilPack(
        {language: attested(values, audit, language, today) for language in LANGUAGES}, files
    )


def attested(values: Values, audit: Audit, language: str, today: date) -> Report:
    """Return the attestation of an audit in a language."""
    return attestation(values, audit, NEVER, PROMISE, LIMITS, version("peil"), language, today)
