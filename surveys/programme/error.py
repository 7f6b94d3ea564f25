"""What cannot be kept of a rhythm, a place or a plan: one clear sentence. Pure."""

from surveys.texts import Texts


def _(message: str) -> str:
    """Mark a text for translation; it stays English here."""
    return message


class ProgrammeError(ValueError):
    """Something about the programme that cannot be kept; nothing was changed."""

    def __init__(self, message: str, **filled: object) -> None:
        """Keep an English sentence with {places}, and what goes into them."""
        super().__init__(message.format(**filled))
        self._message, self._filled = message, filled

    def in_words(self, language: str) -> str:
        """Say what is wrong and how to mend it."""
        return Texts(language).gettext(self._message).format(**self._filled)
