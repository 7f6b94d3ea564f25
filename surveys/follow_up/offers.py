"""What to offer a whole unit whose published level needs attention: `offers.yaml`, checked. Pure.

An offer is for everybody in a unit. Nothing in it is about one person, since nothing that is
published is.
"""

import functools
import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError, model_validator

from surveys import yaml_documents
from surveys.instrument import shipped
from surveys.instrument.scales import Frozen, Text
from surveys.texts import LANGUAGES

_FILE = Path(__file__).with_name("offers.yaml")
_FIELDS = re.compile(r"{(\w*)}")


class OfferFileError(ValueError):
    """A file of offers that cannot be used; the message names the entry and the field."""


class Offer(Frozen):
    """What the leader and HR can offer a unit where an indicator needs attention."""

    about: str
    leader: Text
    hr: Text


class OfferOnManager(Frozen):
    """The same where it is about trust in the manager: the level above and HR read it first."""

    questions: tuple[str, ...]
    above: Text
    hr: Text
    leader: Text


class Offers(Frozen):
    """All offers, and what goes for each of them; `{unit}` stands for the name of the unit."""

    for_everybody: Text
    with_contacts: Text
    no_reply: Text
    offers: tuple[Offer, ...]
    manager: OfferOnManager

    @model_validator(mode="after")
    def _complete(self) -> "Offers":
        faults = sorted([*self._of_instrument(), *self._of_texts()])
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def _of_instrument(self) -> Iterator[str]:
        instrument = shipped()
        core = {one.id for one in instrument.indicators if one.kind == "core"}
        about = [offer.about for offer in self.offers]
        yield from (f"offers: nothing about {name}" for name in core - set(about))
        yield from (f"offers, {name}: is not a core indicator" for name in set(about) - core)
        yield from (f"offers, {name}: twice" for name in {n for n in about if about.count(n) > 1})
        asked = {question.id for question in instrument.questions()}
        yield from (
            f"manager, field questions: {question} does not exist"
            for question in set(self.manager.questions) - asked
        )

    def _of_texts(self) -> Iterator[str]:
        texts = {
            "for_everybody": self.for_everybody,
            "with_contacts": self.with_contacts,
            "no_reply": self.no_reply,
            **{f"offers, {one.about}, leader": one.leader for one in self.offers},
            **{f"offers, {one.about}, hr": one.hr for one in self.offers},
            "manager, above": self.manager.above,
            "manager, hr": self.manager.hr,
            "manager, leader": self.manager.leader,
        }
        for name, text in texts.items():
            for language in LANGUAGES:
                said = text.get(language, "").strip()
                if not said:
                    yield f"{name}: no text in {language!r}"
                elif set(_FIELDS.findall(said)) - {"unit"}:
                    yield f"{name}: only {{unit}} can be filled in"

    def about(self, indicator: str) -> Offer | None:
        """Return the offer about an indicator; None for one without, such as an organisation's."""
        return next((offer for offer in self.offers if offer.about == indicator), None)


def load(text: str) -> Offers:
    """Return the offers in a YAML text. Raises OfferFileError."""
    try:
        return Offers.model_validate(yaml_documents.load(text))
    except ValidationError as fault:
        told = "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}".lstrip(": ") for one in fault.errors()
        )
        raise OfferFileError(told) from fault


@functools.cache
def shipped_offers() -> Offers:
    """Return the offers that come with Peil, read once per process."""
    return load(_FILE.read_text(encoding="utf-8"))
