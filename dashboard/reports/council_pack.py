"""The pack of the works council as one file, and the button that makes it."""

from functools import partial

import streamlit as st

from dashboard.clock import now
from dashboard.reports.formats import written, zipped
from dashboard.session import Run, session_secret
from surveys.access import NotAllowedError, Reader
from surveys.exports.council_pack import make_council_pack
from surveys.installation import Installation
from surveys.programme import local_date
from surveys.reports import Format
from surveys.settings import Settings, current_settings
from surveys.sign_in import session_reader

ATTESTED_AS: tuple[Format, ...] = ("pdf", "html")


def pack(installation: Installation, settings: Settings, who: Reader) -> bytes:
    """Return the pack as an archive, and note it; raises as `make_council_pack` does."""
    made = make_council_pack(installation, settings, who, local_date(installation, now()))
    files = {
        f"{language}/{report.file_name}.{ending}": written(report, ending)
        for language, report in made.attestations.items()
        for ending in ATTESTED_AS
    }
    return zipped(files | dict(made.files))


def pack_as_signed_in(installation: Installation, secret: str) -> bytes:
    """Return the pack with the rights of the session at this moment.

    Raises NotAllowedError when it has ended, or its holder does not read the trail any more.
    """
    who = session_reader(installation, secret, now())
    if who is None:
        raise NotAllowedError("signed_out")
    return pack(installation, current_settings(), who)


def council_pack_button(run: Run) -> None:
    """Show the button, for those who read the trail."""
    _ = run.texts.gettext
    st.download_button(
        _("Pack of the works council"),
        partial(pack_as_signed_in, run.installation, session_secret() or ""),
        file_name=f"peil-works-council-{run.today}.zip",
        mime="application/zip",
        icon=":material/folder_zip:",
        on_click="ignore",
        key="council_pack",
    )
    st.caption(
        _(
            "The audit of today as an attestation to print, the trail of a year, and all "
            "documents, in both languages. It holds no results, and is noted in the trail."
        )
    )
