"""Fields of a patient and of a guardian. The browser keeps what is typed; the server answers with a sentence beside each field."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

from dataclasses import dataclass

import reflex as rx

from clinic_app.patients.components import BLOOD_GROUPS, DOCUMENT_WORDS, RELATIONSHIP_WORDS, SEX_WORDS, choices
from clinic_app.ui.components import Text, button, check_field, icon, select_field, text_field
from clinic_app.ui.i18n import _


@dataclass(frozen=True)
class Fields:
    """Makes fields that start with `values` and show `errors`, both by the name of the field; `prefix` tells two forms in one apart."""

    values: rx.Var
    errors: rx.Var
    prefix: str = ""

    def _said(self, name: str) -> rx.Var:
        return _(rx.cond(self.errors.contains(name), self.errors[name], "").to(str))

    def text(self, name: str, label: Text, *, required: bool = False, **props: object) -> rx.Component:
        name = self.prefix + name
        return text_field(name, label, error=self._said(name), required=required, default_value=self.values[name], auto_complete="off", **props)

    def choice(self, name: str, label: Text, options: list[tuple[str, Text]], *, required: bool = True, empty: Text = "") -> rx.Component:
        name = self.prefix + name
        return select_field(name, label, options, error=self._said(name), required=required, empty=empty, default_value=self.values[name])

    def check(self, name: str, label: Text) -> rx.Component:
        return check_field(self.prefix + name, label, default_checked=self.values[self.prefix + name] == "true")

    def document(self, required: bool = False) -> list[rx.Component]:
        return [
            self.choice("tipo_documento", _("Tipo de documento"), choices(DOCUMENT_WORDS)),
            self.text("numero_documento", _("Número de documento"), required=required, max_length=20),
        ]


def _part(title: Text, *fields: rx.Component) -> rx.Component:
    return rx.el.fieldset(rx.el.legend(title, class_name="strong"), rx.el.div(*fields, class_name="form-grid"), class_name="stack")


def patient_fields(fields: Fields) -> list[rx.Component]:
    """All that is kept about a patient, the most needed first."""
    blood = [("ND", _("No determinado")), *[(group, group) for group in BLOOD_GROUPS]]
    return [
        _part(
            _("Identidad"), *fields.document(required=True),
            fields.text("nombres", _("Nombres"), required=True, max_length=100), fields.text("apellido_paterno", _("Apellido paterno"), required=True, max_length=100),
            fields.text("apellido_materno", _("Apellido materno"), max_length=100), fields.text("fecha_nacimiento", _("Fecha de nacimiento"), required=True, type="date"),
            fields.choice("sexo", _("Sexo"), choices(SEX_WORDS), empty=_("Elige")), fields.choice("grupo_sanguineo", _("Grupo sanguíneo"), blood),
        ),
        _part(_("Contacto"), fields.text("telefono", _("Teléfono"), type="tel"), fields.text("email", _("Correo"), type="text", input_mode="email")),
        _part(
            _("Domicilio y origen"), rx.el.div(fields.text("direccion", _("Dirección"), max_length=300), class_name="wide"),
            fields.text("distrito", _("Distrito")), fields.text("provincia", _("Provincia")), fields.text("departamento", _("Departamento")),
            fields.text("ubigeo_cod", _("Ubigeo"), hint=_("Seis dígitos, por ejemplo 080101."), input_mode="numeric", max_length=6),
            fields.text("lugar_nacimiento", _("Lugar de nacimiento")),
        ),
        fields.text("observaciones", _("Observaciones"), multiline=True, rows="3"),
    ]  # fmt: skip


def first_guardian(fields: Fields) -> rx.Component:
    """The little that is asked about a guardian while the patient is added."""
    return _part(
        _("Responsable"), fields.text("nombres", _("Nombres"), required=True), fields.text("apellidos", _("Apellidos")),
        fields.choice("parentesco", _("Parentesco"), choices(RELATIONSHIP_WORDS)), fields.text("telefono", _("Teléfono"), type="tel"),
    )  # fmt: skip


def guardian_fields(fields: Fields) -> list[rx.Component]:
    """All that is kept about a guardian."""
    grid = rx.el.div(
        fields.text("nombres", _("Nombres"), required=True), fields.text("apellidos", _("Apellidos")),
        fields.choice("parentesco", _("Parentesco"), choices(RELATIONSHIP_WORDS)), *fields.document(),
        fields.text("telefono", _("Teléfono"), type="tel"), fields.text("telefono_alternativo", _("Otro teléfono"), type="tel"),
        fields.text("email", _("Correo"), type="text", input_mode="email"), rx.el.div(fields.text("direccion", _("Dirección")), class_name="wide"),
        class_name="form-grid",
    )  # fmt: skip
    checks = rx.el.div(fields.check("es_principal", _("Es el responsable principal")), fields.check("puede_autorizar_procedimientos", _("Puede autorizar procedimientos")))
    return [grid, checks]


def form(*fields: rx.Component, on_submit: object, on_cancel: object, save: Text) -> rx.Component:
    """One form with its buttons. The server judges, so that every sentence stands beside its field and in the person's language."""
    foot = rx.el.div(
        button(_("Cancelar"), on_click=on_cancel), rx.el.button(icon("check"), save, type="submit", class_name="btn btn-solid"), class_name="form-foot"
    )  # fmt: skip
    return rx.el.form(*fields, foot, on_submit=on_submit, no_validate=True, class_name="stack gap-16")
