"""Why something failed, in one sentence for whoever runs the server."""

from collections.abc import Iterable, Mapping

from sqlalchemy.exc import DBAPIError

from db.troubles import Trouble, trouble_of

IN_WORDS: Mapping[Trouble, str] = {
    "full": "The disk is full. Make room.",
    "read_only": "The disk or the database can only be read. Make it writable again.",
    "damaged": "A database file is damaged. Run `peil doctor`, and restore the last backup.",
    "broken_disk": "The disk cannot be read or written, or has no room left. Look at the disk.",
    "busy": "Another program keeps the database locked.",
    "away": "The database does not answer.",
    "memory": "There is not enough memory. Give the process more.",
}


def in_words_if_known(fault: BaseException) -> str | None:
    """Return what is wrong with database, disk or memory; None for any other error."""
    kind = trouble_of(fault)
    return None if kind is None else IN_WORDS[kind]


def reason(fault: BaseException) -> str:
    """Return why something failed; of a database without its statement and parameters."""
    if (known := in_words_if_known(fault)) is not None:
        return known
    if isinstance(fault, DBAPIError):
        return str(fault.orig).partition("\n")[0]
    return str(fault) or type(fault).__name__


def summary(failed: Iterable[tuple[str, BaseException]]) -> tuple[str, ...]:
    """Return a sentence for each reason; `failed` has what could not be done, as a sentence."""
    by_reason: dict[str, list[str]] = {}
    for doing, fault in failed:
        by_reason.setdefault(reason(fault), []).append(doing)
    return tuple(
        f"{doing[0]} This failed: {why}"
        if len(doing) == 1
        else f"{why} {len(doing)} things wait for it, the first: {doing[0]}"
        for why, doing in by_reason.items()
    )
