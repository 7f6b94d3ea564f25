"""The page API and webhooks: who sees what on it, and that what is secret is shown once."""

from uuid import UUID

from surveys.access import OPERATOR
from surveys.installation import Installation
from surveys.webhooks import read_webhooks
from tests.pages.conftest import Open, press, text_of
from tests.stored import main_rows


def test_an_administrator_enters_an_application_and_hr_alone_sees_its_token_once(
    open_page: Open, installation: Installation, administrator: UUID, hr: UUID
) -> None:
    app = open_page("connections", person=administrator)
    app.text_input(key="api_name").set_value("Power BI")
    app = press(app, "Enter the application")
    assert not app.exception
    assert main_rows(installation, "SELECT name, hash FROM api_client") == [("Power BI", None)]
    assert not [button for button in app.button if "Release" in button.label]
    assert not app.code
    app = open_page("connections", person=hr)
    assert "Power BI" in text_of(app)
    app = press(app, "Release the token of Power BI")
    (token,) = [code.value for code in app.code]
    assert token.startswith("peil_")
    assert not app.run().code, "it is not shown again"
    assert token not in text_of(open_page("connections", person=administrator))
    app = press(app, "End Power BI")
    assert main_rows(installation, "SELECT name FROM api_client") == []


def test_the_whole_organisation_is_what_is_offered_first(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    app = open_page("connections", person=administrator)
    assert app.selectbox(key="api_unit").options == ["Example", "North"]
    app.text_input(key="api_name").set_value("Power BI")
    press(app, "Enter the application")
    of = "SELECT u.name FROM api_client c JOIN unit u ON u.id = c.unit_id"
    assert main_rows(installation, of) == [("Example",)]


def test_what_is_wrong_is_said_and_stays_in_its_field(
    open_page: Open, installation: Installation, administrator: UUID
) -> None:
    app = press(open_page("connections", person=administrator), "Enter the application")
    assert len(app.error) == 1
    app.text_input(key="webhook_address").set_value("http://example.org")
    app = press(app, "Add the webhook")
    assert len(app.error) == 1
    assert app.text_input(key="webhook_address").value == "http://example.org"
    assert main_rows(installation, "SELECT * FROM webhook") == []


def test_an_administrator_adds_and_removes_a_webhook_and_hr_sees_none(
    open_page: Open, installation: Installation, administrator: UUID, hr: UUID
) -> None:
    app = open_page("connections", person=administrator)
    app.text_input(key="webhook_address").set_value("https://hooks.example.org/a?key=1")
    app = press(app, "Add the webhook")
    (secret,) = [code.value for code in app.code]
    assert secret.startswith("whsec_")
    assert not app.run().code, "it is not shown again"
    assert "hooks.example.org" not in text_of(open_page("connections", person=hr))
    press(app, "Remove hooks.example.org")
    assert read_webhooks(installation, OPERATOR) == []
