"""The page of the audit trail: by day, by kind, page by page."""

from uuid import UUID

import pytest

from dashboard.administration import trail_view
from dashboard.clock import now
from db.engine import writing
from surveys.access.access import NotAllowedError
from surveys.installation.installation import Installation
from surveys.sign_in.sign_in import make_link_secret, redeem, sign_out
from surveys.texts import Texts, escape_markdown
from surveys.trail import trail
from surveys.trail.reading import PAGE_SIZE
from tests.pages.conftest import Open, text_of


def test_it_says_who_did_what_in_words(
    open_page: Open,
    council: UUID,
) -> None:
    assert "**The server** set up the organisation: Example" in text_of(
        open_page("trail", person=council)
    )


def test_choosing_a_kind_shows_no_other(
    open_page: Open, installation: Installation, council: UUID
) -> None:
    with writing(installation.engine) as session:
        trail.note(session, "results read", "North", council)
    app = open_page("trail", person=council)
    app.pills(key="kind").set_value("results").run()
    assert not app.exception
    assert "**Cora** read results: North" in text_of(app)
    assert "set up the organisation" not in text_of(app)
    app.pills(key="kind").set_value("talks").run()
    assert "Nothing of this kind was noted." in text_of(app)


def test_many_entries_come_page_by_page_and_another_kind_begins_anew(
    open_page: Open, installation: Installation, council: UUID
) -> None:
    with writing(installation.engine) as session:
        for number in range(PAGE_SIZE + 2):
            trail.note(session, "results read", f"unit {number}", council)
    app = open_page("trail", person=council)
    first = text_of(app)
    app.session_state["trail_page"] = 2
    app.run()
    assert not app.exception
    assert text_of(app) != first
    app.pills(key="kind").set_value("other").run()
    assert not app.exception
    assert "set up the organisation" in text_of(app)


def test_what_somebody_wrote_is_no_markup(
    open_page: Open, installation: Installation, council: UUID
) -> None:
    with writing(installation.engine) as session:
        trail.note(session, "event noted", written := "[x](http://evil.example) <b>", council)
    assert escape_markdown(written) in text_of(open_page("trail", person=council))


def test_every_action_has_a_name() -> None:
    names = trail_view.action_names(Texts("en"))
    assert set(trail.Action.__args__) <= set(names)  # type: ignore[attr-defined]
    assert len(set(names.values())) == len(names)


def test_who_has_signed_out_meanwhile_gets_no_file(
    installation: Installation, council: UUID
) -> None:
    secret = redeem(installation, make_link_secret(installation, council, now()), now())
    assert secret is not None
    assert trail_view.export_as_signed_in(installation, secret, None).startswith(
        "day,by,action,subject"
    )
    sign_out(installation, secret)
    with pytest.raises(NotAllowedError):
        trail_view.export_as_signed_in(installation, secret, None)
