"""Why a message could not be delivered; never with a password, a link or what the message says."""


class UndeliverableError(RuntimeError):
    """A message that did not go out, or perhaps not; the message of the error says why."""

    def __init__(
        self,
        why: str,
        *,
        permanent: bool = False,
        concerns_everybody: bool = False,
        perhaps_arrived: bool = False,
    ) -> None:
        """Keep why, and what follows from it.

        `permanent`: the same address will never work; `concerns_everybody`: it is the settings or
        the service, not this person; `perhaps_arrived`: the line broke before the other side said
        whether it took the message.
        """
        super().__init__(why)
        self.permanent = permanent
        self.concerns_everybody = concerns_everybody
        self.perhaps_arrived = perhaps_arrived
