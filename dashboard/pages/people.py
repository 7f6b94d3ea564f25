"""People and units, for administrators: who works where, a new list, and roles."""

import streamlit as st

from dashboard.administration.import_view import import_people
from dashboard.administration.people_view import roles, who_works_where
from dashboard.navigation import enter

run = enter("people")
_ = run.texts.gettext
who = run.require_reader()
st.title(_("People"), anchor=False)
views = {"list": _("Who works where"), "import": _("New list"), "roles": _("Roles")}
view = st.segmented_control(
    _("What to do"),
    list(views),
    default=asked if (asked := st.query_params.get("view")) in views else "list",
    format_func=views.__getitem__,
    key="people_view",
    label_visibility="collapsed",
    required=True,
)
if view == "import":
    import_people(run, who)
elif view == "roles":
    roles(run, who)
else:
    who_works_where(run, who)
