"""A child's growth as her parents read it: on a phone first, in plain words."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

from functools import partial

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Work
from clinic_app.core.errors import NotFound
from clinic_app.core.fields import path_id
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.growth import charts, figures, parents
from clinic_app.growth.chart_parts import NAMES, chart_of
from clinic_app.growth.figures import Figure
from clinic_app.growth.growth_parts import level_family, level_icon
from clinic_app.growth.next_visit import suggestion
from clinic_app.growth.parents import ParentsView, PlainFact
from clinic_app.growth.who import Indicator
from clinic_app.patients.components import age_words
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import card, empty_state, icon, link_button, loading, page_link, segmented
from clinic_app.ui.forms import word_of
from clinic_app.ui.i18n import N_, _, date_text, language_of
from clinic_app.ui.native_link import file_link

P = Permission
SHOWN = {Indicator.WEIGHT_AGE: N_("Su peso"), Indicator.LENGTH_AGE: N_("Su talla")}


class ParentsState(ClinicState):
    """The newest check-up in plain words, and one curve."""

    view: ParentsView = ParentsView()
    figure: Figure = Figure()
    status: str = "loading"  # loading, ready, missing
    failed: bool = False
    patient: int = 0

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def load(self, work: Work) -> None:
        """The page was opened."""
        self.failed = False
        try:
            self.patient = path_id(str(self.patient_id))  # type: ignore[attr-defined]
            data = await charts.chart_data(work, self.patient)
        except NotFound:
            self.patient, self.status, self.view = 0, "missing", ParentsView()
            return
        plan = await suggestion(work, self.patient, data.patient.birth_date)
        self.view = parents.view(data, partial(translate, await language_of(self)), plan.day)
        self.figure = _simple(figures.figure(data, figures.telling(data.points, 0, plain=True), figures.default_span(data.points, 0)))
        self.status = "ready"

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def show(self, work: Work, indicator: str) -> None:
        """Another curve."""
        if self.patient and indicator in set(SHOWN):
            data = await charts.chart_data(work, self.patient)
            self.figure = _simple(figures.figure(data, Indicator(indicator), figures.default_span(data.points, 0)))


def _simple(figure: Figure) -> Figure:
    """Three lines are enough for parents: the middle, and where the expected ends."""
    figure.lines = [line for line in figure.lines if line.weight in (0, 2)]
    for line in figure.lines:
        line.label = ""
    for spot in figure.points:
        spot.said = spot.said.split(" · ")[0]
    return figure


STATE = ParentsState
VIEW = STATE.view


def _fact(row: rx.Var[PlainFact]) -> rx.Component:
    mark = rx.el.span(level_icon(row.level), class_name="avatar avatar-sm " + level_family(row.level), custom_attrs={"aria-hidden": "true"})
    return rx.el.li(
        rx.el.span(mark, rx.el.span(row.title, class_name="big"), class_name="row"), rx.el.p(_(row.text)),
        rx.cond(row.change != "", rx.el.p(row.change, class_name="muted"), rx.fragment()), class_name="plain-fact",
    )  # fmt: skip


def _ready() -> rx.Component:
    head = rx.el.div(
        rx.el.p(VIEW.headline, class_name="strong", style={"fontSize": "18px"}),
        rx.el.p(age_words(VIEW.age), " · ", _("control del {day}", day=date_text(VIEW.on, "long")), class_name="muted"), class_name="card-pad " + level_family(VIEW.level),
        style={"borderRadius": "var(--r-4)"},
    )  # fmt: skip
    tabs = segmented([(one.value, _(word)) for one, word in SHOWN.items()], STATE.figure.indicator, STATE.show, _("Qué curva"))
    words = rx.el.p(
        _(
            "La línea con puntos es {name}. La zona verde es donde crecen casi todos los niños sanos; la línea verde es la mitad.",
            name=VIEW.name,
        ),
        class_name="small muted",
    )
    table = rx.el.details(
        rx.el.summary(_("Ver como tabla")),
        rx.el.ul(rx.foreach(STATE.figure.points, lambda spot: rx.el.li(date_text(spot.on, "numeric"), ": ", spot.said, class_name="list-row"))), class_name="growth-table",
    )  # fmt: skip
    curve = card(rx.el.div(tabs, words, chart_of(STATE.figure), class_name="stack"), table, title=word_of(STATE.figure.indicator, NAMES))
    steps = card(rx.el.ul(rx.foreach(VIEW.steps, lambda text: rx.el.li(_(text))), class_name="plain-steps"), title=_("Qué hacer en casa"))
    next_ = rx.cond(
        VIEW.next_on != "",
        card(
            rx.el.p(icon("calendar"), " ", rx.el.strong(date_text(VIEW.next_on, "long")), class_name="row"), title=_("Su próximo control")
        ),
        rx.fragment(),
    )
    paper = file_link(
        icon("download"), _("PDF para llevar"), href="/api/cred/paciente/" + STATE.patient.to_string() + "/pdf/", download=False, class_name="btn btn-solid btn-lg btn-wide",
        custom_attrs={"target": "_blank", "rel": "noopener"},
    )  # fmt: skip
    return rx.fragment(head, card(rx.el.ul(rx.foreach(VIEW.facts, _fact), class_name="plain"), pad=False), curve, steps, next_, paper)


def _content() -> rx.Component:
    empty = card(empty_state("ruler", _("Sin controles todavía"), _("Después del primer control, aquí estará cómo crece.")))
    missing = card(
        empty_state("user-x", _("No encontramos a este paciente"), "", link_button(_("Ver pacientes"), routes.PATIENTS, icon_name="users"))
    )
    known = rx.cond(VIEW.facts.length() > 0, _ready(), empty)
    return rx.cond(STATE.status == "missing", missing, loading(STATE.status == "ready", STATE.failed, known, ShellState.load, STATE.load))


@rx.page(routes.PATIENT_GROWTH_PARENTS, title="Hampiq", on_load=[ShellState.load, ParentsState.load])
def growth_for_parents() -> rx.Component:
    back = page_link(
        icon("arrow-left"), _("Crecimiento"), href=routes.patient_part(STATE.patient, routes.PATIENT_GROWTH), class_name="row small gap-4"
    )
    title = rx.el.h1(rx.cond(VIEW.name != "", _("Cómo crece {name}", name=VIEW.name), _("Crecimiento")))
    return page_frame(rx.el.div(back, title, _content(), class_name="plain-view"), active="patients")
