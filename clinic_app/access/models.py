"""People, their roles in clinics, and what proves who they are."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Identity, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from clinic_app.core.tables import ClinicOwned, moment

NOW = text("now()")


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
    last_seen_at: datetime | None = moment(nullable=True)  # in this clinic, to some minutes


class Invitation(ClinicOwned, table=True):
    """A place in the clinic that is offered; only the hashes of its two links are kept: the one that was copied and the one that was mailed."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("tenant_id", "link_hash"),
        UniqueConstraint("tenant_id", "mail_hash"),
        ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]),
        {"schema": "app"},
    )
    role: str
    email: str = ""  # lower case; when given, nobody else may accept
    link_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    mail_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    invited_by: int = Field(sa_type=BigInteger, foreign_key="app.user_account.id")
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    expires_at: datetime = moment()
    used_at: datetime | None = moment(nullable=True)
    used_by: int | None = Field(default=None, sa_type=BigInteger, foreign_key="app.user_account.id")
    revoked_at: datetime | None = moment(nullable=True)


class WebSession(SQLModel, table=True):
    """A browser that is signed in. Only the hash of the cookie is kept."""

    __tablename__ = "web_session"
    __table_args__ = {"schema": "app"}
    token_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    user_id: int = Field(sa_type=BigInteger, foreign_key="app.user_account.id", index=True)
    clinic_id: int | None = Field(default=None, sa_type=BigInteger)
    device: str = ""
    address: str = ""  # the network only, not the machine
    for_platform: bool = False  # opens the pages of the platform's administrator, and no clinic
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    last_seen_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    expires_at: datetime = moment()


class ApiSession(SQLModel, table=True):
    """A program that is signed in. Its id is in every access token, so that taking the row away takes the tokens with it."""

    __tablename__ = "api_session"
    __table_args__ = {"schema": "app"}
    id: UUID = Field(primary_key=True)
    user_id: int = Field(sa_type=BigInteger, foreign_key="app.user_account.id", index=True)
    clinic_id: int | None = Field(default=None, sa_type=BigInteger)
    device: str = ""
    address: str = ""
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    last_seen_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    expires_at: datetime = moment()


class RefreshToken(SQLModel, table=True):
    """One link of a rotating chain: using it makes the next one; using it twice ends the session it belongs to."""

    __tablename__ = "refresh_token"
    __table_args__ = {"schema": "app"}
    token_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    family: UUID = Field(index=True, foreign_key="app.api_session.id", ondelete="CASCADE")
    user_id: int = Field(sa_type=BigInteger, foreign_key="app.user_account.id", index=True)
    clinic_id: int | None = Field(default=None, sa_type=BigInteger)
    expires_at: datetime = moment()
    used_at: datetime | None = moment(nullable=True)


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


class SignIn(SQLModel, table=True):
    """What happened at the door. Nobody's e-mail is kept here: a try for an unknown one has no person."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_user", "user_id", "at"), Index("ix_sign_in_at", "at"), {"schema": "app"})
    id: int = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(),))
    user_id: int | None = Field(default=None, sa_type=BigInteger, foreign_key="app.user_account.id")
    at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    outcome: str  # success, failure, code (a wrong second factor), locked
    address: str = ""
    device: str = ""


class SecondFactor(SQLModel, table=True):
    """The secret that a person's telephone shares with us, encrypted; it counts once she has confirmed it with a code."""

    __tablename__ = "second_factor"
    __table_args__ = {"schema": "app"}
    user_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="app.user_account.id", sa_column_kwargs={"autoincrement": False})
    secret: bytes = Field(sa_type=LargeBinary)
    last_step: int = Field(default=0, sa_type=BigInteger)  # the half minute of the last code taken: none is taken twice
    confirmed_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class RecoveryCode(SQLModel, table=True):
    """For the day the telephone is lost; each opens once."""

    __tablename__ = "recovery_code"
    __table_args__ = {"schema": "app"}
    user_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="app.user_account.id", sa_column_kwargs={"autoincrement": False})
    code_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    used_at: datetime | None = moment(nullable=True)


class EmailChange(SQLModel, table=True):
    """A person's wish for another e-mail address; it happens when both addresses have agreed."""

    __tablename__ = "email_change"
    __table_args__ = {"schema": "app"}
    user_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="app.user_account.id", sa_column_kwargs={"autoincrement": False})
    email: str
    new_hash: bytes | None = Field(default=None, sa_type=LargeBinary, unique=True)
    old_hash: bytes | None = Field(default=None, sa_type=LargeBinary, unique=True)
    new_confirmed_at: datetime | None = moment(nullable=True)
    old_confirmed_at: datetime | None = moment(nullable=True)
    expires_at: datetime = moment()
