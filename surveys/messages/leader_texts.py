"""Default texts of what leaders are reminded of: a talk, what was done, a look back. Pure."""

from surveys.texts import Texts


def leader_text(kind: str, language: str) -> tuple[str, str]:
    """Return subject and body of a message to leaders: "talk", "reply" or "review"."""
    _ = Texts(language).gettext
    if kind == "talk":
        return (
            _("Have you talked about the results of {unit}?"),
            _(
                "Hello {name},\n"
                "\n"
                "After the last two waves no talk about the results was noted for {unit}. People "
                "who answer want to know what happens next. Ten minutes are enough, and the page "
                "guides you through them:\n"
                "\n"
                "{link}\n"
                "\n"
                "Have you talked already? Then note the day on that page. You get this message "
                "once, like everybody who leads a unit without a noted talk. What is shown and "
                "what never is: {privacy}\n"
            ),
        )
    if kind == "reply":
        return (
            _("What did you do with the results of {unit}?"),
            _(
                "Hello {name},\n"
                "\n"
                "Nothing is noted yet of what was done with the last results of {unit}. Two "
                "sentences are enough: what people said, and what you did. Everybody in the team "
                "reads them in the next invitation and on the answer page:\n"
                "\n"
                "{link}\n"
                "\n"
                "“Nothing yet, because …” is an answer too. You get this message once, like "
                "everybody who leads a unit without these sentences. What is shown and what never "
                "is: {privacy}\n"
            ),
        )
    return (
        _("Looking back at what {unit} agreed"),
        _(
            "Hello {name},\n"
            "\n"
            "The day has come on which {unit} wanted to look back at something it agreed on. "
            "Ask the team: did we do it, and does it help? Keep it, change it or stop, and "
            "note in one line what it brought:\n"
            "\n"
            "{link}\n"
            "\n"
            "“Show it to the team” on that page begins with this question. You get this "
            "message once for an agreement. What is shown and what never is: {privacy}\n"
        ),
    )
