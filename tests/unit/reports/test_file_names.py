"""Names of files hold nothing that a path, a shell or a browser reads as more than a name."""

import re

from hypothesis import given
from hypothesis import strategies as st

from surveys.reports.labels import MAX_LENGTH, file_name


@given(st.text(), st.text(max_size=20))
def test_a_name_has_letters_digits_and_hyphens_only(name: str, period: str) -> None:
    made = file_name(name, period)
    assert re.fullmatch(r"peil(-[a-z0-9]+)*", made), made
    assert len(made) <= MAX_LENGTH


def test_a_name_says_of_whom_and_when() -> None:
    assert file_name("Café Noord", "2026-q4") == "peil-cafe-noord-2026-q4"
    assert file_name("../../etc/passwd\\x00", "2026") == "peil-etc-passwd-x00-2026"
