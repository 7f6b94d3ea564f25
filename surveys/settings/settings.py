"""All settings: from the environment (PEIL_…), else `.env`, else `peil.toml`.

A new setting is one field with a description: `peil settings` lists it.
"""

import functools
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal

from dateutil.relativedelta import relativedelta
from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from surveys.settings import checks, sources
from surveys.settings.key_place import default_key_folder

Half = Literal["answer", "dashboard"]
LogFormat = Literal["text", "json"]
AnswerPage = Literal["light", "app"]
MailFaces = Literal["one", "five"]
UnitFrom = Literal["groups", "department"]


@dataclass(frozen=True)
class Retention:
    """How long data are kept, counted from the day their wave closed."""

    comment_months: int = 12
    result_years: int = 5

    def comments_cutoff(self, today: date) -> date:
        """Return the latest closing date of waves whose comments are to be deleted today."""
        return today - relativedelta(months=self.comment_months)

    def results_cutoff(self, today: date) -> date:
        """Return the latest closing date of waves that are to be deleted today."""
        return today - relativedelta(years=self.result_years)


class Settings(BaseSettings):
    """The settings of one installation.

    Making them raises ValidationError for a value that will not do, SettingsFileError for a
    misspelt name, and for a file that is missing or cannot be read.
    """

    model_config = SettingsConfigDict(
        env_prefix="PEIL_", env_file=".env", extra="ignore", env_nested_delimiter="__"
    )

    folder: Annotated[Path, AfterValidator(checks.own_folder)] = Field(
        default=Path("peil-data"),
        description="Holds `store/`: databases, which are to be backed up.",
    )
    keys: Annotated[Path | None, AfterValidator(checks.own_folder)] = Field(
        default=None,
        description=(
            "Holds the private key of the open wave; never back it up. Without it, a folder apart "
            "from that of the data, which `peil keys status` names."
        ),
    )
    cache: Annotated[Path | None, AfterValidator(checks.own_folder)] = Field(
        default=None,
        description=(
            "Holds compressed copies of the files of pages, made when they are missing; without "
            "it, `cache/` in the folder."
        ),
    )
    reference_figures: Path | None = Field(
        default=None,
        description=(
            "A file (YAML) with figures of your sector, shown to HR beside those of the country; "
            "without it, only those that come with Peil."
        ),
    )
    backup_key: str | None = Field(
        default=None,
        description=(
            "Public key (age1…) that backups are sealed for; `peil backup --new-key` makes a pair."
        ),
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="Address of a PostgreSQL database; without it, SQLite files in the folder.",
    )
    read_url: SecretStr | None = Field(
        default=None,
        description=(
            "Address of a streaming replica that dashboards and reports read results from, with "
            "the same role; without it, all is read from the database itself."
        ),
    )
    read_lag_seconds: float = Field(
        default=10,
        gt=0,
        le=3_600,
        description="How far the replica may be behind; further, the database itself is read.",
    )
    database_pool: int = Field(
        default=15,
        ge=5,
        le=500,
        description="Most connections of a process to PostgreSQL for pages and services.",
    )
    database_ballot_pool: int = Field(
        default=16,
        ge=1,
        le=500,
        description="Most connections of a process to PostgreSQL for ballots, besides.",
    )
    database_pool_wait_seconds: float = Field(
        default=30,
        gt=0,
        le=600,
        description="How long a page waits for one of these connections.",
    )
    database_recycle_seconds: float = Field(
        default=1_800,
        ge=0,
        description="The age at which a connection to PostgreSQL is replaced; 0 for never.",
    )
    database_statement_seconds: float = Field(
        default=60,
        ge=0,
        le=3_600,
        description="The longest that a statement may take on PostgreSQL; 0 for no limit.",
    )
    database_lock_seconds: float = Field(
        default=5,
        gt=0,
        le=600,
        description="The longest that a statement waits for a lock on PostgreSQL.",
    )
    database_idle_seconds: float = Field(
        default=300,
        ge=0,
        description=(
            "The longest that a transaction on PostgreSQL may wait for its process; 0 for no limit."
        ),
    )
    address: Annotated[str, AfterValidator(checks.web_address)] = Field(
        default="http://localhost:8501", description="Where people reach this installation."
    )
    only: Half | None = Field(
        default=None,
        description="Serves only the pages to answer on, or only the dashboard; else both.",
    )

    answer_page: AnswerPage = Field(
        default="light",
        description="What links to answer open: the light page, or the same page in the app.",
    )
    mail_faces: MailFaces = Field(
        default="one",
        description=(
            "Links of the five faces in an invitation: one for all, or one each, which mail "
            "filters note together with the recipient."
        ),
    )

    metrics: Annotated[str | None, AfterValidator(checks.place_of_metrics)] = Field(
        default=None,
        description=(
            "Port on which monitoring reads metrics (OpenMetrics) on this machine, or address and "
            "port of a network that only monitoring reaches: 9464, 10.0.0.5:9464."
        ),
    )
    log_format: LogFormat = Field(
        default="text",
        description="How a server and the clock write their log: text, or json for collectors.",
    )
    traces: Annotated[str | None, AfterValidator(checks.collector)] = Field(
        default=None,
        description="Where spans of the clock are sent by OpenTelemetry "
        "(http://collector:4318/v1/traces); needs the extra peil[tracing].",
    )

    proxies: Annotated[str, AfterValidator(checks.addresses_of_proxies)] = Field(
        default="127.0.0.1,::1",
        description="Addresses or networks of proxies that say truly who visits, with commas.",
    )

    mail: SecretStr | None = Field(
        default=None,
        description="How mail is sent: mailtos://user:password@smtp.example.org?from=peil@example.org",
    )
    bounces: Annotated[SecretStr | None, AfterValidator(checks.mailbox)] = Field(
        default=None,
        description=(
            "The mailbox for `peil bounces --imap`: imaps://user:password@imap.example.org/INBOX"
        ),
    )
    channels: dict[str, SecretStr] = Field(
        default_factory=dict,
        description="Other ways to people, by name: Apprise URLs with {address} for the person.",
    )
    messages_per_second: float = Field(
        default=0.5,
        gt=0,
        le=10_000,
        description="No more messages are sent in a second; 0.5 is what Microsoft 365 takes.",
    )
    message_hours: Annotated[str, AfterValidator(checks.working_hours)] = Field(
        default="09:00-17:00",
        description="When messages are sent, on working days, in the organisation's time zone.",
    )
    webhooks_inside: bool = Field(
        default=False,
        description="Whether webhooks may call this machine and the organisation's own network.",
    )
    api_requests_per_minute: int = Field(
        default=120,
        ge=1,
        le=100_000,
        description="Requests that each application may make to the API in a minute, by process.",
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
    oidc_metadata_url: Annotated[str | None, AfterValidator(checks.own_provider)] = Field(
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
        description="Which claim of the identity has the e-mail address by which people are known "
        "here; several, separated by commas, in the order in which they are looked at.",
    )

    keep_comments_months: int = Field(
        default=12,
        ge=1,
        le=60,
        description="Months after which the comments of a closed wave are deleted.",
    )
    keep_results_years: int = Field(
        default=5,
        ge=1,
        le=30,
        description="Years after which the results of a closed wave are deleted.",
    )

    @property
    def oidc_claims(self) -> tuple[str, ...]:
        """The claims that may have the address of somebody, in their order."""
        return tuple(claim for part in self.oidc_claim.split(",") if (claim := part.strip()))

    @property
    def mails_five_links(self) -> bool:
        """Whether each face in an invitation has a link of its own; only the light page knows."""
        return self.mail_faces == "five" and self.answer_page == "light"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources in order of precedence; raise SettingsFileError for unknown names."""
        del file_secret_settings
        return sources.by_precedence(settings_cls, init_settings, env_settings, dotenv_settings)

    @field_validator("oidc_client_secret")
    @classmethod
    def _is_complete(cls, secret: SecretStr | None, known: ValidationInfo) -> SecretStr | None:
        """Refuse an identity provider with only some of its three settings."""
        three = (known.data.get("oidc_metadata_url"), known.data.get("oidc_client_id"), secret)
        if any(three) and not all(three) and "oidc_metadata_url" in known.data:
            msg = "PEIL_OIDC_METADATA_URL, _CLIENT_ID and _CLIENT_SECRET are needed together"
            raise ValueError(msg)
        return secret

    @property
    def uses_identity_provider(self) -> bool:
        """Whether people sign in with an identity provider."""
        return self.oidc_metadata_url is not None

    @property
    def mails_sign_in_links(self) -> bool:
        """Whether people can ask for a sign-in link by mail."""
        return self.sign_in_by_mail and self.mail is not None

    @property
    def hours(self) -> tuple[time, time]:
        """From when until when messages are sent on working days."""
        return checks.read_hours(self.message_hours)

    @property
    def metrics_at(self) -> tuple[str, int] | None:
        """The address and port on which metrics are read, or None."""
        return checks.read_place(self.metrics) if self.metrics else None

    @property
    def retention(self) -> Retention:
        """How long comments and results are kept; comments never longer than their wave."""
        months = min(self.keep_comments_months, 12 * self.keep_results_years)
        return Retention(months, self.keep_results_years)

    @property
    def can_send_messages(self) -> bool:
        """Whether there is any channel for messages."""
        return self.mail is not None or bool(self.channels)

    @property
    def store_folder(self) -> Path:
        """The folder of the databases."""
        return self.folder / "store"

    @property
    def key_folder(self) -> Path:
        """The folder of the private keys of open waves (absolute), apart from the databases."""
        return self.keys.absolute() if self.keys else default_key_folder(self.folder.absolute())

    @property
    def cache_folder(self) -> Path:
        """The folder of what can be made again; no backup needs it."""
        return (self.cache or self.folder / "cache").absolute()

    @property
    def former_key_folder(self) -> Path:
        """The folder in which earlier versions kept the keys."""
        return self.folder / "keys"


@functools.cache
def current_settings() -> Settings:
    """Return the settings of this process, read once: that takes milliseconds each time."""
    return Settings()
