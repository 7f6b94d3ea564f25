"""Templates of agreements: every one can be noted as it is, and a file with faults names each."""

import re
from datetime import date, timedelta

import pytest

from surveys.follow_up.agreement import named_lines
from surveys.follow_up.agreements import Draft, checked
from surveys.follow_up.templates import TemplatesError, agreement_templates, load
from surveys.texts import LANGUAGES

DAY = date(2026, 3, 2)

GOOD = """
- id: quiet
  indicator: workload
  name: {en: "Quiet", nl: "Rust"}
  text: {en: "Fridays without meetings.", nl: "Vrijdagen zonder vergaderingen."}
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_can_be_noted_as_it_is(language: str) -> None:
    for template in agreement_templates().values():
        draft = Draft(
            template.text[language],
            template.indicator,
            DAY,
            DAY + timedelta(weeks=8),
            template.lines(language),
            template=template.id,
        )
        assert checked(draft) == draft


def test_what_teams_agree_on_is_there_with_a_table_of_reply_times_and_a_line_to_copy() -> None:
    templates = agreement_templates()
    assert len(templates) == 10
    for language in LANGUAGES:
        assert len(named_lines(templates["reply_times"].lines(language))) >= 4
    assert {name for name, one in templates.items() if one.signature} == {"mail_outside_hours"}


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("workload", "wrkload", "template quiet: 'wrkload' is not an indicator"),
        ('nl: "Rust"', 'de: "Ruhe"', "template quiet, field name: expected a text in each"),
        ('"Quiet"', '""', "template quiet, field name.en: String should have at least 1"),
        ("indicator:", "topic:", "template quiet, field topic: Extra inputs"),
        ("id: quiet", "id: Quiet Fridays", "field id: String should match"),
        (GOOD, "id: quiet", "expected a list of templates"),
        ("- id: quiet", "- id: [", "This is not valid YAML"),
    ],
)
def test_a_file_with_a_fault_says_where_and_what(before: str, after: str, fault: str) -> None:
    assert list(load(GOOD)) == ["quiet"]
    with pytest.raises(TemplatesError, match=re.escape(fault)):
        load(GOOD.replace(before, after, 1))


def test_details_are_of_equal_length_in_every_language_and_ids_are_used_once() -> None:
    uneven = f'{GOOD}  details: {{en: ["A: b"], nl: []}}\n'
    with pytest.raises(TemplatesError, match="as many lines in every language"):
        load(uneven)
    with pytest.raises(TemplatesError, match="there are two of this id"):
        load(GOOD + GOOD)


@pytest.mark.parametrize(
    ("details", "rows"),
    [
        ("E-mail: in two days\nChat: today", [("E-mail", "in two days"), ("Chat", "today")]),
        ("E-mail: in two days\nnot a row", []),
        ("From 9:00 on", []),
        ("", []),
    ],
)
def test_lines_become_a_table_where_each_has_a_name(
    details: str, rows: list[tuple[str, str]]
) -> None:
    assert named_lines(details) == rows
