"""Signing in on the first page: the options, and why an attempt failed."""

import streamlit as st

from dashboard import session, wording
from dashboard.clock import now
from dashboard.navigation import WANTED, page_link
from dashboard.session import Run, browser_secret
from dashboard.sign_in.link_requests import link_requests
from surveys.access.mail_address import MAX_ADDRESS_LENGTH
from surveys.operations import awaits_founder, find_founder
from surveys.organisation import SetUpError
from surveys.settings import Settings, current_settings
from surveys.sign_in import make_link_secret
from surveys.texts import Texts, escape_markdown


def sign_in_options(run: Run) -> None:
    """Show the sign-in options of this installation, or whom to ask when it has none."""
    _ = run.texts.gettext
    settings = current_settings()
    _founder(run)
    if settings.uses_identity_provider:
        label = _("Sign in with {provider}").format(provider=escape_markdown(settings.oidc_name))
        st.button(
            wording.on_primary(label),
            key="sign_in_elsewhere",
            icon=":material/key:",
            type="primary",
            on_click=st.login,
        )
    if settings.mails_sign_in_links:
        _by_mail(run, settings)
    if not (settings.uses_identity_provider or settings.mails_sign_in_links):
        st.markdown(
            _(
                "Open the sign-in link that you were given. If you have none, ask "
                "the administrators of Peil for one: this installation sends no mail, so they "
                "give it to you themselves."
            )
        )


def _founder(run: Run) -> None:
    """Let the founder sign in who has set up Peil on the page, and lost it before signing in."""
    _ = run.texts.gettext
    if not awaits_founder(run.installation):
        return
    with st.form("founder", enter_to_submit=False):
        st.markdown(_("**Peil is set up, but nobody has signed in yet.** Was that you?"))
        code = st.text_input(_("Set-up code"), autocomplete="off", max_chars=40)
        email = st.text_input(_("Your e-mail address"), max_chars=MAX_ADDRESS_LENGTH)
        sent = st.form_submit_button(_("Go on with this code"), icon=":material/key:")
    if sent:
        try:
            person = find_founder(run.installation, email, code)
        except SetUpError as fault:
            wording.show_error(fault, run.texts, icon=":material/edit:")
        else:
            link = make_link_secret(run.installation, person, now())
            st.link_button(_("Go on"), f"/sign-in/{link}", type="primary")


def sign_in_card(run: Run) -> None:
    """Show how to sign in; first of all when somebody was on the way to a page that needs it."""
    _ = run.texts.gettext
    with st.container(border=True):
        st.subheader(_("You want to see results"), anchor=False)
        if has_session_ended():
            st.markdown(_("You are signed out now. Sign in again to go on."))
        elif was_on_the_way(run):
            st.markdown(_("Sign in first; then the page you wanted opens."))
        sign_in_options(run)


def signed_in_card(run: Run) -> None:
    """Tell somebody who is signed in, but may open nothing, what that means."""
    _ = run.texts.gettext
    who = run.require_reader()
    with st.container(border=True):
        st.subheader(_("You want to see results"), anchor=False)
        st.markdown(
            _(
                "You are signed in as {name}, but have no role here that opens results. The link "
                "in the message about the results of your team opens them without signing in. If "
                "you lead a team, ask the administrators of Peil for that role."
            ).format(name=escape_markdown(who.name))
        )
        if who.administered_units:
            page_link("people", _("Who works where"), icon=":material/badge:")


def has_session_ended() -> bool:
    """Return whether this browser was signed in, and is not any more."""
    return session.session_secret() is not None


def was_on_the_way(run: Run) -> bool:
    """Return whether somebody came for a page that needs signing in."""
    return run.reader is None and (has_session_ended() or bool(st.session_state.get(WANTED)))


def sign_in_problem(texts: Texts) -> None:
    """Show why signing in failed, where it did."""
    _ = texts.gettext
    if st.query_params.get("link") == "used":
        st.warning(
            _("This sign-in link has been used already, or its time is over. Ask for a new one."),
            icon=":material/link_off:",
        )
    elif st.query_params.get("sign-in") == "failed":
        st.warning(
            _(
                "Signing in did not work. Try again; if it stays so, tell the person who runs Peil "
                "here."
            ),
            icon=":material/link_off:",
        )
    elif st.query_params.get("sign-in") == "unknown":
        st.warning(
            _(
                "Nobody with the e-mail address of your account is known here. Ask the person who "
                "runs Peil here to add you."
            ),
            icon=":material/person_off:",
        )


def _by_mail(run: Run, settings: Settings) -> None:
    """Ask for an e-mail address, and give the same answer whatever it is."""
    _ = run.texts.gettext
    browser = browser_secret()
    if browser is None:
        # A link is bound to this browser by a cookie that comes with the first page.
        st.markdown(_("To sign in by mail, open the first page anew and let it keep cookies."))
        st.link_button(_("Open the first page"), "/")
        return
    with st.form("sign_in", enter_to_submit=True, border=False):
        address = st.text_input(
            _("Your e-mail address at work"), max_chars=MAX_ADDRESS_LENGTH, autocomplete="email"
        )
        submitted = st.form_submit_button(_("Send me a sign-in link"), icon=":material/mail:")
    if submitted and address.strip():
        client = st.context.ip_address
        if link_requests.ask(
            run.installation, settings, address=address, browser=browser, client=client
        ):
            st.info(
                _(
                    "If this address may sign in, a link is on its way, or already in your "
                    "mailbox: one is sent in a quarter of an hour. It works once, for at least 15 "
                    "minutes, in this browser."
                ),
                icon=":material/mark_email_read:",
            )
        else:
            st.warning(
                _(
                    "Too many links were asked for from your network. Wait a quarter of an hour. "
                    "Links that were sent before stay valid."
                ),
                icon=":material/hourglass:",
            )
