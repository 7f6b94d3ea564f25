"""Every sentence of the privacy page and the documents that says "can": what it can be done with.

A promise of a choice names the control that keeps it. A new sentence needs an entry here, and one
that promises a choice without a control is not written.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from pathlib import Path
from pkgutil import resolve_name

import pytest
from babel.messages.pofile import read_po

from surveys.documents.values import example_values
from surveys.documents.writing import render_documents
from surveys.texts import LANGUAGES
from surveys.waves import KeeperState

CATALOGUE = Path("surveys/locales/nl/LC_MESSAGES/peil.po")
PAGE = {
    "dashboard/answering/privacy_view.py",
    "surveys/documents/promise.py",
    "surveys/installation/custody.py",
}
"""Where the words of the privacy page are."""

CAN = {"en": r"\b(can|may)\b", "nl": r"\b(kan|kunt|kunnen|mag|mogen)\b"}


class NoChoice(Enum):
    """What "can" says where it promises nobody a choice."""

    IMPOSSIBLE = "what nobody can do or find out"
    LIMIT = "what the promise does not protect against"
    RIGHT = "what law or regulation allow, asked of the organisation"
    RULE = "what the program is allowed to store or to show"
    PERHAPS = "what may be so"


SKIP = ("dashboard.answering.light.pages:form", "dashboard.answering.app.form:question_form")
AUDIT = ("dashboard.commands.audit:audit", "dashboard.answering.privacy_view:live_audit")
THRESHOLDS = ("dashboard.administration.next_waves_view:thresholds_form",)
TRAIL = ("dashboard.administration.trail_view:entries_by_day",)
CONTACTS = ("dashboard.administration.contacts_view:contacts_form",)

ENTRIES: list[tuple[str, str, tuple[str, ...] | NoChoice]] = [
    ("every question can be skipped", "elke vraag mag worden overgeslagen", SKIP),
    ("thresholds may be raised", "getallen mogen omhoog", THRESHOLDS),
    ("can be set higher for a next wave", "voor een volgende peiling kan het hoger", THRESHOLDS),
    ("can check what is stored", "kunnen nagaan wat is opgeslagen", AUDIT),
    ("can ask for the full audit", "kunnen vragen om de volledige controle", AUDIT),
    ("may at any time have `peil audit`", "mag op elk moment `peil audit`", AUDIT),
    ("can sign in to see who read", "kan inloggen om te zien wie", TRAIL),
    ("", "om hen te kunnen controleren", TRAIL),
    ("whom they can talk to", "", CONTACTS),
    ("you may see, correct or have erased", "u mag inzien, laten verbeteren", NoChoice.RIGHT),
    ("may be present", "mag erbij zijn", NoChoice.RIGHT),
    ("either side may end it", "elk van beide kanten kan haar opzeggen", NoChoice.RIGHT),
    ("can be declared void", "", NoChoice.RIGHT),
    ("*can* be used to monitor", "", NoChoice.RIGHT),
    ("nobody can look up", "niemand kan opzoeken", NoChoice.IMPOSSIBLE),
    ("can at any moment only guess", "kan op geen enkel moment", NoChoice.IMPOSSIBLE),
    ("nobody can tell that everybody", "niemand kan zien dat iedereen", NoChoice.IMPOSSIBLE),
    ("nobody can see who answered", "niemand kan zien wie heeft", NoChoice.IMPOSSIBLE),
    ("cannot be shown, changed or taken", "kan niet worden getoond", NoChoice.IMPOSSIBLE),
    ("nothing can be *linked*", "", NoChoice.IMPOSSIBLE),
    ("nobody can reconstruct the key", "niemand kan de sleutel", NoChoice.IMPOSSIBLE),
    ("", "kan de peiling die ermee is verzegeld niet", NoChoice.IMPOSSIBLE),
    ("nobody can count again", "niemand kan opnieuw tellen", NoChoice.IMPOSSIBLE),
    ("", "het belang kan niet met minder", NoChoice.IMPOSSIBLE),
    ("who changes the running program", "het draaiende programma verandert", NoChoice.LIMIT),
    ("holds the ballot box and its key", "de stembus en de sleutel in handen", NoChoice.LIMIT),
    ("can read the key folder", "de sleutelmap kan lezen", NoChoice.LIMIT),
    ("of a team conspire", "van een team samenspannen", NoChoice.LIMIT),
    ("knows your team well", "je team goed kent", NoChoice.LIMIT),
    ("reads the files of your browser", "de bestanden van je browser", NoChoice.LIMIT),
    ("two people together can", "twee mensen samen kunnen", NoChoice.LIMIT),
    ("", "kan software niet verhinderen", NoChoice.LIMIT),
    ("can see that you were invited", "kan zien dat u bent uitgenodigd", NoChoice.LIMIT),
    ("what may be published", "wat gepubliceerd mag worden", NoChoice.RULE),
    ("stored here may be stored", "mag worden opgeslagen", NoChoice.RULE),
    ("may read published numbers", "mag gepubliceerde cijfers", NoChoice.RULE),
    ("", "mag nooit in een back-up", NoChoice.RULE),
    ("comments can contain personal", "opmerkingen kunnen persoonsgegevens", NoChoice.PERHAPS),
    ("answers may have become known", "", NoChoice.PERHAPS),
    ("may be everybody, or not", "kan iedereen zijn, of niet", NoChoice.PERHAPS),
]
"""A part of the sentence in each language (empty: it says so in other words there), and why."""


def sentences(language: str) -> Iterator[str]:
    """Yield every sentence of page and documents in which somebody can or may, in small letters."""
    example = example_values()
    several = (
        example,
        replace(example, asks_health=True, asks_who_leads=True, channels=("teams",), by_mail=False),
        replace(example, keepers=KeeperState(("HR", "Council"))),
    )
    texts = [text for values in several for text in render_documents(values, language).values()]
    with CATALOGUE.open("rb") as file:
        for message in read_po(file):
            if message.id and PAGE & {place for place, _ in message.locations}:
                said = message.id if language == "en" else message.string
                texts += [said] if isinstance(said, str) else said
    for line in "\n".join(texts).lower().splitlines():
        for sentence in re.split(r"(?<=[.;:?!|])\**\s+", line):
            if re.search(CAN[language], sentence):
                yield sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_that_says_can_is_accounted_for(language: str) -> None:
    parts = {(en if language == "en" else nl) for en, nl, _ in ENTRIES} - {""}
    used = Counter[str]()
    for sentence in sentences(language):
        found = [part for part in parts if part in sentence]
        assert found, f"say what this can be done with: {sentence}"
        used.update(found)
    assert parts == used.keys()


def test_every_choice_has_a_control_that_people_get_to() -> None:
    places = [*Path("dashboard/pages").glob("*.py"), Path("dashboard/commands/main.py")]
    places += [
        Path("dashboard/answering/light/routes.py"),
        Path("dashboard/answering/light/app.py"),
    ]
    reached = "\n".join(place.read_text(encoding="utf-8") for place in places)
    for _, _, controls in ENTRIES:
        for control in () if isinstance(controls, NoChoice) else controls:
            assert callable(resolve_name(control))
            assert re.search(rf"\b{control.split(':')[1]}\b", reached), control
