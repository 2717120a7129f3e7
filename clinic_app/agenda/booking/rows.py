"""What the booking dialog shows: what was chosen so far, and what there is to choose from."""

from dataclasses import dataclass, field

from clinic_app.patients.typed_names import TypedName

# the fields of a new patient in the dialog
PERSON_FIELDS = (
    "tipo_documento", "numero_documento", "nombres", "apellido_paterno", "apellido_materno", "fecha_nacimiento", "sexo", "telefono",
)  # fmt: skip


@dataclass
class Draft:
    """What was chosen so far by clicking."""

    patient_id: int = 0
    patient_name: str = ""
    patient_detail: str = ""
    initials: str = ""
    allergies: list[str] = field(default_factory=list)  # what she must not be given
    service_id: int = 0
    date: str = ""
    time: str = ""
    care_type: str = "consultorio"
    professional: str = ""
    country: str = "PE"  # which documents a new patient may have
    typed: TypedName = field(default_factory=TypedName)  # a new patient's, from what was searched


@dataclass
class PatientChoice:
    """A line of the list under the search."""

    id: int
    name: str
    initials: str
    detail: str


@dataclass
class ServiceChoice:
    """A service as a tile."""

    id: int
    name: str
    color: str
    minutes: int
    price: str


@dataclass
class SlotChoice:
    """A time of the day, free or not."""

    hour: str
    free: bool
    morning: bool
