"""Settings, trail: who did or opened what in the clinic."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.shell.settings.frame import settings_frame
from clinic_app.shell.settings.trail_parts import export_link, trail_table
from clinic_app.shell.settings.trail_state import TrailState
from clinic_app.shell.settings.trail_words import ENTITY_WORDS, KIND_WORDS
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import button, card, chip, empty_state, error_state, icon, note, select_field, skeleton, text_field
from clinic_app.ui.i18n import N_, _

CHOSEN = TrailState.chosen
NAMED = ("user", "kind", "entity", "patient", "q", "from", "to")
LOST = N_("Un filtro de la dirección no se entiende. Quítalo y elige de nuevo.")


def _select(name: str, label: rx.Var, options: object, empty: rx.Var) -> rx.Component:
    return select_field(
        f"trail-{name}", label, options, required=True, empty=empty, value=CHOSEN[name], on_change=lambda value: TrailState.choose(name, value)
    )  # fmt: skip


def _typed(name: str, label: rx.Var, wait: int, **props: object) -> rx.Component:
    """A field that keeps what is being typed until the address says otherwise."""
    change = TrailState.choose.debounce(wait)
    return text_field(
        f"trail-{name}", label, default_value=CHOSEN[name], key=f"{name}-" + TrailState.box.to_string(), on_change=lambda value: change(name, value), **props
    )  # fmt: skip


def _filters() -> rx.Component:
    kinds = [(kind, _(word)) for kind, word in KIND_WORDS.items()]
    entities = [(code, _(word)) for code, word in ENTITY_WORDS.items()]
    grid = rx.el.div(
        _select("user", _("Persona"), TrailState.people, _("Todas")), _select("kind", _("Acción"), kinds, _("Todas")),
        _select("entity", _("Sobre"), entities, _("Todo")),
        _typed("q", _("Paciente"), 400, type="search", placeholder=_("Nombre, documento o teléfono"), auto_complete="off"),
        _typed("from", _("Desde el día"), 600, type="date"), _typed("to", _("Hasta el día"), 600, type="date"),
        class_name="form-grid trail-filters", role="search", custom_attrs={"aria-label": _("Filtros de la auditoría")},
    )  # fmt: skip
    one = chip(
        rx.el.span(icon("x", 14), " ", _("Solo {name}", name=TrailState.patient)), True, on_click=TrailState.choose("patient", ""), title=_("Quitar este filtro")
    )  # fmt: skip
    return rx.el.div(grid, rx.cond(TrailState.patient != "", rx.el.div(one), rx.fragment()), class_name="stack card-pad")


def _filtered() -> rx.Var:
    found = CHOSEN[NAMED[0]] != ""
    for name in NAMED[1:]:
        found = found | (CHOSEN[name] != "")
    return found


def _nothing() -> rx.Component:
    again = button(_("Quitar filtros"), icon_name="x", on_click=TrailState.clear)
    missing = empty_state("search-x", _("Nada coincide con estos filtros"), _("Prueba con otros días, otra persona u otra acción."), again)
    first = empty_state(
        "scroll-text", _("Todavía no hay nada anotado"), _("Cada cambio y cada ficha abierta queda aquí, y no se puede borrar.")
    )
    return rx.cond(_filtered() | (CHOSEN["before"] != ""), missing, first)


def _pager() -> rx.Component:
    newest = rx.cond(
        CHOSEN["before"] != "", button(_("Lo más reciente"), icon_name="chevrons-left", on_click=TrailState.newest), rx.fragment()
    )
    older = rx.cond(
        TrailState.following != "", button(_("Más antiguo"), icon_name="chevron-right", on_click=TrailState.older), rx.fragment()
    )
    pager = rx.el.nav(
        newest, rx.el.span(class_name="grow"), older, class_name="row card-foot", custom_attrs={"aria-label": _("Páginas de la auditoría")}
    )
    return rx.cond((CHOSEN["before"] != "") | (TrailState.following != ""), pager, rx.fragment())


def _shown() -> rx.Component:
    table = rx.fragment(trail_table(TrailState.rows, _("Quién hizo o abrió qué, lo más reciente primero")), _pager())
    found = rx.cond(TrailState.rows.length() > 0, table, rx.fragment(_nothing(), _pager()))
    failed = error_state(
        _("No se pudo leer la auditoría"),
        _("No hay conexión con la base de datos."),
        button(_("Reintentar"), icon_name="refresh-cw", on_click=TrailState.load),
    )
    lost = rx.el.div(
        note("warn", "triangle-alert", _(LOST), " ", button(_("Quitar filtros"), size="sm", on_click=TrailState.clear)),
        class_name="card-pad",
        role="alert",
    )
    return rx.match(TrailState.status, ("ready", rx.cond(TrailState.problem != "", lost, found)), ("failed", failed), skeleton(12))


@rx.page(routes.SETTINGS_TRAIL, title="Hampiq", on_load=[ShellState.load, TrailState.load])
def trail() -> rx.Component:
    files = [export_link("CSV", TrailState.query, "csv", "download"), export_link("Excel", TrailState.query, "xlsx", "file-spreadsheet")]
    words = rx.el.p(
        _("Todo cambio y toda ficha abierta queda anotado y encadenado: no se puede borrar ni corregir sin que se note."), class_name="small muted card-pad trail-about-it"
    )  # fmt: skip
    return settings_frame(card(words, _filters(), _shown(), title=_("Auditoría"), actions=files, pad=False), "trail")
