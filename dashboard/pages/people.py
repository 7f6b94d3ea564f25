"""People and units, for administrators: who works where, a new list, and roles."""

import streamlit as st

from dashboard.administration.import_view import import_people
from dashboard.administration.people_view import roles, who_works_where
from dashboard.session import current, no_access, page_head

st.set_page_config(layout="wide")
run = current()
_ = run.texts.gettext
page_head(run)
who = run.reader
if who is None:
    st.switch_page("dashboard/pages/welcome.py")
if not (who.administers or who.keeps):
    no_access(run.texts)
    st.stop()
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
