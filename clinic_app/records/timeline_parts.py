"""The card of the timeline."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.records.head_state import PatientHeadState
from clinic_app.records.timeline import KINDS
from clinic_app.records.timeline_state import Moment, TimelineState
from clinic_app.ui import routes
from clinic_app.ui.components import button, card, empty_state, icon, link_button, page_link, status_badge
from clinic_app.ui.i18n import _, date_text

STATE = TimelineState


def _moment(row: rx.Var[Moment]) -> rx.Component:
    mark = rx.match(row.kind, *[(kind, icon(mark)) for kind, (_word, mark, _family) in KINDS.items()], icon("circle"))
    family = rx.match(row.kind, *[(kind, family) for kind, (_word, _mark, family) in KINDS.items()], "mute").to(str)
    title = _(row.title, name=row.name)
    words = rx.cond(row.href != "", page_link(title, href=row.href, class_name="accent"), rx.el.span(title))
    detail = rx.cond(row.detail != "", rx.el.span(row.detail, class_name="detail ellipsis"), rx.fragment())
    when = rx.el.span(date_text(row.at, "datetime"), class_name="detail")
    return rx.el.li(
        rx.el.span(mark, class_name="avatar t-" + family, custom_attrs={"aria-hidden": "true"}),
        rx.el.span(words, detail, when, class_name="col gap-0 grow"), rx.cond(row.status != "", status_badge(row.status), rx.fragment()), class_name="list-row", key=row.key,
    )  # fmt: skip


def _filter() -> rx.Component:
    options = [rx.el.option(_("Todo"), value=""), *[rx.el.option(_(word), value=kind) for kind, (word, _mark, _family) in KINDS.items()]]
    return rx.el.select(
        *options,
        value=STATE.kind,
        on_change=STATE.show_kind,
        id="timeline-kind",
        class_name="input input-sm",
        custom_attrs={"aria-label": _("Qué mostrar en la línea de tiempo")},
    )


def timeline_card() -> rx.Component:
    """What happened with the patient, from every domain; a choice narrows it to one kind."""
    whole = link_button(
        _("Quién la abrió"), routes.patient_part(PatientHeadState.head.patient.id, routes.PATIENT_TRAIL), icon_name="scroll-text", size="sm"
    )
    none = empty_state("history", _("Nada todavía"), _("Lo que pase con este paciente aparecerá aquí."))
    more = rx.cond(STATE.more, button(_("Mostrar más"), icon_name="chevron-down", on_click=STATE.show_more), rx.fragment())
    foot = rx.el.div(more, rx.cond(PatientHeadState.can_audit, whole, rx.fragment()), class_name="row wrap card-foot")
    shown = rx.fragment(
        rx.cond(STATE.rows.length() > 0, rx.el.ul(rx.foreach(STATE.rows, _moment)), none),
        rx.cond(STATE.more | PatientHeadState.can_audit, foot, rx.fragment()),
    )
    return card(shown, title=_("Línea de tiempo"), actions=[_filter()], pad=False, id="timeline")
