"""Own questions of the organisation: HR writes them and has them asked, the works council reads."""

import streamlit as st
from dateutil.relativedelta import relativedelta

from dashboard.administration import own_questions_view as view
from dashboard.answering.own_question_preview import second_look
from dashboard.clock import now
from dashboard.navigation import enter
from surveys.own_questions import may_write, read_own_questions
from surveys.programme import load_plan, local_date

run = enter("own_questions")
_ = run.texts.gettext
who = run.require_reader()
st.title(_("Own questions"), anchor=False)
view.introduction(run, who)
questions = read_own_questions(run.installation, who)
view.own_questions_list(run, questions)
if may_write(who):
    st.subheader(_("Write or change a question"), anchor=False)
    form, name = view.editor(run, who, questions)
    view.save_button(run, who, form, name)
    today = local_date(run.installation, now())
    planned = load_plan(run.installation, today, today + relativedelta(years=1))
    second_look(run, who, form.typed(), planned)
    for one in questions:
        if one.id == name:
            view.asking(run, who, one)
