"""The refusal to have a person twice: what is the same, and how both are matched. Pure."""

from collections.abc import Mapping
from uuid import UUID

from scim2_models import UniquenessException

from db.provisioning import Column

_SAME: Mapping[Column, str] = {
    "user_name": "this userName",
    "email": "this e-mail address under another userName",
    "key": "this externalId under another userName",
}
_MATCH = (
    "If it is the same person, match people by a second attribute, externalId or "
    'emails[type eq "work"].value: nobody is taken over otherwise'
)


class KnownPersonException(UniquenessException):
    """A person who would be in Peil twice; `person` is the one who is in it already."""

    def __init__(self, others: Mapping[Column, UUID]) -> None:
        """Say what somebody has already, without naming them."""
        same = [_SAME[column] for column in _SAME if column in others]
        detail = f"somebody in Peil has {' and '.join(same)}"
        if "user_name" not in others:
            detail = f"{detail}. {_MATCH}"
        super().__init__(detail=detail)
        self.person = next(iter(others.values()))
