"""Photos and videos of a patient, the consent behind them, and uploads under way."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, Uuid, text
from sqlmodel import Field

from clinic_app.core.tables import ClinicOwned, moment, of_patient

NOW = text("now()")

DAMAGED, SERVER = "archivo", "servidor"  # what `error` holds: the file's fault, or ours


class MediaKind(StrEnum):
    PHOTO = "foto"
    VIDEO = "video"


class MediaStatus(StrEnum):
    """Whether what is shown (thumbnail, WebP, poster) was made from the original."""

    PENDING = "procesando"
    READY = "lista"
    FAILED = "fallida"


class BodyArea(StrEnum):
    """Where on the body; the albums of a patient."""

    FACE = "rostro"
    SCALP = "cuero_cabelludo"
    EYES = "ojos"
    EARS = "oidos"
    MOUTH = "boca"
    NECK = "cuello"
    CHEST = "torax"
    ABDOMEN = "abdomen"
    BACK = "espalda"
    RIGHT_ARM = "brazo_derecho"
    LEFT_ARM = "brazo_izquierdo"
    HANDS = "manos"
    DIAPER = "zona_del_panal"
    BUTTOCKS = "gluteos"
    RIGHT_LEG = "pierna_derecha"
    LEFT_LEG = "pierna_izquierda"
    FEET = "pies"
    OTHER = "otra"


def _encounter() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "encounter_id"], ["app.encounter.tenant_id", "app.encounter.id"])


class MediaConsent(ClinicOwned, table=True):
    """Who agreed to photos of the patient, when and to which text. At most one is in force; a withdrawn one stays as it was."""

    __tablename__ = "media_consent"
    __table_args__ = (
        of_patient(),
        Index("uq_media_consent_current", "tenant_id", "patient_id", unique=True, postgresql_where=text("withdrawn_at is null")),
        Index("ix_media_consent_patient", "tenant_id", "patient_id", "id"),
        {"schema": "app"},
    )
    patient_id: int = Field(sa_type=BigInteger)
    given_by: str
    relationship: str = ""
    text: str
    recorded_by: int | None = Field(default=None, sa_type=BigInteger, foreign_key="app.user_account.id", nullable=True)
    recorded_name: str = ""
    given_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    withdrawn_at: datetime | None = moment(nullable=True)
    withdrawn_by: int | None = Field(default=None, sa_type=BigInteger, foreign_key="app.user_account.id", nullable=True)
    withdrawn_name: str = ""
    withdraw_reason: str = ""


class Media(ClinicOwned, table=True):
    """A photo or a video: the key of its original, as it came but for the place (location.py), and of what is shown instead."""

    __tablename__ = "patient_media"
    __table_args__ = (
        of_patient(),
        _encounter(),
        Index("ix_patient_media_album", "tenant_id", "patient_id", "taken_on", "id", postgresql_where=text("is_active")),
        Index("ix_patient_media_encounter", "tenant_id", "encounter_id", postgresql_where=text("encounter_id is not null")),
        {"schema": "app"},
    )
    patient_id: int = Field(sa_type=BigInteger)
    encounter_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    kind: str
    status: str = MediaStatus.PENDING
    body_area: str = BodyArea.OTHER
    taken_on: date
    notes: str = ""
    original: str
    original_name: str = ""
    size_bytes: int = Field(sa_type=BigInteger)
    thumbnail: str = ""
    webp: str = ""  # a photo as it is shown
    poster: str = ""  # a video before it plays
    playable: str = ""  # a video as it is shown: the same pictures without the place where it was taken
    width: int | None = Field(default=None, nullable=True)
    height: int | None = Field(default=None, nullable=True)
    duration_ms: int | None = Field(default=None, nullable=True)
    attempts: int = 0
    error: str = ""
    is_active: bool = True
    created_by: int | None = Field(default=None, sa_type=BigInteger, foreign_key="app.user_account.id", nullable=True)
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class MediaCount(ClinicOwned, table=True):
    """How many photos and videos a patient has; a trigger of the database keeps it."""

    __tablename__ = "media_count"
    __table_args__ = (of_patient(), UniqueConstraint("tenant_id", "patient_id"), {"schema": "app"})
    patient_id: int = Field(sa_type=BigInteger)
    total: int = 0


class MediaUpload(ClinicOwned, table=True):
    """A file that is coming in pieces: how much of it is here, and what is to become of it."""

    __tablename__ = "media_upload"
    __table_args__ = (
        of_patient(),
        _encounter(),
        ForeignKeyConstraint(["tenant_id", "media_id"], ["app.patient_media.tenant_id", "app.patient_media.id"]),
        UniqueConstraint("tenant_id", "created_by", "token"),
        CheckConstraint("received between 0 and size_bytes", name="received"),
        Index("ix_media_upload_patient", "tenant_id", "patient_id"),
        {"schema": "app"},
    )
    patient_id: int = Field(sa_type=BigInteger)
    encounter_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    token: UUID = Field(sa_type=Uuid)  # the sender's: asking twice begins one upload
    name: str
    size_bytes: int = Field(sa_type=BigInteger)
    received: int = Field(default=0, sa_type=BigInteger)
    body_area: str = BodyArea.OTHER
    taken_on: date | None = Field(default=None, nullable=True)
    notes: str = ""
    media_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)  # what it became
    created_by: int = Field(sa_type=BigInteger, foreign_key="app.user_account.id")
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    touched_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class MediaPart(ClinicOwned, table=True):
    """One piece of an upload, a file of its own until all have come."""

    __tablename__ = "media_part"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "upload_id"], ["app.media_upload.tenant_id", "app.media_upload.id"], ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "upload_id", "start"),
        {"schema": "app"},
    )
    upload_id: int = Field(sa_type=BigInteger)
    start: int = Field(sa_type=BigInteger)
    file: str
