"""Failed deliveries, described without passwords, links or contents of messages."""


class DeliveryError(RuntimeError):
    """A message that was not delivered, or perhaps not; the error message gives the reason."""

    def __init__(
        self,
        why: str,
        *,
        permanent: bool = False,
        channel_down: bool = False,
        ambiguous: bool = False,
    ) -> None:
        """Store the reason and its consequences.

        `permanent`: this address will never work; `channel_down`: the settings or the service are
        at fault, so nobody can be reached; `ambiguous`: the connection broke before the other side
        accepted or refused the message, so it may have arrived.
        """
        super().__init__(why)
        self.permanent = permanent
        self.channel_down = channel_down
        self.ambiguous = ambiguous
