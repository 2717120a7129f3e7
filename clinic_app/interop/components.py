"""The steps of an import, each a part of the page."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.interop.columns import GUARDIAN
from clinic_app.interop.sheets import MAX_BYTES, TOO_LARGE
from clinic_app.interop.state import ERRORS, REPEATED, ColumnRow, EarlierRow, ImportState, Option, ProblemLine
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import badge, button, card, empty_state, icon, kpi_card, link_button, note, page_link, segmented
from clinic_app.ui.forms import word_of
from clinic_app.ui.i18n import N_, _, date_text, n_, number_text
from clinic_app.ui.native_link import file_link
from clinic_app.ui.upload import upload_button

ONE = ImportState.one
FIELD = "archivo"
ACCEPT = ".csv,.tsv,.txt,.xlsx,.xlsm,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STEPS = (N_("Archivo"), N_("Columnas"), N_("Revisión"), N_("Importación"), N_("Listo"))
STEP_WORDS = {
    "mapping": N_("Por revisar"), "checking": N_("Revisando"), "checked": N_("Revisado"), "running": N_("Importando"), "stopped": N_("Detenido"), "done": N_("Terminado"),
}  # fmt: skip
STEP_LOOKS = {"mapping": ("wait", "columns-3"), "checking": ("info", "loader"), "checked": ("accent", "list-checks"), "running": ("info", "loader"),
              "stopped": ("warn", "circle-pause"), "done": ("ok", "circle-check")}  # fmt: skip


class DropZone(rx.Component):
    """Files dropped here go to the file input with the id `target` (assets/import.js)."""

    library = "$/public/import.js"
    tag = "DropZone"
    target: rx.Var[str]


def steps_line() -> rx.Component:
    """Where the import stands."""

    def one(number: int, word: str) -> rx.Component:
        mark = rx.cond(ONE.place > number, icon("check", 14), rx.el.span(str(number)))
        look = rx.cond(ONE.place > number, "step done", rx.cond(ONE.place == number, "step now", "step")).to(str)
        here = rx.cond(ONE.place == number, "step", "false").to(str)
        return rx.el.li(
            rx.el.span(mark, class_name="step-mark"),
            rx.el.span(_(word), class_name="step-word"),
            class_name=look,
            custom_attrs={"aria-current": here},
        )

    return rx.el.ol(
        *[one(number, word) for number, word in enumerate(STEPS, 1)],
        class_name="steps",
        custom_attrs={"aria-label": _("Pasos de la importación")},
    )


def file_step() -> rx.Component:
    """Choose a file, or look at an earlier import."""
    send = upload_button(
        FIELD, _("Elegir archivo"), action="/api/importaciones/", on_done=ImportState.uploaded, clinic=ShellState.clinic_id, accept=ACCEPT, most=MAX_BYTES, too_large=TOO_LARGE,
    )  # fmt: skip
    zone = DropZone.create(
        rx.el.span(icon("file-spreadsheet", 24), class_name="empty-icon t-accent"),
        rx.el.h2(_("Sube tu lista de pacientes")),
        rx.el.p(_("Arrastra aquí un archivo de Excel (.xlsx) o CSV de hasta 25 MB y 50 000 filas, o elígelo."), class_name="muted"),
        send,
        target=f"upload-{FIELD}", class_name="drop-zone",
    )  # fmt: skip
    advice = [
        N_("La primera fila debe tener los títulos; el orden y los nombres de las columnas no importan."),
        N_("Antes de importar verás qué filas tienen errores y cuáles ya están en tu lista."),
        N_("El archivo se borra del servidor a los 7 días."),
    ]
    lines = [rx.el.li(icon("check", 14, class_name="ok"), rx.el.span(_(words)), class_name="row top small") for words in advice]
    return rx.fragment(card(zone, rx.el.ul(*lines, class_name="plain-list stack gap-4 import-advice")), _earlier())


def _earlier() -> rx.Component:
    def one(row: rx.Var[EarlierRow]) -> rx.Component:
        told = _("{total} filas, {created} pacientes nuevos", total=number_text(row.total), created=number_text(row.created))
        words = rx.el.span(
            rx.el.span(row.name, class_name="title ellipsis"),
            rx.el.span(date_text(row.when, "datetime"), " · ", told, class_name="detail ellipsis"),
            class_name="col gap-0 grow",
        )
        looks = [(step, badge(_(STEP_WORDS[step]), *look)) for step, look in STEP_LOOKS.items()]
        return page_link(
            icon("file-spreadsheet"), words, rx.fragment(rx.match(row.step, *looks, rx.fragment())), icon("chevron-right"),
            href=f"{routes.IMPORT}?id=" + row.id.to_string(), class_name="list-row", key=row.id.to_string(),
        )  # fmt: skip

    rows = card(rx.foreach(ImportState.earlier, one), title=_("Importaciones anteriores"), pad=False)
    return rx.cond(ImportState.earlier.length() > 0, rows, rx.fragment())


def _option(option: rx.Var[Option]) -> rx.Component:
    words = rx.cond(option.number == "", _(option.title), _(GUARDIAN) + " " + option.number + ": " + _(option.title)).to(str)
    return rx.el.option(words, value=option.value, key=option.value)


def columns_step() -> rx.Component:
    """What each column of the file means."""

    def one(row: rx.Var[ColumnRow]) -> rx.Component:
        name = "column-" + row.index.to_string()
        title = rx.cond(row.title == "", _("Columna {n}", n=row.index + 1), row.title).to(str)
        sample = rx.el.span(rx.cond(row.sample == "", _("Sin datos en las primeras filas"), row.sample), class_name="detail ellipsis")
        meaning = rx.el.select(
            rx.el.option(_("No importar"), value=""), rx.foreach(ImportState.options, _option), id=name, value=row.target,
            on_change=lambda value: ImportState.choose(row.index, value), class_name=rx.cond(row.target == "", "input muted", "input"),
        )  # fmt: skip
        label = rx.el.label(rx.el.span(title, class_name="title ellipsis"), sample, html_for=name, class_name="col gap-0 import-title")
        return rx.el.div(label, icon("arrow-right", class_name="muted only-wide"), meaning, class_name="list-row import-column", key=name)

    names = rx.foreach(ImportState.missing, lambda title: rx.el.li(_(title)))
    needed = note(
        "warn", "triangle-alert", rx.el.p(_("Falta decir qué columna tiene estos datos:")), rx.el.ul(names, class_name="import-missing")
    )
    told = rx.el.p(
        _(
            "Reconocimos las columnas por sus títulos. Corrige lo que haga falta: tu consultorio lo recordará para el próximo archivo igual."
        ),
        class_name="small muted",
    )
    foot = rx.el.div(
        button(_("Descartar"), icon_name="trash-2", kind="ghost", on_click=ImportState.discard),
        button(_("Revisar el archivo"), icon_name="list-checks", kind="solid", on_click=ImportState.check, disabled=ImportState.missing.length() > 0),
        class_name="row between card-foot",
    )  # fmt: skip
    head = rx.el.div(told, _told_problem(), rx.cond(ImportState.missing.length() > 0, needed, rx.fragment()), class_name="stack card-pad")
    return card(head, rx.foreach(ImportState.columns, one), foot, title=_("¿Qué es cada columna?"), pad=False)


def _told_problem() -> rx.Component:
    """Why it cannot go on."""
    return rx.el.div(rx.cond(ONE.problem != "", note("bad", "circle-alert", _(ONE.problem)), rx.fragment()), role="alert")


def _progress(words: rx.Var, label: rx.Var) -> rx.Component:
    bar = rx.el.progress(value=ONE.percent, max=100, class_name="import-bar", custom_attrs={"aria-label": label})
    return rx.el.div(
        rx.el.div(rx.el.span(words, class_name="grow"), rx.el.span(ONE.percent, " %", class_name="num muted"), class_name="row small"), bar,
        class_name="stack gap-4", role="status",
    )  # fmt: skip


def checking_step() -> rx.Component:
    """The dry run while it goes on."""
    words = rx.cond(
        ONE.percent == 0, _("Leyendo el archivo… {n} filas", n=number_text(ONE.total)), _("Revisando {n} filas…", n=number_text(ONE.total))
    ).to(str)
    stop = rx.el.div(button(_("Detener"), icon_name="circle-stop", on_click=ImportState.stop), class_name="row end")
    return card(rx.el.div(_progress(words, _("Revisión")), stop, class_name="stack gap-16"), title=_("Revisando el archivo"))


def _kpis(*shown: tuple[rx.Var, rx.Var, rx.Var]) -> rx.Component:
    return rx.el.div(*[kpi_card(label, number_text(value), detail=detail) for label, value, detail in shown], class_name="kpis")


def checked_step() -> rx.Component:
    """What the dry run found, and the choice about repeated patients."""
    numbers = _kpis(
        (_("Correctas"), ONE.ok, _("pacientes nuevos")), (_("Repetidas"), ONE.duplicate, _("ya están en tu lista o en el archivo")),
        (_("Con errores"), ONE.bad, _("no se importarán")),
    )  # fmt: skip
    foot = rx.el.div(
        rx.el.span(
            button(_("Descartar"), icon_name="trash-2", kind="ghost", on_click=ImportState.discard),
            button(_("Cambiar columnas"), icon_name="columns-3", on_click=ImportState.reopen), class_name="row wrap",
        ),
        button(n_("Importar {n} fila", "Importar {n} filas", ONE.ok + ONE.duplicate), icon_name="download", kind="solid", on_click=ImportState.run, disabled=ONE.ok + ONE.duplicate == 0),
        class_name="row between wrap card-foot",
    )  # fmt: skip
    body = rx.el.div(_told_problem(), numbers, _zeros(), _repeated(), class_name="stack gap-16 card-pad")
    return rx.fragment(card(body, foot, title=_("Esto se importará"), pad=False), problems_card())


def _zeros() -> rx.Component:
    lost = note(
        "warn", "triangle-alert",
        rx.el.p(n_("A {n} documento le faltan ceros a la izquierda: Excel los borra.", "A {n} documentos les faltan ceros a la izquierda: Excel los borra.", ONE.zeros)),
        rx.el.div(button(_("Completar los ceros y revisar otra vez"), icon_name="wand-sparkles", size="sm", on_click=ImportState.mend_zeros(True)), class_name="import-note-action"),
    )  # fmt: skip
    mended = note(
        "info", "wand-sparkles", rx.el.p(_("Se completan con ceros los DNI de menos de 8 dígitos.")),
        rx.el.div(button(_("No completar"), icon_name="undo-2", size="sm", on_click=ImportState.mend_zeros(False)), class_name="import-note-action"),
    )  # fmt: skip
    return rx.cond(ONE.zeros > 0, lost, rx.cond(ONE.fix_zeros, mended, rx.fragment()))


def _repeated() -> rx.Component:
    choices = [("skip", _("Omitir")), ("update", _("Completar sus datos")), ("both", _("Crear de nuevo"))]
    told = rx.match(
        ImportState.duplicates,
        ("update", _("Los datos que trae el archivo reemplazan a los del paciente; lo que el archivo deja vacío no cambia.")),
        ("both", _("Se crea otro paciente, salvo que el documento ya exista: eso no se puede y queda entre los errores.")),
        _("Los pacientes que ya tienes quedan como están."),
    ).to(str)
    asked = rx.el.div(
        rx.el.h3(n_("{n} fila repetida: ¿qué hacer?", "{n} filas repetidas: ¿qué hacer?", ONE.duplicate), class_name="small strong"),
        rx.el.div(
            segmented(choices, ImportState.duplicates, ImportState.choose_duplicates, _("Qué hacer con los repetidos")),
            class_name="row wrap",
        ),
        rx.el.p(told, class_name="hint"),
        class_name="stack gap-4",
    )
    return rx.cond(ONE.duplicate > 0, asked, rx.fragment())


def problems_card() -> rx.Component:
    """Each bad row and why; or the repeated ones."""

    def one(row: rx.Var[ProblemLine]) -> rx.Component:
        field = rx.cond(row.number == "", _(row.title), _(GUARDIAN) + " " + row.number + ": " + _(row.title)).to(str)
        where = rx.el.span(_("Fila {n}", n=row.line), class_name="nowrap muted small import-line")
        said = rx.el.span(rx.cond(row.title == "", "", field + ": ").to(str), row.said)
        value = rx.cond(row.value == "", rx.fragment(), rx.el.code(row.value, class_name="import-value ellipsis"))
        return rx.el.div(where, rx.el.span(said, class_name="grow small"), value, class_name="list-row import-problem")

    kinds = [(ERRORS, _("Con errores")), (REPEATED, _("Repetidas"))]
    both = rx.cond(
        (ONE.duplicate > 0) & (ONE.place == 3),
        segmented(kinds, ImportState.showing, ImportState.show, _("Qué filas mostrar")),
        rx.fragment(),
    )
    file = file_link(
        icon("download"), _("Descargar errores"), href="/api/importaciones/" + ONE.id.to_string() + "/errores", class_name="btn"
    )
    some = (ONE.left_out > 0) | (ONE.duplicate > 0)
    none = rx.el.div(empty_state("circle-check", _("Sin errores"), _("Todas las filas se pueden importar."), family="ok"))
    first = rx.el.p(_("Se muestran las primeras 100 filas; el archivo de errores las trae todas."), class_name="small muted card-pad")
    rows = rx.fragment(rx.foreach(ImportState.problems, one), rx.cond(ONE.left_out > 100, first, rx.fragment()))
    shown = rx.cond(ImportState.problems.length() > 0, rows, none)
    return rx.cond(
        some,
        card(shown, title=_("Filas por corregir"), actions=[both, rx.cond(ONE.left_out > 0, file, rx.fragment())], pad=False),
        rx.fragment(),
    )


def running_step() -> rx.Component:
    """The import while it goes on, or where it stopped."""
    numbers = _kpis(
        (_("Nuevos"), ONE.created, _("pacientes creados")),
        (_("Completados"), ONE.updated, _("ya estaban")),
        (_("Omitidos"), ONE.skipped, _("ya estaban")),
    )
    stopped = ONE.step == "stopped"
    words = rx.cond(
        stopped, _("Detenido. Lo que ya se importó está guardado."), _("Puedes salir de esta página: la importación sigue.")
    ).to(str)
    act = rx.cond(
        stopped,
        button(_("Reanudar"), icon_name="play", kind="solid", on_click=ImportState.resume),
        button(_("Detener"), icon_name="circle-stop", on_click=ImportState.stop),
    )
    body = rx.el.div(
        _told_problem(), _progress(words, _("Importación")), numbers, rx.el.div(act, class_name="row end"), class_name="stack gap-16"
    )
    return card(body, title=rx.cond(stopped, _("Importación detenida"), _("Importando")).to(str))


def done_step() -> rx.Component:
    """What became of the file."""
    numbers = _kpis(
        (_("Nuevos"), ONE.created, _("pacientes creados")), (_("Completados"), ONE.updated, _("ya estaban")), (_("Omitidos"), ONE.skipped, _("ya estaban")),
        (_("Sin importar"), ONE.left_out, _("con errores")),
    )  # fmt: skip
    full = note(
        "warn", "gauge", rx.el.p(n_("{n} fila no cabe en tu plan.", "{n} filas no caben en tu plan.", ONE.over_limit)),
        rx.el.div(
            link_button(_("Ver tu plan"), routes.SETTINGS_PLAN, size="sm"), button(_("Intentar otra vez"), icon_name="rotate-ccw", size="sm", on_click=ImportState.resume),
            class_name="row wrap import-note-action",
        ),
    )  # fmt: skip
    gone = note("info", "trash-2", _("El archivo y sus filas ya se borraron; quedan los números."))
    links = rx.el.div(
        link_button(_("Importar otro archivo"), routes.IMPORT, icon_name="upload"), link_button(_("Ver pacientes"), routes.PATIENTS, icon_name="users", kind="solid"),
        class_name="row between wrap card-foot",
    )  # fmt: skip
    notes = rx.fragment(rx.cond(ONE.over_limit > 0, full, rx.fragment()), rx.cond(ONE.forgotten, gone, rx.fragment()))
    body = rx.el.div(_told_problem(), numbers, notes, class_name="stack gap-16 card-pad")
    return rx.fragment(
        card(body, links, title=_("Importación terminada"), pad=False), rx.cond(ONE.forgotten, rx.fragment(), problems_card())
    )


def step_name() -> rx.Component:
    """The name of the file and the word of its step, beside the title."""
    return rx.cond(ONE.id == 0, rx.fragment(), rx.el.span(ONE.name, " · ", word_of(ONE.step, STEP_WORDS)))
