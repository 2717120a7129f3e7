"""Fields of a patient and of a guardian. The browser keeps what is typed; the server answers with a sentence beside each field."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.patients.components import BLOOD_GROUPS, RELATIONSHIP_WORDS, SEX_WORDS, by_country
from clinic_app.ui.components import Text
from clinic_app.ui.forms import Fields, choices
from clinic_app.ui.i18n import _


class PlaceFields(rx.Component):
    """Department, province, district and code of Peru that complete one another (assets/patients.js)."""

    library = "$/public/patients.js"
    tag = "PlaceFields"
    names: rx.Var[dict[str, str]]
    values: rx.Var[dict[str, str]]
    labels: rx.Var[dict[str, str]]
    errors: rx.Var[dict[str, str]]


PLACE = {"department": "departamento", "province": "provincia", "district": "distrito", "code": "ubigeo_cod"}


def place_fields(fields: Fields, country: rx.Var) -> rx.Component:
    """Where somebody lives: in Peru by the official districts, elsewhere in free words."""
    words = {"department": _("Departamento"), "province": _("Provincia"), "district": _("Distrito"), "code": _("Ubigeo")}
    hints = {"district_hint": _("Escribe el distrito: lo demás se completa solo."), "optional": _("opcional")}
    names = {part: fields.prefix + name for part, name in PLACE.items()}
    errors = {part: fields.said(name) for part, name in PLACE.items()}
    known = PlaceFields.create(names=names, values=fields.values, labels=words | hints, errors=errors)
    free = rx.fragment(*[fields.text(PLACE[part], words[part]) for part in ("district", "province", "department")])
    return rx.cond(country == "PE", known, free)


def document_fields(fields: Fields, country: rx.Var, required: bool = False) -> list[rx.Component]:
    """Kind and number of a document; the kinds are those of the clinic's country."""
    kind = fields.prefix + "tipo_documento"
    current = rx.cond(fields.values.contains(kind), fields.values[kind], "").to(str)
    return [
        by_country(country, current, lambda kinds: fields.choice("tipo_documento", _("Tipo de documento"), kinds)),
        fields.text("numero_documento", _("Número de documento"), required=required, max_length=20),
    ]


def _part(title: Text, *fields: rx.Component) -> rx.Component:
    return rx.el.fieldset(rx.el.legend(title, class_name="strong"), rx.el.div(*fields, class_name="form-grid"), class_name="stack")


def patient_fields(fields: Fields, country: rx.Var) -> list[rx.Component]:
    """All that is kept about a patient, the most needed first."""
    blood = [("ND", _("No determinado")), *[(group, group) for group in BLOOD_GROUPS]]
    return [
        _part(
            _("Identidad"), *document_fields(fields, country, required=True),
            fields.text("nombres", _("Nombres"), required=True, max_length=100), fields.text("apellido_paterno", _("Apellido paterno"), required=True, max_length=100),
            fields.text("apellido_materno", _("Apellido materno"), max_length=100), fields.text("fecha_nacimiento", _("Fecha de nacimiento"), required=True, type="date"),
            fields.choice("sexo", _("Sexo"), choices(SEX_WORDS), empty=_("Elige")), fields.choice("grupo_sanguineo", _("Grupo sanguíneo"), blood),
        ),
        _part(_("Contacto"), fields.text("telefono", _("Teléfono"), type="tel"), fields.text("email", _("Correo"), type="text", input_mode="email")),
        _part(
            _("Domicilio y origen"), rx.el.div(fields.text("direccion", _("Dirección"), max_length=300), class_name="wide"),
            place_fields(fields, country), fields.text("lugar_nacimiento", _("Lugar de nacimiento")),
        ),
        fields.text("observaciones", _("Observaciones"), multiline=True, rows="3"),
    ]  # fmt: skip


def first_guardian(fields: Fields) -> rx.Component:
    """The little that is asked about a guardian while the patient is added."""
    return _part(
        _("Responsable"), fields.text("nombres", _("Nombres"), required=True), fields.text("apellidos", _("Apellidos")),
        fields.choice("parentesco", _("Parentesco"), choices(RELATIONSHIP_WORDS)), fields.text("telefono", _("Teléfono"), type="tel"),
    )  # fmt: skip


def guardian_fields(fields: Fields, country: rx.Var) -> list[rx.Component]:
    """All that is kept about a guardian."""
    grid = rx.el.div(
        fields.text("nombres", _("Nombres"), required=True), fields.text("apellidos", _("Apellidos")),
        fields.choice("parentesco", _("Parentesco"), choices(RELATIONSHIP_WORDS)), *document_fields(fields, country),
        fields.text("telefono", _("Teléfono"), type="tel"), fields.text("telefono_alternativo", _("Otro teléfono"), type="tel"),
        fields.text("email", _("Correo"), type="text", input_mode="email"), rx.el.div(fields.text("direccion", _("Dirección")), class_name="wide"),
        class_name="form-grid",
    )  # fmt: skip
    checks = rx.el.div(
        fields.check("es_principal", _("Es el responsable principal")),
        fields.check("puede_autorizar_procedimientos", _("Puede autorizar procedimientos")),
    )
    return [grid, checks]
