"""Personal links: the address that opens an answer sheet, and what arrives of it. Pure."""

from surveys.settings import Settings


def answer_link(settings: Settings, token: str) -> str:
    """Return the link that opens the answer sheet of a token, or of a slip's code."""
    if settings.answer_page == "app":
        return f"{settings.address}/answer?t={token}"
    return f"{settings.address}/a/{token}"


def token_in(received: str) -> str:
    """Return the token in the last part of an address that mail programs may have damaged."""
    return received
