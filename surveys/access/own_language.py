"""The language that somebody chooses for themselves: for pages, and for messages to them."""

from db import people
from db.engine import writing
from surveys.access.access import Reader
from surveys.installation import Installation
from surveys.texts import LANGUAGES


def choose_language(installation: Installation, who: Reader, language: str) -> None:
    """Keep the language that somebody signed in has chosen for themselves.

    The trail does not mention it, because it changes what nobody else sees or may do. A reader who
    came by the link of a team is nobody known, and has none. Raises ValueError for a language
    without texts.
    """
    if language not in LANGUAGES:
        raise ValueError(language)
    if who.known_as is None or who.language == language:
        return
    with writing(installation.engine) as session:
        person = people.person(session, who.known_as)
        if person is not None:
            person.language = language
