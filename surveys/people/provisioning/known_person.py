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


def refusal(others: Mapping[Column, UUID]) -> UniquenessException:
    """Return the refusal, which says what somebody has already without naming them.

    Its context has that `person`, who is in Peil.
    """
    same = [_SAME[column] for column in _SAME if column in others]
    detail = f"somebody in Peil has {' and '.join(same)}"
    if "user_name" not in others:
        detail = f"{detail}. {_MATCH}"
    return UniquenessException(detail=detail, person=next(iter(others.values())))
