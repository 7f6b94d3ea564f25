"""The page on which administrators and HR say whom people of a unit can talk to."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import streamlit as st

from dashboard.address import kept_in_address
from dashboard.administration.saved_form import SavedForm, show_fault
from dashboard.session import Run
from surveys.access import Reader
from surveys.organisation import (
    Contacts,
    ContactsOfUnits,
    save_contacts,
    save_unit_contacts,
    support_lines,
)
from surveys.texts import Texts, escape_markdown
from surveys.trail.saving import Seen

_NONE = Contacts("", "")


def _fields(contacts: Contacts) -> Mapping[str, str]:
    return {
        "counsellor_name": contacts.counsellor_name,
        "counsellor_phone": contacts.counsellor_phone,
        "company_doctor": contacts.company_doctor or "",
    }


_OF_ORGANISATION = SavedForm("contacts", _fields)


def contacts_form(run: Run, who: Reader) -> None:
    """Let administrators and HR change the contacts of the organisation."""
    known = run.organisation.contacts if run.organisation else None
    if known is None:
        return

    def save(seen: Seen) -> Contacts:
        return save_contacts(run.installation, who, _typed(_OF_ORGANISATION), seen)

    _OF_ORGANISATION.open(known)
    with st.expander(run.texts.gettext("Change"), expanded=_OF_ORGANISATION.has_outcome):
        _form(_OF_ORGANISATION, save, run.texts)


def unit_contacts_form(run: Run, who: Reader, known: ContactsOfUnits, unit: UUID) -> None:
    """Let administrators and HR give a unit contacts of its own, or take them away."""
    form = SavedForm(f"contacts_{unit.hex}", _fields)

    def save(seen: Seen) -> Contacts:
        return save_unit_contacts(run.installation, who, unit, _typed(form), seen)

    form.open(known.own.get(unit, _NONE))
    _form(form, save, run.texts)


def chosen_unit(names: Mapping[UUID, str], texts: Texts) -> UUID | None:
    """Let somebody choose a unit below the organisation, by name; the address keeps it."""
    by_hex = {unit.hex: unit for unit in names}
    if not by_hex:
        return None
    chosen = st.selectbox(
        texts.gettext("Unit"),
        list(by_hex),
        format_func=lambda unit: names[by_hex[unit]],
        width=420,
        **kept_in_address("unit", list(by_hex)),
    )
    return by_hex[chosen]


def whose(known: ContactsOfUnits, unit: UUID, names: Mapping[UUID, str], texts: Texts) -> str:
    """Return in a sentence whose contacts people of a unit see now."""
    _, source = texts.gettext, known.source(unit)
    name = escape_markdown(names[unit])
    if source == unit:
        return _("{unit} has contacts of its own.").format(unit=name)
    if source is None:
        return _("{unit} has those of the organisation.").format(unit=name)
    above = escape_markdown(names[source])
    return _("{unit} has those of {above}.").format(unit=name, above=above)


def own_contacts(known: ContactsOfUnits, names: Mapping[UUID, str], texts: Texts) -> Sequence[str]:
    """Return the units with contacts of their own, each in a line of Markdown."""
    return [
        f"- **{escape_markdown(name)}** · {escape_markdown(own.counsellor_name)}, "
        f"{escape_markdown(own.counsellor_phone)}"
        for unit, name in names.items()
        if (own := known.own.get(unit)) is not None
    ]


def as_shown(contacts: Contacts, texts: Texts) -> None:
    """Show contacts as the people of a unit see them."""
    with st.container(border=True):
        st.markdown("\n\n".join(support_lines(contacts, texts.language)))


def _typed(form: SavedForm) -> Contacts:
    typed = form.typed()
    return Contacts(
        typed["counsellor_name"], typed["counsellor_phone"], typed["company_doctor"] or None
    )


def _form(form: SavedForm, save: Callable[[Seen], Contacts], texts: Texts) -> None:
    _ = texts.gettext
    labels = {
        "counsellor_name": _("Name of the counsellor"),
        "counsellor_phone": _("Phone of the counsellor"),
        "company_doctor": _("Company doctor (optional)"),
    }
    form.show_outcome(texts, labels)
    with st.form(form.name, enter_to_submit=False, border=False):
        for field, label in labels.items():
            st.text_input(label, key=form.key(field))
            show_fault(form.fault_of(field), texts)
        st.form_submit_button(_("Save"), on_click=form.save, args=(save,), key=form.key("save"))
