"""The dialogs of the screen of blocks: one block or series, and a pasted roster."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.agenda.blocks.edit_state import BlockFormState
from clinic_app.agenda.blocks.form import LETTERS, ONCE, PREFIX, WORKED
from clinic_app.agenda.blocks.parts import SHORT_DAYS, clash_list
from clinic_app.agenda.blocks.paste_state import PREFIX as PASTE
from clinic_app.agenda.blocks.paste_state import DayCell, PasteState, RunRow, UnreadRow
from clinic_app.agenda.blocks.roster_blocks import SHIFT_TITLES
from clinic_app.agenda.blocks.sheet import KIND_WORDS, hours_text
from clinic_app.agenda.blocks.state import BlocksState
from clinic_app.ui.components import button, dialog, icon, note, segmented
from clinic_app.ui.forms import Fields, choices, form
from clinic_app.ui.i18n import N_, LangState, _, date_text, n_

REPEAT_WORDS = (
    (ONCE, N_("Una vez")),
    ("diario", N_("Cada N días")),
    ("semanal", N_("Días de la semana")),
    ("patron", N_("Ciclo de turnos")),
)
DAY_WORDS = (N_("Lunes"), N_("Martes"), N_("Miércoles"), N_("Jueves"), N_("Viernes"), N_("Sábado"), N_("Domingo"))


def _problem(said: rx.Var) -> rx.Component:
    return rx.el.div(
        rx.cond(said != "", rx.el.span(icon("circle-x", 13), rx.el.span(said), class_name="field-error"), rx.fragment()), role="alert"
    )


def _whose(fields: Fields) -> rx.Component:
    people = BlocksState.professionals
    return rx.cond(
        people.length() > 0,
        fields.choice("profesional", _("Profesional"), people, required=False, empty=_("Quien corresponde")),
        rx.fragment(),
    )


def _cycle(fields: Fields) -> rx.Component:
    hours = [
        rx.el.fieldset(
            rx.el.legend(f"{LETTERS[shift]} · ", _(SHIFT_TITLES[shift]), class_name="small strong"),
            rx.el.div(
                fields.text(f"{LETTERS[shift]}_inicio", _("Desde"), type="time", required=True),
                fields.text(f"{LETTERS[shift]}_fin", _("Hasta"), type="time", required=True),
                class_name="pair",
            ),
        )
        for shift in WORKED
    ]
    letters = fields.text(
        "ciclo",
        _("Ciclo, una letra por día"),
        required=True,
        max_length=200,
        placeholder="D N X X",
        hint=_("D día, N noche, M mañana, T tarde, G guardia de 24 h, X descanso."),
    )
    own = rx.el.details(rx.el.summary(_("Horas de cada turno")), rx.el.div(*hours, class_name="shift-hours"), class_name="more")
    return rx.el.div(letters, own, class_name="stack")


def block_dialog() -> rx.Component:
    """Make or change a block or a series."""
    state, fields = BlockFormState, Fields(BlockFormState.values, BlockFormState.errors, PREFIX)
    once = state.repeat == ONCE
    boxes = rx.el.fieldset(
        rx.el.legend(_("Días"), class_name="small strong"), rx.el.div(*[fields.check(f"dia_{number}", _(word)) for number, word in enumerate(DAY_WORDS, 1)], class_name="day-boxes"),
        _problem(fields.said(PREFIX + "dias_semana")),
    )  # fmt: skip
    every = fields.text("intervalo_dias", _("Cada cuántos días"), required=True, input_mode="numeric", max_length=3)
    times = rx.el.div(
        fields.text("hora_inicio", _("Desde"), type="time", hint=_("Vacío: todo el día.")), fields.text("hora_fin", _("Hasta"), type="time", hint=_("Antes de la hora de inicio: del día siguiente.")),
        class_name="form-grid",
    )  # fmt: skip
    filled = form(
        rx.el.div(
            fields.choice("tipo", _("Tipo"), choices(KIND_WORDS)), fields.text("titulo", _("Título"), max_length=100),
            fields.text("color", _("Color en la agenda"), type="color", required=True), _whose(fields), class_name="form-grid",
        ),
        rx.el.div(rx.el.span(_("Se repite"), class_name="small strong"), segmented([(code, _(word)) for code, word in REPEAT_WORDS], state.repeat, state.choose_repeat, _("Se repite")), class_name="col gap-4 repeat"),
        rx.fragment(rx.match(state.repeat, ("diario", every), ("semanal", boxes), ("patron", _cycle(fields)), rx.fragment())),
        rx.el.div(
            fields.text("fecha_inicio", rx.cond(once, _("Primer día"), _("Empieza el")).to(str), type="date", required=True),
            fields.text("fecha_fin", rx.cond(once, _("Último día"), _("Termina el")).to(str), type="date", hint=rx.cond(once, _("Vacío: un solo día."), _("Vacío: sin fin.")).to(str)),
            class_name="form-grid",
        ),
        rx.cond(state.repeat == "patron", rx.fragment(), times),
        on_submit=state.save, on_cancel=state.close, save=_("Guardar bloqueo"),
    )  # fmt: skip
    title = rx.cond(state.editing == 0, _("Nuevo bloqueo"), _("Editar bloqueo")).to(str)
    return dialog(filled, title=title, open=state.open, on_close=state.close, name="block-form", wide=True)


class TextFile(rx.Component):
    """A button that reads a text file in the browser (assets/roster.js)."""

    library = "$/public/roster.js"
    tag = "TextFile"
    accept: rx.Var[str]
    most: rx.Var[int]
    too_large: rx.Var[str]
    lang: rx.Var[str]
    on_text: rx.EventHandler[rx.event.passthrough_event_spec(str)]


TOO_LARGE = N_("El archivo es demasiado grande para ser un turno.")


def _text_form() -> rx.Component:
    fields = Fields(PasteState.values, PasteState.errors, PASTE)
    file = TextFile.create(
        icon("upload"), _("Elegir archivo"), accept=".csv,.txt,.tsv,.ics,text/csv,text/plain,text/calendar", most=500_000, too_large=TOO_LARGE, lang=LangState.lang,
        on_text=PasteState.take_file, class_name="btn",
    )  # fmt: skip
    return rx.el.form(
        fields.text(
            "texto", _("Tu turno"), multiline=True, rows="6", required=True, placeholder="D N X X D N X X", max_length=1_000_000,
            hint=_("Una letra por día (D día, N noche, M mañana, T tarde, G guardia, X descanso), una tabla de fechas y turnos, o un calendario .ics."),
        ),
        file,
        rx.el.div(
            fields.text("desde", _("Día de la primera letra"), type="date", hint=_("Una tabla o un calendario traen sus propias fechas.")),
            fields.choice("tipo", _("Tipo"), choices(KIND_WORDS)), _whose(fields), class_name="form-grid",
        ),
        rx.el.div(
            button(_("Cancelar"), on_click=PasteState.close), rx.el.button(icon("eye"), _("Ver qué se entendió"), type="submit", class_name="btn btn-solid"), class_name="form-foot"
        ),
        on_submit=PasteState.look, no_validate=True, class_name="stack gap-16", key=PasteState.box.to_string(),
    )  # fmt: skip


def _cell(cell: rx.Var[DayCell]) -> rx.Component:
    letter = rx.cond(cell.letter != "", rx.el.b(cell.letter, style={"background": cell.color}), rx.fragment())
    return rx.el.div(
        rx.el.span(cell.number, class_name="tiny muted"),
        letter,
        class_name="roster-cell",
        key=cell.day,
        title=date_text(cell.day, "medium"),
    )


def _run(row: rx.Var[RunRow]) -> rx.Component:
    day = date_text(row.first, "medium")
    days = rx.cond(row.first == row.last, day, _("Del {first} al {last}", first=day, last=date_text(row.last, "medium"))).to(str)
    words = rx.el.span(
        rx.el.span(row.title, class_name="title"),
        rx.el.span(days, " · ", hours_text(row.starts, row.ends), class_name="detail"),
        class_name="col gap-0 grow",
    )
    return rx.el.li(
        rx.el.span(class_name="swatch", style={"background": row.color}, custom_attrs={"aria-hidden": "true"}),
        words,
        class_name="list-row",
        key=row.first + row.starts,
    )


def _seen() -> rx.Component:
    read = PasteState.preview
    unread = read.unread.to(list[UnreadRow])
    lost = rx.foreach(unread, lambda each: rx.el.li(_("Lugar {n}: «{word}»", n=each.place, word=each.text), key=each.place.to_string()))
    inside = read.clashes.length()
    return rx.el.div(
        rx.el.p(n_("{n} turno entendido.", "{n} turnos entendidos.", read.duties), class_name="strong"),
        rx.cond(unread.length() > 0, note("warn", "triangle-alert", rx.el.strong(_("Esto no se entendió y no se guardará:")), rx.el.ul(lost, class_name="clash-list small")), rx.fragment()),
        rx.cond(inside > 0, note("warn", "calendar-clock", rx.el.strong(n_("{n} cita cae dentro de estos turnos y sigue en pie:", "{n} citas caen dentro de estos turnos y siguen en pie:", inside)), clash_list(read.clashes)), rx.fragment()),
        rx.el.div(
            *[rx.el.span(_(word), class_name="tiny muted") for word in SHORT_DAYS.values()], rx.foreach(read.cells.to(list[DayCell]), _cell), class_name="roster-days", role="img",
            custom_attrs={"aria-label": _("Calendario de los turnos; la lista de abajo dice lo mismo.")},
        ),
        rx.el.ul(rx.foreach(read.runs.to(list[RunRow]), _run), class_name="plain-list roster-runs"),
        rx.el.div(
            button(_("Corregir"), icon_name="arrow-left", on_click=PasteState.change),
            button(n_("Guardar {n} bloqueo", "Guardar {n} bloqueos", read.runs.length()), icon_name="check", kind="solid", on_click=PasteState.save), class_name="form-foot",
        ),
        class_name="stack gap-16",
    )  # fmt: skip


def paste_dialog() -> rx.Component:
    """Paste or choose a roster, look at what it means, keep it."""
    shown = rx.cond(PasteState.seen, _seen(), _text_form())
    return dialog(shown, title=_("Pegar mi turno"), open=PasteState.open, on_close=PasteState.close, name="paste-form", wide=True)
