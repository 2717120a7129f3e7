"""People, their roles in clinics, and what proves who they are."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKeyConstraint, Identity, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from clinic_app.core.database import ClinicOwned

NOW = text("now()")


def moment(**extra: object) -> datetime:
    return Field(default=None, sa_type=DateTime(timezone=True), **extra)  # type: ignore[call-overload]


class UserAccount(SQLModel, table=True):
    __tablename__ = "user_account"
    __table_args__ = {"schema": "app"}
    id: int = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(),))
    email: str = Field(unique=True)  # lower case
    password_hash: str
    first_name: str
    last_name: str = ""
    phone: str = ""
    sex: str = ""
    license_number: str = ""
    specialty: str = "general"
    registry_number: str = ""
    photo: str = ""
    signature_stamp: str = ""
    language: str = ""
    is_platform_admin: bool = False
    is_active: bool = True
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    last_sign_in_at: datetime | None = moment(nullable=True)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Membership(ClinicOwned, table=True):
    """A person's place in one clinic; a professional of the agenda is a membership."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("tenant_id", "user_id"),
        ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]),
        Index("ix_membership_user", "user_id"),
        {"schema": "app"},
    )
    user_id: int = Field(sa_type=BigInteger, foreign_key="app.user_account.id")
    role: str
    is_active: bool = True
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class WebSession(SQLModel, table=True):
    """A browser that is signed in. Only the hash of the cookie is kept."""

    __tablename__ = "web_session"
    __table_args__ = {"schema": "app"}
    token_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    user_id: int = Field(sa_type=BigInteger, foreign_key="app.user_account.id", index=True)
    clinic_id: int | None = Field(default=None, sa_type=BigInteger)
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    expires_at: datetime = moment()


class RefreshToken(SQLModel, table=True):
    """One link of a rotating chain: using it makes the next one; using it twice kills the whole family."""

    __tablename__ = "refresh_token"
    __table_args__ = {"schema": "app"}
    token_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    family: UUID = Field(index=True)
    user_id: int = Field(sa_type=BigInteger, foreign_key="app.user_account.id", index=True)
    clinic_id: int | None = Field(default=None, sa_type=BigInteger)
    expires_at: datetime = moment()
    used_at: datetime | None = moment(nullable=True)
    revoked_at: datetime | None = moment(nullable=True)


class PasswordReset(SQLModel, table=True):
    __tablename__ = "password_reset"
    __table_args__ = {"schema": "app"}
    token_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    user_id: int = Field(sa_type=BigInteger, foreign_key="app.user_account.id", index=True)
    expires_at: datetime = moment()
    used_at: datetime | None = moment(nullable=True)


class SignInFailures(SQLModel, table=True):
    """Counted for every e-mail tried, whether or not it exists: a lock-out tells nothing."""

    __tablename__ = "sign_in_failures"
    __table_args__ = {"schema": "app"}
    email_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    failures: int = 0
    last_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
