"""The page "What could help": all measures as a list to search, each unfolded where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

import streamlit as st

from dashboard.address import kept_in_address
from dashboard.components import paper
from dashboard.page_top import actions, page_top, title
from dashboard.results import related_factors_view
from dashboard.results.kept import kept_measures
from dashboard.results.own_measures_view import edit_button, is_editing, measure_editor
from dashboard.session import Run
from surveys.instrument import shipped as shipped_instrument
from surveys.measures.catalogue import Catalogue, Measure, shipped
from surveys.measures.choosing import narrowed
from surveys.measures.words import (
    AUDIENCE_NAMES,
    EFFORT_NAMES,
    audiences_in_words,
    effort_in_words,
    source_in_words,
)
from surveys.texts import Texts

ABOUT = "about"
"""The part of the address with the indicator that the list is about."""
ALL = "all"


def measures_page(run: Run) -> None:
    """Show the measures that a reader looks for, or to HR the form of one.

    Those of the organisation are for people who are signed in, and for whom a link lets in.
    """
    _ = run.texts.gettext
    name = _("What could help")
    with page_top():
        title(name)
        with actions():
            edit_button(run)
            printed = _("printed {date}").format(date=run.texts.date(run.today))
            paper.save_or_print(_("Save or print"), f"{name} · {printed}")
    if run.reader is not None and is_editing(run):
        measure_editor(run, run.reader)
        return
    is_stranger = run.reader is None
    _list(run, shipped().measures if is_stranger else kept_measures(run.installation))


def _list(run: Run, measures: Sequence[Measure]) -> None:
    """Show measures to search and filter; one element for all, because each costs time."""
    _ = run.texts.gettext
    st.caption(
        _(
            "Suggestions for a talk, each with its source. None of them suits everybody: choose "
            "one together, try it, and look back."
        )
    )
    with st.container(key="measure_filters", horizontal=True):
        search = st.text_input(
            _("Search"),
            key="measure_search",
            type="search",
            placeholder=_("A word"),
            persist_state="session",
            width=160,
        )
        indicator = _choice(_("About"), ABOUT, _indicators(run.texts), run.texts, 210)
        audience = _choice(
            _("For whom"), "for", _translated(AUDIENCE_NAMES, run.texts), run.texts, 150
        )
        effort = _choice(
            _("Effort"), "effort", _translated(EFFORT_NAMES, run.texts), run.texts, 130
        )
    found = narrowed(
        measures,
        run.texts.language,
        search=search or "",
        indicator=indicator,
        audience=audience,
        effort=effort,
    )
    if not found:
        st.info(_("No measure fits. Leave out a word or a choice."), icon=":material/search_off:")
        return
    language = run.texts.language
    is_narrowed = bool(search or indicator or audience or effort)
    parts = [
        "" if indicator is None else related_factors_view.about_indicator(indicator, language),
        listed(found, shipped(), run.texts, by_theme=indicator is None),
        "" if is_narrowed else related_factors_view.about_all_indicators(language),
    ]
    st.html(_Html(f'<div class="measures">{"".join(parts)}</div>'))


@dataclass(frozen=True)
class _Html:
    """HTML as it is: Streamlit looks for the indentation of a text, which takes as long as all."""

    body: str

    def _repr_html_(self) -> str:
        return self.body


def _choice(
    label: str, name: str, names: Mapping[str, str], texts: Texts, width: int
) -> str | None:
    """Let somebody choose one of some names, or all (None); the address keeps the choice."""
    options = [ALL, *names]
    chosen = st.selectbox(
        label,
        options,
        format_func=lambda option: names.get(option, texts.gettext("All")),
        width=width,
        **kept_in_address(name, options),
    )
    return None if chosen == ALL else chosen


def _indicators(texts: Texts) -> dict[str, str]:
    indicators = shipped_instrument().indicators
    return {one.id: one.name[texts.language] for one in indicators if one.kind != "own"}


def _translated(names: Mapping[str, str], texts: Texts) -> dict[str, str]:
    return {name: texts.gettext(text) for name, text in names.items()}


def listed(
    measures: Sequence[Measure], catalogue: Catalogue, texts: Texts, *, by_theme: bool
) -> str:
    """Return measures as HTML: a title that unfolds each, under a heading per theme if wanted."""
    number = texts.ngettext("{n} measure", "{n} measures", len(measures))
    head = f'<p class="number">{escape(number)}</p>'
    if not by_theme:
        body = "".join(_folded(one, catalogue, texts) for one in measures)
        return f"{head}{body}"
    of_theme: dict[str | None, list[Measure]] = {}
    for one in measures:
        of_theme.setdefault(one.theme, []).append(one)
    parts = [head]
    for theme in (None, *catalogue.themes):
        if theme not in of_theme:
            continue
        name = catalogue.themes[theme][texts.language] if theme else _own(texts)
        body = "".join(_folded(one, catalogue, texts) for one in of_theme[theme])
        parts.append(f"<h2>{escape(name)}</h2>{body}")
    return "".join(parts)


def _own(texts: Texts) -> str:
    return texts.gettext("Of your organisation")


def _folded(one: Measure, catalogue: Catalogue, texts: Texts) -> str:
    """Return a measure as HTML; of the catalogue as it comes with Peil it is made once."""
    if one is _shipped().get(one.id):
        return _folded_once(one.id, texts.language)
    return _made(one, catalogue, texts)


@cache
def _shipped() -> dict[str, Measure]:
    return {one.id: one for one in shipped().measures}


@cache
def _folded_once(name: str, language: str) -> str:
    return _made(_shipped()[name], shipped(), Texts(language))


def _made(one: Measure, catalogue: Catalogue, texts: Texts) -> str:
    _, language = texts.gettext, texts.language
    facts = f"{effort_in_words(one, texts)} · {audiences_in_words(one, texts)}"
    lines = [
        f"<p>{escape(one.how[language])}</p>",
        _line(_("Why"), one.why[language]),
        _line(_("Keep in mind"), one.caution[language]) if one.caution else "",
        _line(_("Source"), source_in_words(one, catalogue, texts), "source"),
    ]
    head = f"<span>{escape(one.title[language])}</span><small>{escape(facts)}</small>"
    return f"<details><summary>{head}</summary>{''.join(lines)}</details>"


def _line(name: str, text: str, look: str = "") -> str:
    return f'<p class="{look}"><b>{escape(name)}.</b> {escape(text)}</p>'
