"""The catalogues of diagnoses in the settings."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.records.diagnoses.importing import MOST_BYTES, TOO_LARGE
from clinic_app.records.diagnoses.state import DiagnosesState, FoundRow, OwnCatalogue
from clinic_app.shell.settings.frame import settings_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import badge, button, card, dialog, empty_state, icon, loading, note, segmented
from clinic_app.ui.forms import word_of
from clinic_app.ui.i18n import N_, _, n_
from clinic_app.ui.upload import upload_button

STATE = DiagnosesState
BASE = "/api/historia-clinica/diagnosticos/"
SYSTEM_WORDS = {"cie10": N_("CIE-10"), "enfermeria": N_("Enfermería")}


def _row(row: rx.Var[FoundRow]) -> rx.Component:
    used = rx.cond(row.times > 0, badge(n_("{n} vez", "{n} veces", row.times), "accent"), rx.fragment())
    own = rx.cond(row.own, badge(_("Propio"), "info"), rx.fragment())
    words = rx.el.span(
        rx.el.span(rx.el.code(row.code), " ", row.label, class_name="title"),
        rx.el.span(row.detail, class_name="detail"),
        class_name="col gap-0 grow top",
    )
    return rx.el.li(words, own, used, class_name="list-row", key=row.key)


def _search() -> rx.Component:
    field = rx.el.input(
        type="search", name="buscar", id="diagnosis-search", auto_complete="off", placeholder=_("Código o palabras"), value=STATE.words, on_change=STATE.look.debounce(150),
        custom_attrs={"aria-label": _("Buscar un diagnóstico")},
    )  # fmt: skip
    which = segmented([(code, _(word)) for code, word in SYSTEM_WORDS.items()], STATE.system, STATE.choose, _("Catálogo"))
    none = empty_state("search-x", _("Ningún diagnóstico"), _("Prueba con otra palabra o con el código."))
    found = rx.cond(STATE.found.length() > 0, rx.el.ul(rx.foreach(STATE.found, _row)), none)
    line = rx.el.div(rx.el.label(icon("search"), field, class_name="search grow"), which, class_name="row wrap card-pad")
    return card(line, found, title=_("Buscar en los catálogos"), pad=False)


def _own(row: rx.Var[OwnCatalogue]) -> rx.Component:
    name = rx.cond(row.edition != "", row.edition, word_of(row.system, SYSTEM_WORDS))
    words = rx.el.span(
        rx.el.span(name, class_name="title"), rx.el.span(n_("{n} diagnóstico", "{n} diagnósticos", row.rows), rx.cond(row.licence != "", " · " + row.licence, ""), class_name="detail"),
        class_name="col gap-0 grow top",
    )  # fmt: skip
    away = button(_("Quitar {name}", name=name), icon_name="trash-2", kind="ghost", only_icon=True, on_click=STATE.ask_withdraw(row.key))
    return rx.el.li(words, rx.cond(STATE.can_write, away, rx.fragment()), class_name="list-row", key=row.key)


def _mine() -> rx.Component:
    template = rx.el.a(icon("download"), _("Plantilla"), href=BASE + "plantilla.csv", class_name="btn btn-sm", download=True)
    send = upload_button(
        "archivo",
        _("Importar un catálogo"),
        action=BASE + "importar/",
        on_done=STATE.imported,
        clinic=ShellState.clinic_id,
        accept=".csv,text/csv",
        most=MOST_BYTES,
        too_large=TOO_LARGE,
    )
    told = note(
        "info",
        "info",
        _(
            "Los catálogos de enfermería con licencia no vienen incluidos. Si tu consultorio tiene la suya, impórtala aquí: queda solo para tu consultorio."
        ),
    )
    none = rx.el.p(_("Todavía no has importado ninguno."), class_name="muted small")
    rows = rx.cond(STATE.own.length() > 0, rx.el.ul(rx.foreach(STATE.own, _own), class_name="plain-list"), none)
    body = rx.el.div(told, rows, rx.cond(STATE.can_write, rx.el.div(send, class_name="row wrap"), rx.fragment()), class_name="stack")
    return card(body, title=_("Catálogos del consultorio"), actions=[template])


def _withdraw_dialog() -> rx.Component:
    footer = [
        button(_("Cancelar"), on_click=STATE.ask_withdraw("")),
        button(_("Quitar catálogo"), icon_name="trash-2", kind="danger", on_click=STATE.withdraw),
    ]
    text = rx.el.p(_("Sus diagnósticos dejan de ofrecerse. Las notas que ya los usan no cambian, y puedes volver a importarlo."))
    return dialog(
        text,
        title=_("¿Quitar este catálogo?"),
        open=STATE.leaving != "",
        on_close=STATE.ask_withdraw(""),
        name="dialog-withdraw",
        footer=footer,
    )


@rx.page(routes.SETTINGS_DIAGNOSES, title="Hampiq", on_load=[ShellState.load, DiagnosesState.load])
def diagnoses_settings() -> rx.Component:
    shown = rx.el.div(_search(), _mine(), _withdraw_dialog(), class_name="stack")
    return settings_frame(loading(STATE.loaded, STATE.failed, shown, STATE.load), "diagnoses")
