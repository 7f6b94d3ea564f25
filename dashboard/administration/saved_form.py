"""A form that several administrators may have open at once: nothing is overwritten unseen.

Its fields have keys of their own, so that another language, a refusal, and what somebody else saves
leave what was typed. `open` fills it when it appears, `save` runs in the callback of its button.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import streamlit as st

from dashboard.once import once
from dashboard.wording import show_error
from surveys.errors import FieldsError, PeilError
from surveys.texts import Texts, escape_markdown
from surveys.trail.saving import ChangedMeanwhileError, Merged, Seen, merged

Fields = Mapping[str, object]

_LONG = 120
"""Characters from which a value is shown in a box of its own."""


@dataclass(frozen=True)
class _Clash:
    """What somebody else saved, and how the form has been brought together with it."""

    error: ChangedMeanwhileError
    before: Fields
    now: Fields
    outcome: Merged


@dataclass(frozen=True)
class SavedForm:
    """A form of a name; `fields` returns the fields that something stored fills.

    The first field is always on the page while the form is.
    """

    name: str
    fields: Callable[[Any], Fields]

    def key(self, field: str) -> str:
        """Return the key of a field's widget, or of something else about this form."""
        return f"{self.name}_{field}"

    def open(self, stored: object) -> None:
        """Fill the fields with what is stored, unless the form is on the page already."""
        state, values = st.session_state, self.fields(stored)
        if self.key(next(iter(values))) not in state:
            state[self.key("seen")] = Seen(stored)
            state.pop(self.key("outcome"), None)
            self.fill(stored)
        for field, value in values.items():
            state.setdefault(self.key(field), value)

    def fill(self, stored: object) -> None:
        """Let the fields hold what is stored, whatever was typed."""
        for field, value in self.fields(stored).items():
            st.session_state[self.key(field)] = value

    def typed(self) -> dict[str, Any]:
        """Return what the fields hold."""
        seen = cast("Seen", st.session_state[self.key("seen")])
        return {field: st.session_state[self.key(field)] for field in self.fields(seen.state)}

    def save(self, action: Callable[[Seen], object]) -> None:
        """Save what was typed: `action` compares it with what was seen, and returns what is stored.

        What it refuses is kept for `show_outcome`. Where somebody else has saved, the form takes
        over what only they changed, and the next press saves what it then holds; a second press in
        a hurry does not, because nobody has read the warning yet.
        """
        once(self.name, self._save, action)

    def _save(self, action: Callable[[Seen], object]) -> None:
        state = st.session_state
        seen = cast("Seen", state[self.key("seen")])
        try:
            stored = action(seen)
        except ChangedMeanwhileError as error:
            before, now = self.fields(seen.state), self.fields(error.now)
            outcome = merged(before, self.typed(), now)
            for field in outcome.theirs:
                state[self.key(field)] = now[field]
            state[self.key("seen")] = Seen(error.now)
            state[self.key("outcome")] = _Clash(error, before, now, outcome)
        except PeilError as error:
            state[self.key("outcome")] = error
        else:
            state[self.key("seen")] = Seen(stored)
            state[self.key("outcome")] = "saved"

    @property
    def has_outcome(self) -> bool:
        """Whether the last press has an outcome that is yet to be shown."""
        return self.key("outcome") in st.session_state

    def fault_of(self, field: str) -> PeilError | None:
        """Return what is wrong with a field: a refusal by it, or one with its name as the code."""
        outcome = st.session_state.get(self.key("outcome"))
        if isinstance(outcome, FieldsError):
            return outcome.faults.get(field)
        return outcome if isinstance(outcome, PeilError) and outcome.code == field else None

    def show_outcome(
        self,
        texts: Texts,
        labels: Fields,
        *,
        saved: str | None = None,
        shown: Callable[[str, object], str] = lambda _field, value: str(value),
    ) -> None:
        """Show the outcome of the last press: saved, refused, or saved by somebody else meanwhile.

        `labels` names the fields, `shown` writes a value. What is wrong with one of these fields
        is shown below it: see `fault_of`.
        """
        _, key = texts.gettext, self.key("outcome")
        outcome = st.session_state.get(key)
        if outcome == "saved":
            del st.session_state[key]
            st.success(saved or _("Saved."), icon=":material/check:")
        elif isinstance(outcome, _Clash):
            _show_clash(outcome, texts, labels, shown)
        elif isinstance(outcome, PeilError) and outcome.code not in labels:
            show_error(outcome, texts, icon=":material/edit:")


def _show_clash(
    clash: _Clash, texts: Texts, labels: Fields, shown: Callable[[str, object], str]
) -> None:
    """Show what was changed by whom, what the form took over, and what both have changed."""
    _, outcome = texts.gettext, clash.outcome
    sentence = clash.error.in_markdown(texts)
    lines, long = [], []
    for field in (*outcome.theirs, *outcome.both):
        before, now = (shown(field, fields[field]) for fields in (clash.before, clash.now))
        label = str(labels[field])
        if max(len(before), len(now)) > _LONG or "\n" in now:
            long.append((label, now))
            words = (
                _("{field}: taken over here")
                if field in outcome.theirs
                else _("{field}: theirs stands below; you typed something else, which stands here")
            )
        elif field in outcome.theirs:
            words = _("{field}: {before} → {now}, taken over here")
        else:
            words = _("{field}: {before} → {now}; you typed something else, which stands here")
        values = {"field": label, "before": before or "–", "now": now or "–"}
        lines.append(words.format(**{n: escape_markdown(v) for n, v in values.items()}))
    end = _("Look at it once more, then save.")
    st.warning(
        "\n".join([sentence, "", *(f"- {line}" for line in lines), "", end]),
        icon=":material/groups:",
    )
    for label, now in long:
        with st.expander(_("{field}, as it is saved now").format(field=label)):
            st.code(now, language=None, wrap_lines=True)


def show_fault(fault: PeilError | None, texts: Texts) -> None:
    """Show what is wrong with a field, right below it."""
    if fault is not None:
        st.markdown(f":red[:material/error: {fault.in_markdown(texts)}]")
