"""The page of the audit trail: by day, by kind, page by page."""

from uuid import UUID

import pytest

from dashboard.administration import trail_view
from dashboard.clock import now
from db.engine import writing
from surveys.access import NotAllowedError
from surveys.installation import Installation
from surveys.sign_in import make_link_secret, redeem, sign_out
from surveys.texts import Texts, escape_markdown
from surveys.trail import Action, note
from surveys.trail.reading import PAGE_SIZE
from tests.pages.conftest import Open, text_of


def test_it_says_in_words_who_did_what_by_kind_page_by_page_and_without_markup(
    open_page: Open, installation: Installation, council: UUID
) -> None:
    written = "[x](http://evil.example) <b>"
    with writing(installation.engine) as session:
        note(session, "results read", "North", council)
        note(session, "event noted", written, council)
    app = open_page("trail", person=council)
    assert "**The server** set up the organisation: Example" in text_of(app)
    assert escape_markdown(written) in text_of(app)
    app.pills(key="kind").set_value("results").run()
    assert not app.exception
    assert "**Cora** read results: North" in text_of(app)
    assert "set up the organisation" not in text_of(app)
    app.pills(key="kind").set_value("waves").run()
    assert "Nothing of this kind was noted." in text_of(app)
    with writing(installation.engine) as session:
        for number in range(PAGE_SIZE + 2):
            note(session, "results read", f"unit {number}", council)
    app = open_page("trail", person=council)
    first = text_of(app)
    app.query_params["page"] = "2"
    app.run()
    assert not app.exception
    assert text_of(app) != first
    app.pills(key="kind").set_value("other").run()
    assert not app.exception
    assert "set up the organisation" in text_of(app)


def test_every_action_has_a_name() -> None:
    names = trail_view.action_names(Texts("en"))
    assert set(Action.__args__) <= set(names)  # type: ignore[attr-defined]
    assert len(set(names.values())) == len(names)


def test_a_reader_who_has_signed_out_meanwhile_gets_no_file(
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


def test_a_long_list_is_folded_and_waves_are_in_order_over_pages(
    open_page: Open, installation: Installation, council: UUID
) -> None:
    with writing(installation.engine) as session:
        for number in range(1, PAGE_SIZE + 4):
            note(session, "wave counted", f"wave {number}", council)
        note(session, "people confirmed", "North: " + ", ".join(["Ada Lovelace"] * 40), council)
    app = open_page("trail", person=council, language="nl")
    app.pills(key="kind").set_value("waves").run()
    assert not app.exception
    folded = next(expander for expander in app.expander if "telde een peiling" in expander.label)
    assert folded.label.endswith(f": {PAGE_SIZE}")
    lines = folded.markdown[0].value.splitlines()
    numbers = [int(line.split()[-1]) for line in lines]
    assert numbers == list(range(1, PAGE_SIZE + 1))
    app.pills(key="kind").set_value("people").run()
    assert any("bevestigde mensen" in expander.label for expander in app.expander)
