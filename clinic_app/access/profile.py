"""The person and her practice as one profile, in the shape of the documented API."""

from datetime import UTC
from typing import Any

from clinic_app.access import actors
from clinic_app.access import service as access
from clinic_app.access.models import UserAccount
from clinic_app.audit import service as audit
from clinic_app.clinics.models import Clinic
from clinic_app.core import hooks
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid, NotAllowed
from clinic_app.core.fields import BLANK, NO_LINE, is_line, is_visible
from clinic_app.core.files import save_image, signed_path
from clinic_app.core.i18n import LANGUAGES, N_, Sentence
from clinic_app.core.permissions import Permission

# wire name -> (whose, column, longest)
FIELDS = {
    "first_name": ("person", "first_name", 150), "last_name": ("person", "last_name", 150), "telefono": ("person", "phone", 20),
    "numero_colegiatura": ("person", "license_number", 20), "especialidad": ("person", "specialty", 20), "sexo": ("person", "sex", 1),
    "rne": ("person", "registry_number", 20), "nombre_consultorio": ("clinic", "name", 200), "direccion_consultorio": ("clinic", "address", 300),
    "telefono_consultorio": ("clinic", "phone", 20), "ruc": ("clinic", "tax_id", 11),
}  # fmt: skip
# wire name -> (whose, column, longest side in points)
IMAGES = {"foto": ("person", "photo", 512), "imagen_firma_sello": ("person", "signature_stamp", 1200), "logo": ("clinic", "logo", 1200)}
CHOICES = {"sexo": ("", "M", "F"), "especialidad": access.SPECIALTIES}
REQUIRED = ("first_name", "nombre_consultorio")
NAMES = (*REQUIRED, "last_name")


def _link(base: str, key: str) -> str | None:
    return base.rstrip("/") + signed_path(key) if key else None


async def _both(work: Work) -> tuple[UserAccount, Clinic | None]:
    clinic = await work.session.get(Clinic, work.actor.tenant_id) if work.actor.tenant_id else None
    return await access.me(work), clinic


async def _parts(work: Work) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    if work.actor.tenant_id:
        for part in hooks.PROFILE_PARTS:
            parts |= await part(work)
    return parts


async def short(work: Work, base: str) -> dict[str, Any]:
    """What sign-in answers about the nurse."""
    whole = await full(work, base)
    left_out = ("direccion_consultorio", "telefono_consultorio", "ruc", "logo", "imagen_firma_sello", "created_at")
    return {name: value for name, value in whole.items() if name not in left_out}


async def full(work: Work, base: str) -> dict[str, Any]:
    """The whole profile; media as absolute, signed links under `base`."""
    person, clinic = await _both(work)
    user = {
        "id": person.id, "email": person.email, "first_name": person.first_name, "last_name": person.last_name, "telefono": person.phone,
        "foto": _link(base, person.photo), "is_admin": person.is_platform_admin,
    }  # fmt: skip
    practice = clinic or Clinic(name="")
    return {
        "id": work.actor.membership_id or person.id,
        "usuario": user,
        "numero_colegiatura": person.license_number,
        "especialidad": person.specialty,
        "nombre_consultorio": practice.name,
        "direccion_consultorio": practice.address,
        "telefono_consultorio": practice.phone,
        "ruc": practice.tax_id,
        "logo": _link(base, practice.logo),
        "sexo": person.sex,
        "rne": person.registry_number,
        "imagen_firma_sello": _link(base, person.signature_stamp),
        **await _parts(work),
        "created_at": person.created_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
    }


def _problem(name: str, value: Any, longest: int) -> str | None:
    if not isinstance(value, str) or value != value.encode(errors="ignore").decode():  # half a surrogate pair is no text
        return "No es una cadena válida."
    if "\0" in value:
        return "Los caracteres nulos no están permitidos."
    if len(value) > longest:
        return Sentence("Asegúrese de que este campo no tenga más de {longest} caracteres.", longest=longest)
    if name in CHOICES and value not in CHOICES[name]:
        return Sentence('"{value}" no es una elección válida.', value=value)
    if name in NAMES and not is_line(value.strip()):
        return NO_LINE
    if name in REQUIRED and not is_visible(value):
        return BLANK
    if name == "ruc" and value and not (value.isascii() and value.isdigit() and len(value) == 11):
        return N_("El RUC debe tener 11 dígitos.")
    return None


async def change(work: Work, fields: Any, images: dict[str, bytes] | None = None) -> None:
    """Take the known fields of a profile (wire names; unknown ones are ignored, null clears, also a picture) and its images.

    Raises Invalid beside each wrong field, NotAllowed when the practice is changed by one who may not, PaymentRequired when its plan has run out.
    """
    if not isinstance(fields, dict):
        raise Invalid(non_field_errors="Datos inválidos. Se esperaba un diccionario.")
    given = {name: "" if value is None else value for name, value in fields.items() if name in FIELDS}
    problems = {name: [problem] for name, value in given.items() if (problem := _problem(name, value, FIELDS[name][2]))}
    if problems:
        raise Invalid(problems)
    person, clinic = await _both(work)
    owners: dict[str, Any] = {"person": person, "clinic": clinic}
    pictures = {name: data for name, data in (images or {}).items() if name in IMAGES}
    emptied = [name for name in IMAGES if fields.get(name, "") is None and name not in pictures]
    of_clinic = any(FIELDS[n][0] == "clinic" for n in given) or "logo" in (*pictures, *emptied)
    if of_clinic and (clinic is None or Permission.SETTINGS_WRITE not in work.actor.permissions):
        raise NotAllowed
    if of_clinic:  # one's own data stays one's own when the plan has run out, the practice's waits
        await hooks.check_writable(work)
    for name, value in given.items():
        setattr(owners[FIELDS[name][0]], FIELDS[name][1], value.strip())
    for name, data in pictures.items():
        whose, column, longest = IMAGES[name]
        setattr(owners[whose], column, await save_image(work.actor.tenant_id or 0, data, name, longest=longest))
    for name in emptied:  # the file itself goes with the daily sweep
        setattr(owners[IMAGES[name][0]], IMAGES[name][1], "")
    await work.session.flush()
    if work.actor.tenant_id:
        await audit.record(work, "update", "profile", person.id, {"fields": sorted([*given, *pictures, *emptied])})
    actors.forget()


async def language(work: Work) -> str:
    """The language that the person chose, or "" before she did."""
    return (await access.me(work)).language


async def choose_language(work: Work, code: str) -> None:
    """In which language her mails are written. Raises Invalid for one that we do not speak."""
    if code not in LANGUAGES:
        raise Invalid(language="Elige una opción de la lista.")
    (await access.me(work)).language = code
