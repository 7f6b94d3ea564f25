"""Why a message could not be delivered; never with a password, a link or what the message says."""

from typing import ClassVar

from surveys.errors import N_, PeilError, Phrase, phrase


class DeliveryError(PeilError):
    """A message that was not delivered, or perhaps not.

    Each text has at most one value, `detail`: a number of the server, a channel or a setting.
    """

    texts: ClassVar = {
        "sender_refused": N_("The mail server refused the sender ({detail})."),
        "address_refused": N_("The mail server refused the address ({detail})."),
        "message_refused": N_("The mail server refused the message ({detail})."),
        "busy": N_("The mail server takes no messages for now ({detail})."),
        "broken_off": N_("The connection broke before the mail server had taken the message."),
        "unreachable": N_("The mail server of PEIL_MAIL cannot be reached ({detail})."),
        "sign_in_refused": N_(
            "The mail server refused user name or password of PEIL_MAIL ({detail})."
        ),
        "mail_address": N_("Messages cannot be sent to this e-mail address."),
        "only_ascii": N_(
            "The mail server takes no address with letters beyond A to Z in front of the @ "
            "(SMTPUTF8)."
        ),
        "mail_sender": N_("Messages cannot be sent from the address in PEIL_MAIL."),
        "no_mail": N_("Mail is not set up: set PEIL_MAIL."),
        "recipients": N_("PEIL_MAIL must not name recipients: no cc, bcc or to."),
        "pgp": N_("PEIL_MAIL asks for PGP, which messages to everybody cannot use."),
        "header": N_("PEIL_MAIL has a header that is not one line of plain characters."),
        "mail_url": N_(
            "PEIL_MAIL is not an Apprise address that begins with mailto:// or mailtos://."
        ),
        "no_channel": N_("The channel of this person is not set up: set {detail}."),
        "no_place": N_(
            "{detail} has no place for the address, so every message would go to the same place."
        ),
        "channel_address": N_("Messages cannot be sent to this address on this channel."),
        "not_understood": N_(
            "{detail} with the address of this person is not an address that Apprise understands."
        ),
        "channel_unreachable": N_("The channel {detail} cannot be reached."),
        "not_taken": N_("The service did not take the message."),
        "channel_busy": N_("The service takes no messages now ({detail})."),
        "service_refused": N_("The service refused the message ({detail})."),
        "paused": N_("Nothing more is sent by {detail} for now."),
        "bounced": N_("Bounced: the address does not work."),
        "other": N_("The reason is not known any more."),
    }

    def __init__(
        self,
        code: str,
        /,
        *,
        permanent: bool = False,
        channel_down: bool = False,
        ambiguous: bool = False,
        throttled: bool = False,
        **values: object,
    ) -> None:
        """Store the code and its consequences.

        `permanent`: this address will never work; `channel_down`: the settings or the service are
        at fault, so nobody can be reached; `ambiguous`: the connection broke before the other side
        accepted or refused the message, so it may have arrived; `throttled`: others would
        probably be refused for the same reason now.
        """
        super().__init__(code, **values)
        self.permanent = permanent
        self.channel_down = channel_down
        self.ambiguous = ambiguous
        self.throttled = throttled

    @property
    def stored(self) -> str:
        """The code and its detail, as they are kept beside the message."""
        return " ".join([self.code, *map(str, self.values.values())])


_MEANINGS = {
    "1.1": N_("there is no such mailbox"),
    "1.2": N_("there is no such domain"),
    "1.3": N_("the address is not written as it should be"),
    "1.6": N_("the mailbox has moved"),
    "1.10": N_("the domain takes no mail"),
    "2.1": N_("the mailbox is closed"),
    "2.2": N_("the mailbox is full"),
    "2.3": N_("the message is too large"),
    "3.4": N_("the message is too large"),
    "4.1": N_("the server of the mailbox does not answer"),
    "6.7": N_("it takes no address with letters beyond A to Z in front of the @"),
    "7.1": N_("a rule of the server forbids it"),
    "7.20": N_("the signature (DKIM) of the sender is missing or wrong"),
    "7.23": N_("the sender may not send from this server (SPF)"),
    "7.26": N_("the server does not trust the sender (SPF, DKIM)"),
}
"""What the last two numbers of an enhanced status code mean (RFC 3463, RFC 7372)."""

_ADDRESS = N_("Correct the address in the list of people, then send the message again.")
_OPERATOR = N_("The person who runs Peil has to correct this setting; then send the message again.")
_ADVICE = {
    "address_refused": _ADDRESS,
    "mail_address": _ADDRESS,
    "bounced": _ADDRESS,
    "only_ascii": N_(
        "Ask for the address without accents, which most mailboxes have as well, and correct it in "
        "the list of people; or have SMTPUTF8 switched on at the mail server. Then send the "
        "message again."
    ),
    "channel_address": _ADDRESS,
    "service_refused": N_(
        "Look whether the service knows this address and lets Peil write to it, then send the "
        "message again."
    ),
    "message_refused": N_(
        "Ask the person who runs the mail server why; these numbers tell them. Then send it again."
    ),
    "no_channel": _OPERATOR,
    "no_place": _OPERATOR,
    "not_understood": _OPERATOR,
}


def from_stored(fault: str) -> Phrase:
    """Return what was stored to be put into words; what another version stored is `other`."""
    code, _, detail = fault.partition(" ")
    texts = DeliveryError.texts
    return phrase(texts.get(code, texts["other"]), detail=_explained(detail))


def advice(fault: str) -> Phrase | None:
    """Return what to do about what was stored; None where nothing is known to help."""
    template = _ADVICE.get(fault.partition(" ")[0])
    return phrase(template) if template else None


def _explained(detail: str) -> Phrase | str:
    """Return the numbers of a server with what they mean, if that is known."""
    status = detail.rpartition(" ")[2]
    meaning = _MEANINGS.get(status.partition(".")[2])
    if meaning is None:
        return detail
    return phrase(N_("{number}: {meaning}"), number=detail, meaning=phrase(meaning))
