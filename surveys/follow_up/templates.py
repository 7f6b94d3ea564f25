"""Templates of agreements: what teams often agree on, as data, to be changed at will. Pure."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, ClassVar, Self

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from surveys import yaml_documents
from surveys.errors import N_, PeilError
from surveys.follow_up.agreement import MAX_BODY_LENGTH, MAX_DETAILS_LENGTH
from surveys.instrument import shipped
from surveys.texts import LANGUAGES

_FILE = Path(__file__).with_name("agreement_templates.yaml")


class TemplatesError(PeilError):
    """Templates that cannot be used; each fault is a line of its own.

    Faults name fields of a YAML file and stay English, as what the YAML parser says does.
    """

    texts: ClassVar = {"faults": N_("The templates cannot be used:\n{faults}")}

    def __init__(self, *faults: str) -> None:
        """Keep the faults."""
        super().__init__("faults", faults="\n".join(faults))


def _in_every_language(texts: Mapping[str, object]) -> Mapping[str, object]:
    if missing := set(LANGUAGES) ^ set(texts):
        msg = f"expected a text in each of {', '.join(LANGUAGES)}; see {', '.join(sorted(missing))}"
        raise ValueError(msg)
    return texts


_Sentence = Annotated[str, Field(min_length=1, max_length=MAX_BODY_LENGTH, pattern=r"^[^\n]+$")]
_Text = Annotated[dict[str, _Sentence], AfterValidator(_in_every_language)]
_Lines = Annotated[dict[str, list[_Sentence]], AfterValidator(_in_every_language)]


class Template(BaseModel):
    """What a team may agree on: a sentence, lines that say more, and a line for below messages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z_]+$")
    indicator: str | None = None
    name: _Text
    text: _Text
    details: _Lines = {language: [] for language in LANGUAGES}
    signature: _Text | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        known = {indicator.id for indicator in shipped().indicators}
        if self.indicator is not None and self.indicator not in known:
            msg = f"{self.indicator!r} is not an indicator"
            raise ValueError(msg)
        if len({len(lines) for lines in self.details.values()}) > 1:
            msg = "the details have as many lines in every language"
            raise ValueError(msg)
        if any(len(self.lines(language)) > MAX_DETAILS_LENGTH for language in LANGUAGES):
            msg = f"the details have more than {MAX_DETAILS_LENGTH} characters"
            raise ValueError(msg)
        return self

    def lines(self, language: str) -> str:
        """Return the details as they are typed, one a line."""
        return "\n".join(self.details[language])


def load(text: str) -> dict[str, Template]:
    """Return the templates of a YAML text by id, in its order; raise TemplatesError."""
    try:
        entries = yaml_documents.load(text)
    except yaml.YAMLError as fault:
        msg = f"This is not valid YAML: {fault}"
        raise TemplatesError(msg) from fault
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        msg = "expected a list of templates, each with its fields"
        raise TemplatesError(msg)
    faults, found = [], {}
    for entry in entries:
        name = entry.get("id")
        try:
            template = Template.model_validate(entry)
        except ValidationError as fault:
            for error in fault.errors():
                field = ".".join(map(str, error["loc"]))
                where = f"template {name}, field {field}" if field else f"template {name}"
                faults.append(f"{where}: {error['msg'].removeprefix('Value error, ')}")
        else:
            if template.id in found:
                faults.append(f"template {name}: there are two of this id")
            found[template.id] = template
    if faults:
        raise TemplatesError(*faults)
    return found


@functools.cache
def agreement_templates() -> Mapping[str, Template]:
    """Return the templates that come with Peil by id, read once per process."""
    return load(_FILE.read_text(encoding="utf-8"))
