"""One installation: its main database, the boxes of its waves, and their keys."""

import functools
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Engine

from db import migrate
from db.box import Box
from db.engine import answers, engine, make_file, sqlite_url
from surveys.keys import KeyFolder
from surveys.settings import Settings


@dataclass(frozen=True)
class Installation:
    """What every service works on."""

    engine: Engine
    store_folder: Path
    keys: KeyFolder

    def box(self, wave_number: int) -> Box:
        """Return the ballot box of a wave; it exists only while the wave is open."""
        return Box(self.store_folder / f"box-{wave_number}.db")


def installation_in(settings: Settings) -> Installation:
    """Open an installation, made or brought to the newest schema if need be."""
    store = settings.store_folder.absolute()
    make_file(store / "peil.db")
    main = engine(_address(settings))
    migrate.to_newest(main)
    return Installation(main, store, KeyFolder(settings.key_folder.absolute()))


def release(settings: Settings) -> None:
    """Let go of the files of an installation, so that its folder can be removed."""
    engine(_address(settings)).dispose()


def is_ready(place: Installation) -> bool:
    """Return whether the main database answers."""
    return answers(place.engine)


def _address(settings: Settings) -> URL:
    return sqlite_url(settings.store_folder.absolute() / "peil.db")


@functools.cache
def installation() -> Installation:
    """Return the installation of this process, as the environment says."""
    return installation_in(Settings())
