"""Where this installation keeps its things: environment variables that start with PEIL_."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from surveys.retention import Retention

Half = Literal["answer", "dashboard"]
UnitFrom = Literal["groups", "department"]


class Settings(BaseSettings):
    """The settings of one installation."""

    model_config = SettingsConfigDict(env_prefix="PEIL_", env_file=".env", extra="ignore")

    folder: Path = Field(
        default=Path("peil-data"),
        description="Holds `store/` (databases: back these up) and `keys/` (never back these up).",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="Address of a PostgreSQL database; without it, SQLite files in the folder.",
    )
    address: str = Field(
        default="http://localhost:8501", description="Where people reach this installation."
    )
    only: Half | None = Field(
        default=None,
        description="Serves only the pages to answer on, or only the dashboard; else both.",
    )

    scim_unit_from: UnitFrom = Field(
        default="groups",
        description="What makes a unit when people are synchronised: their group, or department.",
    )
    scim_unit_prefix: str = Field(
        default="",
        description="Groups whose names begin with this are units; without it, all that come.",
    )

    keep_comments_months: int = Field(
        default=12, ge=1, le=60, description="Comments are deleted so long after their wave closed."
    )
    keep_results_years: int = Field(
        default=5, ge=1, le=30, description="Results are deleted so long after their wave closed."
    )

    @property
    def retention(self) -> Retention:
        """How long comments and results are kept; comments go with their wave at the latest."""
        months = min(self.keep_comments_months, 12 * self.keep_results_years)
        return Retention(months, self.keep_results_years)

    @property
    def store_folder(self) -> Path:
        """Where the databases lie."""
        return self.folder / "store"

    @property
    def key_folder(self) -> Path:
        """Where the private keys of open waves lie."""
        return self.folder / "keys"
