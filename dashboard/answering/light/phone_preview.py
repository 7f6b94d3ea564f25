"""A question as it looks on the light page of a phone; nothing in it can be pressed. Pure."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.answering.light.document import STYLE, environment
from dashboard.answering.light.question_view import question_views
from surveys.instrument import Question
from surveys.texts import Texts

PHONE_WIDTH = 390
"""Width of a usual phone, in CSS pixels."""


def phone_preview(questions: Sequence[Question], texts: Texts) -> str:
    """Return an HTML document with questions as the light page lays them out, everything escaped.

    It has no script and no form, so a frame of our own page may show it.
    """
    return (
        environment()
        .get_template("phone.html.jinja")
        .render(
            language=texts.language,
            title=texts.gettext("On a phone"),
            style=Markup(STYLE),  # noqa: S704 - our own style sheet
            questions=question_views(questions, texts, {}),
            no_answer=texts.gettext("No answer"),
        )
    )
