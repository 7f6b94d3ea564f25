"""The address is the truth of every choice on a page."""

import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    """A page with two choices and pages to turn."""
    import streamlit as st  # noqa: PLC0415

    from dashboard.address import kept_in_address, page_turner  # noqa: PLC0415

    options = ["a", "b", "c"]
    st.pills("View", options, required=True, **kept_in_address("view", options))
    kept = kept_in_address("unit", options, "b", always=True)
    st.selectbox("Unit", options, **kept)
    st.text(f"page {page_turner('page', 3)}")


def opened(**query: str) -> AppTest:
    app = AppTest.from_function(page)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def shown(app: AppTest) -> tuple[object, object, str]:
    return app.pills(key="view").value, app.selectbox(key="unit").value, app.text[0].value


def test_what_the_address_asks_for_is_chosen_and_anything_else_is_the_default() -> None:
    assert shown(opened()) == ("a", "b", "page 1")
    assert shown(opened(view="c", unit="a", page="3")) == ("c", "a", "page 3")
    assert shown(opened(view="?", unit="", page="x")) == ("a", "b", "page 1")


@pytest.mark.parametrize(("asked", "page_shown"), [("0", 1), ("99", 3), ("-1", 1), ("²", 1)])
def test_a_page_outside_of_the_list_is_the_nearest_one(asked: str, page_shown: int) -> None:
    assert shown(opened(page=asked))[2] == f"page {page_shown}"


def test_a_choice_is_written_and_the_default_left_out_unless_it_may_change() -> None:
    app = opened()
    assert not dict(app.query_params), "drawing a page writes nothing"
    app.pills(key="view").set_value("c").run()
    assert app.query_params["view"] == "c"
    app.pills(key="view").set_value("a").run()
    assert "view" not in app.query_params
    app.selectbox(key="unit").set_value("a").run()
    app.selectbox(key="unit").set_value("b").run()
    assert app.query_params["unit"] == "b"


def test_going_back_restores_what_the_address_had() -> None:
    app = opened(view="b")
    app.pills(key="view").set_value("c").run()
    app.query_params["view"] = "b"
    app.run()
    assert shown(app)[0] == "b"
    del app.query_params["view"]
    app.run()
    assert shown(app)[0] == "a"
