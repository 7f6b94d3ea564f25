"""The button that makes a report: who has it, and whose rights hold when it is pressed."""

from uuid import UUID

import pytest

from dashboard.clock import now
from dashboard.results.report_download import report_as_signed_in
from surveys import sign_in
from surveys.access import NotAllowedError
from surveys.access.result_links import result_link
from surveys.installation import Installation
from surveys.reports import FORMATS, Asked
from surveys.sign_in import make_link_secret, redeem
from surveys.trail import entries
from tests.pages.conftest import Open, hold_waves, text_of

KEY = "report"


@pytest.fixture
def counted(installation: Installation, leader: UUID) -> None:
    """Two counted waves."""
    del leader
    hold_waves(installation, 2, 2)


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("language", ["en", "nl"])
def test_managers_and_hr_have_it_on_their_pages(
    open_page: Open, leader: UUID, hr: UUID, language: str
) -> None:
    for person, page in ((leader, "team"), (hr, "team"), (hr, "organisation")):
        app = open_page(page, person=person, language=language)
        assert any(popover.proto.popover.label for popover in app.get("popover"))
        app.session_state[KEY] = True
        app.run()
        assert not app.exception
        assert len(app.radio(key="report_format").options) == len(FORMATS)
        assert len(app.selectbox(key="report_period").options) >= 3
        assert [b.key for b in app.get("download_button") if b.key == "report_download"]


@pytest.mark.usefixtures("counted")
def test_it_is_the_primary_button_of_the_organisation_and_a_quiet_one_of_a_unit(
    open_page: Open, hr: UUID
) -> None:
    for page, kind in (("organisation", "primary"), ("team", "tertiary")):
        app = open_page(page, person=hr)
        popovers = [block.proto.popover for block in app.get("popover")]
        assert [one.type for one in popovers if one.label == "Report"] == [kind]
        buttons = [one.proto.type for one in app.button]
        assert [one.type for one in popovers].count("primary") + buttons.count("primary") == 1


@pytest.mark.usefixtures("counted")
def test_who_came_by_the_link_of_a_team_has_none_and_sees_how_the_whole_is_doing(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    app = open_page("results", u=result_link(installation, organisation["North"]))
    app.session_state[KEY] = True
    app.run()
    assert not [b for b in app.get("download_button") if b.key == "report_download"]
    said = text_of(app)
    assert "The organisation as a whole" in said
    assert "nothing of other units" in said
    whole = open_page("results", u=result_link(installation, organisation["Example"]))
    assert "The organisation as a whole" not in text_of(whole)


@pytest.mark.usefixtures("counted")
def test_the_rights_at_the_moment_of_the_download_hold(
    installation: Installation, leader: UUID, organisation: dict[str, UUID]
) -> None:
    link = make_link_secret(installation, leader, now())
    secret = redeem(installation, link, now())
    assert secret is not None
    north, whole = Asked(organisation["North"]), Asked()
    for kind in FORMATS:
        assert report_as_signed_in(installation, secret, north, "nl", kind)
    exported = [one for one in entries(installation) if one.action == "results exported"]
    assert len(exported) == len(FORMATS)
    with pytest.raises(NotAllowedError):
        report_as_signed_in(installation, secret, whole, "en", "pdf")
    sign_in.sign_out(installation, secret)
    with pytest.raises(NotAllowedError) as refused:
        report_as_signed_in(installation, secret, north, "en", "pdf")
    assert refused.value.code == "signed_out"
    left = [one for one in entries(installation) if one.action == "results exported"]
    assert left == exported
