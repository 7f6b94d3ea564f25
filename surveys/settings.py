"""Where this installation keeps its things: environment variables that start with PEIL_."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings of one installation."""

    model_config = SettingsConfigDict(env_prefix="PEIL_", env_file=".env", extra="ignore")

    folder: Path = Field(
        default=Path("peil-data"),
        description="Holds `store/` (databases: back these up) and `keys/` (never back these up).",
    )
    address: str = Field(
        default="http://localhost:8501", description="Where people reach this installation."
    )

    @property
    def store_folder(self) -> Path:
        """Where the databases lie."""
        return self.folder / "store"

    @property
    def key_folder(self) -> Path:
        """Where the private keys of open waves lie."""
        return self.folder / "keys"
