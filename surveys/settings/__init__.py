"""What an installation is configured with.

Also public: `origins` (where each value comes from) and `sources` (files and variables).
"""

from surveys.settings.checks import LOCAL_HOSTS
from surveys.settings.settings import (
    AnswerPage,
    Half,
    LogFormat,
    Retention,
    Settings,
    UnitFrom,
    current_settings,
)

__all__ = [
    "LOCAL_HOSTS",
    "AnswerPage",
    "Half",
    "LogFormat",
    "Retention",
    "Settings",
    "UnitFrom",
    "current_settings",
]
