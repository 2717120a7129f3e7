"""Scores of measures that belong to nobody: nothing is saved."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor
from clinic_app.core.errors import Invalid
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.growth.calculator import calculate
from clinic_app.growth.growth_parts import score_list
from clinic_app.growth.inputs import calculator_values
from clinic_app.growth.shown import ScoreRow, plain, score_rows
from clinic_app.growth.widgets import GrowthForm
from clinic_app.patients.components import SEX_WORDS
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import card, check_field, icon, page_header, page_link, select_field, text_field
from clinic_app.ui.forms import choices
from clinic_app.ui.i18n import N_, _, language_of

P = Permission
EMPTY_WORDS = N_("Escribe sexo, edad y una medida.")


class CalculatorState(ClinicState):
    """What follows from what is typed."""

    rows: list[ScoreRow] = []
    errors: dict[str, str] = {}
    reference: str = ""

    @rx.event
    @clinic_event(P.RECORDS_READ, transaction=False)
    async def load(self, actor: Actor) -> None:
        self.rows, self.errors, self.reference = [], {}, ""

    @rx.event
    @clinic_event(P.RECORDS_READ, transaction=False)
    async def calculate(self, actor: Actor, values: dict[str, Any]) -> None:
        """Scores and classes; what is missing is waited for."""
        self.rows, self.errors, self.reference = [], {}, ""
        measured = any(values.get(name) for name in ("peso_kg", "talla_cm", "perimetro_cefalico_cm"))
        if not (measured and values.get("sexo") and (values.get("edad_meses") or values.get("nacimiento"))):
            return
        say = partial(translate, await language_of(self))
        try:
            given = calculator_values(_body(values, actor.today()))
            result, found = calculate(given)
        except Invalid as error:
            self.errors = {name: plain(said[0], say) for name, said in (error.fields or {}).items()}
            return
        kept = {
            "lenhei": result.lenhei, "bmi": result.bmi,
            "scores": {one.value: {"z": score.z, "code": found[one].code.value, "level": found[one].level.value} for one, score in result.scores.items()},
        }  # fmt: skip
        self.rows, self.reference = score_rows(kept, given), result.reference


def _body(values: dict[str, Any], today: date) -> dict[str, Any]:
    """The documented body; a date of birth becomes an age in days."""
    body = {name: value for name, value in values.items() if name != "nacimiento"} | {
        "edema": bool(values.get("edema")),
        "confirmar": bool(values.get("confirmar")),
    }
    with suppress(ValueError):
        if values.get("nacimiento") and not values.get("edad_meses"):
            body["edad_dias"] = (today - date.fromisoformat(str(values["nacimiento"]))).days
    return body


STATE = CalculatorState


def _said(name: str) -> rx.Var:
    return _(rx.cond(STATE.errors.contains(name), STATE.errors[name], "").to(str))


def _form() -> rx.Component:
    number = {"input_mode": "decimal", "max_length": 9, "auto_complete": "off", "required": False}
    grid = rx.el.div(
        select_field("sexo", _("Sexo"), choices(SEX_WORDS), error=_said("sexo"), empty=_("Elige")),
        text_field("edad_meses", _("Edad en meses"), error=_said("edad_meses"), **number),
        text_field("nacimiento", _("o nacimiento"), error=_said("edad_dias"), required=False, type="date"),
        text_field("peso_kg", _("Peso (kg)"), error=_said("peso_kg"), **number), text_field("talla_cm", _("Talla (cm)"), error=_said("talla_cm"), **number),
        select_field("posicion_medida", _("Cómo se midió"), [("l", _("Acostado")), ("h", _("De pie"))], required=False, empty=_("Según la edad")),
        text_field("perimetro_cefalico_cm", _("P. cefálico (cm)"), error=_said("perimetro_cefalico_cm"), **number), class_name="form-grid",
    )  # fmt: skip
    marks = rx.el.div(
        check_field("edema", _("Tiene edema")),
        check_field("confirmar", _("Las medidas son correctas aunque parezcan raras")),
        class_name="row wrap gap-16",
    )
    return GrowthForm.create(card(rx.el.div(grid, marks, class_name="stack"), title=_("Medidas")), on_preview=STATE.calculate)


def _result() -> rx.Component:
    waiting = rx.el.p(_(EMPTY_WORDS), class_name="muted small card-pad")
    shown = rx.fragment(score_list(STATE.rows), rx.el.p(STATE.reference, class_name="tiny muted card-pad"))
    return rx.el.div(
        card(rx.cond(STATE.rows.length() > 0, shown, waiting), title=_("Resultado"), pad=False),
        role="status",
        custom_attrs={"aria-live": "polite"},
    )


@rx.page(routes.GROWTH_CALCULATOR, title="Hampiq", on_load=[ShellState.load, CalculatorState.load])
def growth_calculator() -> rx.Component:
    head = page_header(_("Calculadora de crecimiento"), detail=_("OMS 2006 y 2007 · no guarda nada"))
    back = page_link(icon("arrow-left"), _("Alertas de crecimiento"), href=routes.GROWTH_ALERTS, class_name="row small gap-4")
    return page_frame(rx.fragment(back, head, rx.el.div(_form(), _result(), class_name="grid-main-side")), active="growth")
