"""The list of likely duplicates, and the merges that can still be undone."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.patients.duplicates_parts import reason_badges, side_detail
from clinic_app.patients.duplicates_state import DuplicatesState, MergeRow, PairRow
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import button, card, empty_state, icon, link_button, loading, note, page_header, page_link
from clinic_app.ui.i18n import _, date_text, n_


def _side(side: rx.Var) -> rx.Component:
    name = page_link(side.name, href=routes.patient(side.id), class_name="title")
    return rx.el.div(name, side_detail(side), class_name="col gap-0 grow duplicate-side")


def _pair(row: rx.Var[PairRow]) -> rx.Component:
    both = rx.el.div(_side(row.one), _side(row.other), class_name="duplicate-sides grow")
    address = routes.MERGE + "?a=" + row.one.id.to(str) + "&b=" + row.other.id.to(str)
    acts = rx.el.div(
        link_button(_("Comparar y fusionar"), address, icon_name="merge", kind="soft"),
        button(_("Son dos personas"), kind="ghost", on_click=DuplicatesState.dismiss(row.id)),
        class_name="row wrap gap-4",
    )  # fmt: skip
    foot = rx.el.div(reason_badges(row.reasons), rx.el.span(class_name="grow"), acts, class_name="row wrap")
    return rx.el.li(both, foot, class_name="duplicate", key=row.id)


def _pager() -> rx.Component:
    more = DuplicatesState.page * 20 < DuplicatesState.total
    return rx.el.nav(
        rx.el.span(_("Página {page}", page=DuplicatesState.page), class_name="small muted grow"),
        button(_("Anterior"), icon_name="chevron-left", on_click=DuplicatesState.turn(-1), disabled=DuplicatesState.page <= 1),
        button(_("Siguiente"), icon_name="chevron-right", on_click=DuplicatesState.turn(1), disabled=~more),
        class_name="row card-foot", custom_attrs={"aria-label": _("Páginas de la lista")},
    )  # fmt: skip


def _pairs() -> rx.Component:
    none = empty_state(
        "circle-check", _("Ningún posible duplicado"), _("La lista se revisa cada noche. También puedes buscar ahora."),
        button(_("Buscar ahora"), icon_name="search", busy=DuplicatesState.searching, on_click=DuplicatesState.search), family="ok",
    )  # fmt: skip
    rows = rx.el.ul(rx.foreach(DuplicatesState.rows, _pair), class_name="plain")
    paged = rx.cond((DuplicatesState.total > 20) | (DuplicatesState.page > 1), _pager(), rx.fragment())
    return card(rx.cond(DuplicatesState.rows.length() > 0, rx.fragment(rows, paged), none), pad=False)


def _merged(row: rx.Var[MergeRow]) -> rx.Component:
    words = rx.el.div(
        rx.el.span(row.loser, " ", icon("arrow-right", 14), " ", page_link(row.winner, href=routes.patient(row.winner_id)), class_name="title"),
        rx.el.span(date_text(row.at, "datetime"), " · ", row.by, class_name="detail"), class_name="col gap-0 grow",
    )  # fmt: skip
    undo = button(
        _("Deshacer"),
        icon_name="undo-2",
        on_click=DuplicatesState.undo(row.id),
        custom_attrs={"aria-label": _("Deshacer la fusión de {name}", name=row.loser)},
    )
    return rx.el.li(words, undo, class_name="list-row", key=row.id)


def _recent() -> rx.Component:
    rows = rx.el.ul(rx.foreach(DuplicatesState.merges, _merged), class_name="plain")
    hint = rx.el.p(_("Una fusión se puede deshacer durante 30 días."), class_name="small muted card-pad")
    return rx.cond(DuplicatesState.merges.length() > 0, card(hint, rows, title=_("Fusiones recientes"), pad=False), rx.fragment())


@rx.page(routes.DUPLICATES, title="Hampiq", on_load=[ShellState.load, DuplicatesState.load])
def duplicates() -> rx.Component:
    count = n_("{n} par por revisar", "{n} pares por revisar", DuplicatesState.total)
    last = rx.cond(
        DuplicatesState.searched != "",
        _("{count} · última búsqueda: {when}", count=count, when=date_text(DuplicatesState.searched, "datetime")),
        count,
    )
    acts = [
        link_button(_("Fusionar otros dos"), routes.MERGE, icon_name="merge"),
        button(_("Buscar ahora"), icon_name="search", busy=DuplicatesState.searching, on_click=DuplicatesState.search),
    ]
    allowed = rx.cond(DuplicatesState.can_merge, rx.el.div(*acts, class_name="row wrap"), rx.fragment())
    closed = note("info", "lock", _("Solo quienes pueden fusionar pacientes ven esta lista."))
    shown = rx.cond(DuplicatesState.can_merge, rx.fragment(_pairs(), _recent()), closed)
    back = page_link(icon("chevron-left", 14), _("Pacientes"), href=routes.PATIENTS, class_name="row gap-4 small")
    content = rx.fragment(
        back, page_header(_("Posibles duplicados"), allowed, detail=rx.cond(DuplicatesState.loaded & DuplicatesState.can_merge, last, "")),
        loading(DuplicatesState.loaded, DuplicatesState.failed, shown, ShellState.load, DuplicatesState.load),
    )  # fmt: skip
    return page_frame(content, active="patients")
