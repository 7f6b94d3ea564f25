"""The texts of every page that stands in place of the questions, or asks once before sending. Pure.

Both doors show them. Two asterisks on either side mark bold words; nothing else is markup, and
nothing that a person typed is in a text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from surveys.answering import MAX_COMMENT_LENGTH, Answers, Comments, LinkError, tips_for
from surveys.instrument import COMMENT, Instrument, OpenQuestion, Question, shipped
from surveys.texts import Texts


@dataclass(frozen=True)
class OutcomeTexts:
    """A title, paragraphs, a list, a note, and the words on up to two buttons."""

    title: str
    paragraphs: Sequence[str] = ()
    points: Sequence[str] = ()
    note: str = ""
    first_button: str = ""
    """The way that leads back, or tries again."""

    second_button: str = ""
    """The way on, for somebody who has been asked once."""


@dataclass(frozen=True)
class ThanksTexts:
    """What somebody reads who has sent their answers; `steps` are numbered."""

    title: str
    paragraph: str
    steps_title: str
    steps: Sequence[str]
    tips_title: str
    tips: Sequence[tuple[str, str]]
    """Names of indicators, each with a tip; none without answers or an instrument."""

    answered_title: str
    answered_note: str
    answered: Sequence[tuple[str, str]]
    """Questions, each with the answer in words."""

    written: Sequence[tuple[str, str]]
    """What was written, each text after a title."""


def thanks(closes_on: date, texts: Texts) -> ThanksTexts:
    """Return the thanks as a shared device shows them: with nothing of what was answered."""
    _ = texts.gettext
    return ThanksTexts(
        title=_("Thank you"),
        paragraph=_("Your answers are in the box, sealed, with those of your team."),
        steps_title=_("What happens next"),
        steps=(
            _("On **{moment}** the pulse closes and is counted, once.").format(
                moment=texts.closing(closes_on)
            ),
            _("You get a link to your team's results: the same that your manager sees."),
            _("Your team talks about them. Ask for it if that does not happen."),
        ),
        tips_title=_("Something you could do this week"),
        tips=(),
        answered_title=_("What you answered"),
        answered_note=_("What you answered: not shown on a shared device."),
        answered=(),
        written=(),
    )


def own_thanks(
    wave: int,
    closes_on: date,
    answers: Answers,
    comments: Comments,
    questions: Sequence[Question],
    instrument: Instrument | None,
    texts: Texts,
) -> ThanksTexts:
    """Return the thanks with what somebody answered and, with an instrument, a tip or two.

    `wave` is its number, from which follows whose turn a tip is.
    """
    _, language = texts.gettext, texts.language
    general = thanks(closes_on, texts)
    tips = tips_for(answers, questions, instrument, wave) if instrument else []
    return ThanksTexts(
        title=general.title,
        paragraph=general.paragraph,
        steps_title=general.steps_title,
        steps=general.steps,
        tips_title=general.tips_title,
        tips=[(tip.indicator.name[language], tip.text[language]) for tip in tips],
        answered_title=general.answered_title,
        answered_note=_("Only here, until you close this page. It is not kept."),
        answered=[(q.text[language], _in_words(q, answers, texts)) for q in questions],
        written=[(_title(question, texts), text) for question, text in comments.items()],
    )


def _title(question: str, texts: Texts) -> str:
    """Return the title of what was written to an open question."""
    if question == COMMENT:
        return texts.gettext("Your comment")
    return shipped().open_questions.question(question).text[texts.language]


def _in_words(question: Question, answers: Answers, texts: Texts) -> str:
    options = list(question.scale.options(texts.language))
    if question.may_not_apply:
        options.append(shipped().does_not_apply[texts.language])
    chosen = [options[option] for option in answers.get(question.id, ())]
    return ", ".join(chosen) or texts.gettext("Skipped")


def for_yourself(texts: Texts) -> str:
    """Return the words of the link to the page on which everything stays in the browser."""
    return texts.gettext("For yourself: a quiz, your workplace, planning your week")


def unusable(error: LinkError, texts: Texts, *, sent: bool = False) -> OutcomeTexts:
    """Return why a link cannot be used, and what to do; `sent`: somebody has just sent answers."""
    _, title = texts.gettext, error.in_words(texts)
    if error.code == "closed":
        closed = [_("It closed on {date}.").format(date=texts.date(error.on))] if error.on else []
        if sent:
            closed.append(
                _("What you sent after that was **not counted**, and nothing of it is kept.")
            )
        rest = _(
            "You get a new link with the next invitation. There is nothing you need to do now."
        )
        return OutcomeTexts(title, [*closed, rest])
    if error.code == "not_open_yet" and error.on is not None:
        opens = _("It opens on {date}. Your link works from then on.")
        return OutcomeTexts(title, [opens.format(date=texts.date(error.on))])
    return OutcomeTexts(
        title,
        points=(
            _(
                "**Have you answered already?** Then all is well. A link works once, and we do not "
                "keep who used it."
            ),
            _(
                "**Not yet?** Open the link from your invitation, or copy all of it: some mail "
                "programs cut off the end."
            ),
            _(
                "**An older invitation?** Take the latest one. Older links end when their pulse "
                "closes."
            ),
        ),
        note=_("We keep no list of who has answered, so we cannot look it up for you."),
    )


def unavailable(texts: Texts, *, unsent: bool, by_itself: bool = True) -> OutcomeTexts:
    """Return that the box does not answer, whether or not somebody has tried to send answers.

    `by_itself`: whether the page tries again without anybody's doing.
    """
    _ = texts.gettext
    title = _("One moment, please") if by_itself else _("Please try again in a minute")
    note = _("This page tries again by itself.") if by_itself else ""
    if not unsent:
        lost = _("The box does not answer now. Nothing is lost, and your link still works.")
        return OutcomeTexts(title, [lost], note=note, first_button=_("Try again"))
    kept = _(
        "The box does not answer now. **Your answers are not sent yet.** They wait on this page; "
        "if the questions should come back empty, your link still works."
    )
    return OutcomeTexts(title, [kept], note=note, first_button=_("Send again"))


def name_warning(texts: Texts, comments: Comments) -> OutcomeTexts:
    """Return the question to somebody whose comment, or other words, seem to name a person."""
    _ = texts.gettext
    is_comment = comments.keys() <= {COMMENT}
    return OutcomeTexts(
        _("Your comment seems to name somebody")
        if is_comment
        else _("What you wrote seems to name somebody"),
        [
            "**"
            + _("Nothing was sent yet.")
            + "** "
            + _(
                "Anybody who reads a comment must not be able to tell whom it is about, or who "
                "wrote it."
            )
        ],
        note=_("Your answers to the questions are kept either way."),
        first_button=_("Change my comment") if is_comment else _("Change what I wrote"),
        second_button=_("Send it as it is"),
    )


def marked_title(texts: Texts) -> str:
    """Return the words above the parts of a comment that may name a person."""
    return texts.gettext("Marked: what looks like a name, an address or a number")


def nothing_answered(texts: Texts) -> OutcomeTexts:
    """Return the question to somebody who sends neither an answer nor a comment."""
    _ = texts.gettext
    return OutcomeTexts(
        _("You have answered nothing yet"),
        [
            "**"
            + _("Nothing was sent yet.")
            + "** "
            + _("Skipping everything is fine. Your link works once.")
        ],
        first_button=_("Back to the questions"),
        second_button=_("Send it empty"),
    )


def too_many(question: Question, texts: Texts) -> str:
    """Return what is wrong with a question of which somebody chose too many options."""
    _ = texts.gettext
    most = _("Please choose at most {n}.").format(n=question.scale.max_choices)
    return f"{most} " + _("Nothing was sent yet.")


def too_long(question: OpenQuestion, length: int, texts: Texts) -> str:
    """Return what is wrong with a text of more characters than there may be."""
    _ = texts.gettext
    if question.id == COMMENT:
        said = _("Your comment has {n} characters; the most is {most}.")
        return said.format(n=length, most=MAX_COMMENT_LENGTH)
    said = _("{question} Your answer has {n} characters; the most is {most}.")
    asked = question.text[texts.language]
    return said.format(question=asked, n=length, most=MAX_COMMENT_LENGTH)


def need_a_look(number: int, texts: Texts) -> str:
    """Return how many questions have to be looked at again before anything is sent."""
    return texts.ngettext("{n} question needs a look:", "{n} questions need a look:", number)


def probably_arrived(texts: Texts) -> OutcomeTexts:
    """Return the answer to somebody who sends again after the connection broke while sending."""
    _ = texts.gettext
    return OutcomeTexts(
        _("Your answers have arrived"),
        [
            _(
                "The connection broke before the page could say so, and your link has been used "
                "since then. If nobody else has your link, your answers are in the box."
            )
        ],
    )


def without_link(texts: Texts) -> OutcomeTexts:
    """Return where to go for somebody who opens the answer page without a link."""
    _ = texts.gettext
    return OutcomeTexts(
        _("This page works from your personal link only"),
        [
            _(
                "Open the link in your latest invitation. Each wave brings a new one, which works "
                "once; there is no account and no password."
            )
        ],
        first_button=_("I have a paper slip"),
    )


def elsewhere(texts: Texts) -> OutcomeTexts:
    """Return where to answer for somebody who opens a link where only the dashboard is served."""
    _ = texts.gettext
    return OutcomeTexts(
        _("Answers are given on another address"),
        [
            _(
                "Your link was not used and still works there. Ask the person who sent it for the "
                "right address."
            )
        ],
    )
