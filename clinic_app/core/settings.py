"""Every setting of a deployment, read from the environment once."""

import contextlib
import os
import secrets
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DRIVER = "postgresql+psycopg://"
Network = IPv4Network | IPv6Network


class Settings(BaseSettings):
    """Environment variables start with CLINIC_, but for the few whose names are customary everywhere."""

    model_config = SettingsConfigDict(env_prefix="CLINIC_", populate_by_name=True)

    data_dir: Path = Path("data")
    database_url: str = Field("", validation_alias="DATABASE_URL")  # what the app uses: the role clinic_app, never an owner
    database_owner_url: str = Field("", validation_alias="DATABASE_OWNER_URL")  # what migrations use
    redis_url: str = Field("", validation_alias="REDIS_URL")
    prepared_statements: bool = True  # turned off by itself behind a pooler
    pool_size: int = 8
    job_concurrency: int = 4

    rate_limits: bool = True
    access_log: bool = False  # every request; failed and slow ones are always logged
    public_url: str = ""
    local_url: str = "http://localhost:3000"  # set by the server itself: where it listens
    trusted_proxies: Annotated[list[Network], NoDecode] = []  # only these may say in X-Forwarded-For from where a call comes
    cors_allowed_origins: Annotated[list[str], NoDecode] = Field(["http://localhost:4200"], validation_alias="CORS_ALLOWED_ORIGINS")

    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_from: str = ""

    media_s3_bucket: str = ""  # without it, files lie in the data folder
    media_s3_endpoint: str = ""  # empty: Amazon's own
    media_s3_region: str = "us-east-1"
    media_s3_access_key: str = ""
    media_s3_secret_key: str = Field("", repr=False)

    @field_validator("cors_allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        return [ip_network(part.strip(), strict=False) for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def _name_the_driver(cls, value: str) -> str:
        scheme, separator, rest = value.partition("://")
        return DRIVER + rest if separator and scheme in ("postgres", "postgresql") else value

    @model_validator(mode="after")
    def _one_url_serves_both(self) -> "Settings":
        self.database_owner_url = self.database_owner_url or self.database_url
        return self

    @model_validator(mode="after")
    def _a_bucket_is_named_whole(self) -> "Settings":
        given = (self.media_s3_bucket, self.media_s3_access_key, self.media_s3_secret_key)
        if (any(given) or self.media_s3_endpoint) and not all(given):
            raise ValueError("an S3 store needs CLINIC_MEDIA_S3_BUCKET, CLINIC_MEDIA_S3_ACCESS_KEY and CLINIC_MEDIA_S3_SECRET_KEY together")
        return self

    @property
    def address(self) -> str:
        """Where people reach this installation, for the links of mails: what the operator says, else where the server listens."""
        return self.public_url.rstrip("/") or self.local_url

    @property
    def prepare_threshold(self) -> int | None:
        """psycopg's setting: prepare at the second use, or never."""
        return 2 if self.prepared_statements else None

    @property
    def libpq_url(self) -> str:
        """`database_url` as psycopg itself reads it."""
        return libpq(self.database_url)

    @property
    def libpq_owner_url(self) -> str:
        """`database_owner_url` as psycopg itself reads it."""
        return libpq(self.database_owner_url)


def libpq(url: str) -> str:
    """An SQLAlchemy URL without the name of the driver."""
    return url.replace("+psycopg", "", 1)


@cache
def settings() -> Settings:
    """The settings of this process; `settings.cache_clear()` after the environment changed."""
    return Settings()  # type: ignore[call-arg]


@cache
def secret_key() -> str:
    """Made on the first start, kept in the data folder, readable by its owner only. Raises OSError when it can be neither read nor kept."""
    path = settings().data_dir / "secret"
    if not path.exists() or not path.stat().st_size:
        _keep_once(path, secrets.token_hex(32))
    if not (key := path.read_text().strip()):
        raise OSError(f"{path} is empty")
    return key


def _keep_once(path: Path, text: str) -> None:
    """Whole or not at all, also on a full disk: an empty secret would open every door. Of several who try at once, one wins."""
    new = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists() and not path.stat().st_size:  # half of an earlier start
            path.unlink(missing_ok=True)
        with contextlib.suppress(FileExistsError):
            os.link(new, path)
    finally:
        new.unlink(missing_ok=True)
