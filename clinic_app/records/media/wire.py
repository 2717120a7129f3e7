"""Names and shapes of photos, consents and uploads in the API."""

from typing import Any

from clinic_app.patients.wire import moment
from clinic_app.records.media.links import link
from clinic_app.records.media.models import DAMAGED, BodyArea, Media, MediaConsent, MediaKind, MediaStatus, MediaUpload
from clinic_app.records.media.service import MediaRow
from clinic_app.records.media.uploads import PIECE_BYTES
from clinic_app.records.media.words import AREA_WORDS, KIND_WORDS, SERVER_FAILED, STATUS_WORDS
from clinic_app.records.media.words import DAMAGED as DAMAGED_WORDS


def why_failed(row: Media) -> str:
    """The sentence for a file that could not be prepared; empty for others."""
    return "" if row.status != MediaStatus.FAILED else DAMAGED_WORDS if row.error == DAMAGED else SERVER_FAILED


def media_wire(row: Media, base: str, person: str | None = None, *, whole: bool = False) -> dict[str, Any]:
    """A photo or video with links to what is shown; `whole`: to the original too."""

    def address(variant: str) -> str | None:
        path = link(row, variant)
        return base + path if path else None

    shown = {
        "id": row.id, "tipo": row.kind, "tipo_display": KIND_WORDS[MediaKind(row.kind)], "estado": row.status, "estado_display": STATUS_WORDS[MediaStatus(row.status)],
        "error": why_failed(row) or None, "zona": row.body_area, "zona_display": AREA_WORDS[BodyArea(row.body_area)], "fecha": row.taken_on.isoformat(),
        "notas": row.notes, "atencion": row.encounter_id, "nombre_original": row.original_name, "tamano": row.size_bytes, "ancho": row.width, "alto": row.height,
        "duracion_ms": row.duration_ms, "is_active": row.is_active, "created_at": moment(row.created_at), "imagen_thumbnail": address("miniatura"),
        "imagen_webp": address("imagen"), "video_poster": address("poster"), "video": address("video"),
    }  # fmt: skip
    if whole:
        shown["original"] = address("original")
    return shown if person is None else shown | {"subido_por": person}


def row_wire(row: MediaRow, base: str) -> dict[str, Any]:
    return media_wire(row.media, base, row.person)


def consent_wire(row: MediaConsent) -> dict[str, Any]:
    return {
        "id": row.id, "vigente": row.withdrawn_at is None, "otorgado_por": row.given_by, "parentesco": row.relationship, "texto": row.text,
        "registrado_por": row.recorded_name, "fecha": moment(row.given_at), "retirado_at": moment(row.withdrawn_at) if row.withdrawn_at else None,
        "retirado_por": row.withdrawn_name, "motivo_retiro": row.withdraw_reason,
    }  # fmt: skip


def upload_wire(row: MediaUpload) -> dict[str, Any]:
    """How far it is: send the next piece, of at most `parte` bytes, from `recibido` on."""
    return {
        "id": row.id, "clave": str(row.token), "nombre": row.name, "tamano": row.size_bytes, "recibido": row.received, "parte": PIECE_BYTES,
        "completa": row.received == row.size_bytes, "foto": row.media_id,
    }  # fmt: skip
