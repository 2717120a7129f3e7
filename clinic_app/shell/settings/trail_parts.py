"""How an entry of the trail looks, in the clinic's list and in a patient's."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.access.tokens import SHOWN_CLINIC
from clinic_app.shell.settings.trail_state import TrailRow
from clinic_app.shell.settings.trail_words import KIND_LOOKS
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import Text, badge, icon, page_link
from clinic_app.ui.i18n import _, date_text
from clinic_app.ui.native_link import file_link


def action_badge(row: rx.Var[TrailRow]) -> rx.Component:
    """What was done: never by colour alone."""
    known = [(kind, badge(_(row.action), family, mark)) for kind, (family, mark) in KIND_LOOKS.items()]
    return rx.fragment(rx.match(row.kind, *known, badge(_(row.action))))


def _about(row: rx.Var[TrailRow], with_patient: bool) -> rx.Component:
    number = rx.cond(
        (row.number > 0) & (row.number != row.patient_id), rx.el.span(" ", rx.el.span("#", row.number, class_name="muted")), rx.fragment()
    )
    what = rx.el.span(_(row.entity), number)
    if not with_patient:
        return what
    link = page_link(row.patient, href=routes.patient(row.patient_id))
    return rx.el.span(what, rx.cond(row.patient != "", rx.el.span(" · ", link), rx.fragment()))


def _detail(row: rx.Var[TrailRow]) -> rx.Component:
    fields = rx.foreach(row.fields, lambda word, place: rx.el.span(rx.cond(place > 0, ", ", ""), _(word)))
    both = rx.cond((row.fields.length() > 0) & (row.more != ""), " · ", "")
    return rx.el.span(fields, both, row.more, class_name="small muted")


def _line(row: rx.Var[TrailRow], with_patient: bool) -> rx.Component:
    when = rx.el.time(
        date_text(row.at, "datetime"),
        rx.el.span(":", row.at.to(str).split(":")[2], class_name="muted"),
        date_time=row.at,
        class_name="nowrap",
    )
    return rx.el.tr(
        rx.el.td(when, class_name="trail-when"), rx.el.td(_(row.person), class_name="trail-who"), rx.el.td(action_badge(row), class_name="trail-what"),
        rx.el.td(_about(row, with_patient), class_name="trail-about"), rx.el.td(_detail(row), class_name="trail-detail"), key=row.id.to_string(),
    )  # fmt: skip


def trail_table(rows: rx.Var, caption: Text, *, with_patient: bool = True) -> rx.Component:
    """The entries as a table; on a phone each is a card."""
    heads = [_("Cuándo"), _("Quién"), _("Acción"), _("Sobre"), _("Detalle")]
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="sr-only"),
            rx.el.thead(rx.el.tr(*[rx.el.th(head, scope="col") for head in heads])),
            rx.el.tbody(rx.foreach(rows, lambda row: _line(row, with_patient))),
            class_name="table trail",
        ),
        class_name="table-scroll",
    )  # fmt: skip


def export_link(label: Text, query: rx.Var, kind: str, mark: str) -> rx.Component:
    """Downloads what the filters leave."""
    shown = f"?format={kind}&{SHOWN_CLINIC}=" + ShellState.clinic_id.to_string()
    href = routes.TRAIL_EXPORT + shown + rx.cond(query != "", "&" + query.to(str), "").to(str)
    return file_link(icon(mark), label, href=href, class_name="btn")


def print_button(label: Text) -> rx.Component:
    """Opens the browser's own printing."""
    printing = rx.Var(_js_expr="(() => window.print())", _var_type=rx.EventChain)
    return rx.el.button(icon("printer"), label, type="button", class_name="btn", on_click=printing)
