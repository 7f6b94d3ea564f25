"""People and units, for administrators: who works where, a new list, and roles."""

import streamlit as st

from dashboard.address import kept_in_address
from dashboard.administration.import_view import import_people
from dashboard.administration.people_view import PERSON, people_list
from dashboard.administration.person_view import person_form
from dashboard.administration.roles_view import role_editor
from dashboard.navigation import enter
from dashboard.wording import upload_words

run = enter("people")
_ = run.texts.gettext
who = run.require_reader()
st.title(_("People"), anchor=False)
if (person := st.query_params.get(PERSON)) is not None:
    person_form(run, who, person)
    st.stop()
views = {"list": _("Who works where"), "import": _("New list"), "roles": _("Roles")}
view = st.segmented_control(
    _("What to do"),
    list(views),
    format_func=views.__getitem__,
    label_visibility="collapsed",
    required=True,
    **kept_in_address("view", list(views)),
)
if view == "import":
    upload_words(run.texts)
    import_people(run, who)
elif view == "roles":
    role_editor(run, who)
else:
    people_list(run, who)
