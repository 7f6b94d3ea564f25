"""The guided way from an empty installation to a first wave; it can be left and taken up again."""

import streamlit as st

from dashboard.administration import founding_view, set_up_view
from dashboard.administration.contacts_view import contacts_form
from dashboard.clock import now
from dashboard.navigation import enter, page_link
from surveys.operations import steps
from surveys.programme import load_plan, local_date
from surveys.settings import current_settings

run = enter("set_up")
_ = run.texts.gettext
if run.needs_set_up or run.reader is None:
    st.title(_("Welcome to Peil"), anchor=False)
    st.markdown(
        _(
            "Ten minutes from here to a first wave. No wave opens without somebody people can talk "
            "to in confidence, so that comes first."
        )
    )
    founding_view.set_up_form(run)
    st.stop()
st.title(_("The way to the first wave"), anchor=False)
all_steps = steps(run.installation, current_settings())
done = sum(step.is_done for step in all_steps)
st.progress(
    done / len(all_steps), _("{done} of {all} steps done").format(done=done, all=len(all_steps))
)
today = local_date(run.installation, now())
coming = load_plan(run.installation, today, today.replace(year=today.year + 1, day=1))
for number, step in enumerate(all_steps, start=1):
    with st.container(border=True):
        set_up_view.step_head(number, step, run.texts)
        name, _meaning = set_up_view.step_words(step.name, run.texts)
        if step.name == "organisation":
            contacts_form(run, run.reader)
            page_link("contacts", _("Other contacts for a unit"), icon=":material/forum:")
        elif step.name in set_up_view.PAGES:
            query = {"view": set_up_view.VIEWS[step.name]} if step.name in set_up_view.VIEWS else {}
            page_link(set_up_view.PAGES[step.name], name, icon=":material/arrow_forward:", **query)
        elif step.name == "preview" and coming:
            with st.expander(_("Show the questions")):
                set_up_view.question_list(coming[0].questions, run.texts)
        elif step.name == "start" and not step.is_done and coming:
            ready = all(other.is_done for other in all_steps[:5])
            set_up_view.start(run, run.reader, coming[0].opens_at, is_ready=ready)
        elif step.name == "start" and step.is_done:
            page_link("messages", _("View delivery status"))
