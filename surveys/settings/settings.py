"""Everything that can be set: by the environment (PEIL_…), else `.env`, else `peil.toml`.

A field with a description is all that a new setting needs: `peil settings` shows it then.
"""

import functools
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from surveys.settings import sources as settings_sources
from surveys.settings.identity_provider import checked_provider
from surveys.settings.retention import Retention

Half = Literal["answer", "dashboard"]
UnitFrom = Literal["groups", "department"]


class Settings(BaseSettings):
    """The settings of one installation."""

    model_config = SettingsConfigDict(
        env_prefix="PEIL_", env_file=".env", extra="ignore", env_nested_delimiter="__"
    )

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

    mail: SecretStr | None = Field(
        default=None,
        description="How mail is sent: mailtos://user:password@smtp.example.org?from=peil@example.org",
    )
    channels: dict[str, SecretStr] = Field(
        default_factory=dict,
        description="Other ways to people, by name: Apprise URLs with {address} for the person.",
    )
    messages_per_second: float = Field(
        default=5, gt=0, le=10_000, description="No more messages are sent in a second."
    )
    scim_unit_from: UnitFrom = Field(
        default="groups",
        description="What makes a unit when people are synchronised: their group, or department.",
    )
    scim_unit_prefix: str = Field(
        default="",
        description="Groups whose names begin with this are units; without it, all that come.",
    )

    sign_in_by_mail: bool = Field(
        default=True,
        description="Whether somebody with a role may ask for a sign-in link by mail.",
    )
    oidc_metadata_url: str | None = Field(
        default=None,
        description="Where the identity provider is described: …/.well-known/openid-configuration",
    )
    oidc_client_id: str | None = Field(
        default=None, description="The name by which the identity provider knows Peil."
    )
    oidc_client_secret: SecretStr | None = Field(
        default=None,
        validate_default=True,
        description="The secret that the identity provider gave to Peil.",
    )
    oidc_name: str = Field(
        default="single sign-on",
        min_length=1,
        description="What people call the identity provider; stands on the button.",
    )
    oidc_claim: str = Field(
        default="email",
        min_length=1,
        description="What in the identity holds the mail address by which people are known here.",
    )

    keep_comments_months: int = Field(
        default=12, ge=1, le=60, description="Comments are deleted so long after their wave closed."
    )
    keep_results_years: int = Field(
        default=5, ge=1, le=30, description="Results are deleted so long after their wave closed."
    )

    @field_validator("folder")
    @classmethod
    def _names_a_folder(cls, folder: Path) -> Path:
        if folder in {Path(), Path("/")}:
            msg = "it names no folder of its own"
            raise ValueError(msg)
        return folder

    @field_validator("address")
    @classmethod
    def _is_an_address(cls, address: str) -> str:
        parts = urlsplit(address)
        rest = (parts.username, parts.password, parts.query, parts.fragment)
        if parts.scheme not in {"http", "https"} or not parts.hostname or any(rest):
            msg = "it should look like https://peil.example.org, without anything behind"
            raise ValueError(msg)
        return address.rstrip("/")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return where settings come from, what wins first; refuse names that nobody knows."""
        del file_secret_settings
        environment, dotenv, given = env_settings, dotenv_settings, init_settings
        if not (
            isinstance(environment, EnvSettingsSource)
            and isinstance(dotenv, DotEnvSettingsSource)
            and isinstance(given, InitSettingsSource)
        ):
            msg = "the library of settings gave other sources than it used to"
            raise TypeError(msg)
        strays = settings_sources.strays(settings_cls, environment, dotenv)
        settings_sources.refuse_misspelt(strays)
        file = settings_sources.configuration_file(environment, dotenv, given.init_kwargs)
        return given, environment, dotenv, settings_sources.from_file(settings_cls, file)

    @field_validator("oidc_metadata_url")
    @classmethod
    def _is_one_provider(cls, url: str | None) -> str | None:
        """Refuse an address that anybody could answer, or behind which anybody may have a name."""
        return None if url is None else checked_provider(url)

    @field_validator("oidc_client_secret")
    @classmethod
    def _is_whole(cls, secret: SecretStr | None, known: ValidationInfo) -> SecretStr | None:
        """Refuse half an identity provider."""
        three = (known.data.get("oidc_metadata_url"), known.data.get("oidc_client_id"), secret)
        if any(three) and not all(three) and "oidc_metadata_url" in known.data:
            msg = "PEIL_OIDC_METADATA_URL, _CLIENT_ID and _CLIENT_SECRET are needed together"
            raise ValueError(msg)
        return secret

    @property
    def signs_in_elsewhere(self) -> bool:
        """Whether an identity provider tells who somebody is."""
        return self.oidc_metadata_url is not None

    @property
    def mails_links(self) -> bool:
        """Whether somebody may ask for a sign-in link by mail."""
        return self.sign_in_by_mail and self.mail is not None

    @property
    def retention(self) -> Retention:
        """How long comments and results are kept; comments go with their wave at the latest."""
        months = min(self.keep_comments_months, 12 * self.keep_results_years)
        return Retention(months, self.keep_results_years)

    @property
    def delivers(self) -> bool:
        """Whether there is any way to send messages."""
        return self.mail is not None or bool(self.channels)

    @property
    def store_folder(self) -> Path:
        """Where the databases lie."""
        return self.folder / "store"

    @property
    def key_folder(self) -> Path:
        """Where the private keys of open waves lie."""
        return self.folder / "keys"


@functools.cache
def current_settings() -> Settings:
    """Return the settings of this process, read once: that takes milliseconds each time."""
    return Settings()
