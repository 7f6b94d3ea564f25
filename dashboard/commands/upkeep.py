"""`peil upkeep`: what has to be done every day, for a timer of the machine."""

from dashboard.clock import now
from dashboard.commands.output import say
from dashboard.commands.place import FolderOption, installation_of
from surveys.operations import upkeep as daily
from surveys.programme.programme import local_date
from surveys.settings.settings import Settings


def upkeep(folder: FolderOption = None) -> None:
    """Delete comments and results that were kept long enough; `peil serve` does it by itself."""
    place = installation_of(folder)
    deleted = daily.run_daily_upkeep(place, Settings().retention, local_date(place, now()))
    for wave in deleted.comments:
        say(f"The comments of {wave} are deleted.")
    for wave in deleted.results:
        say(f"The results of {wave} are deleted.")
    if not deleted:
        say("Nothing is due.")
