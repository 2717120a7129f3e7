"""What the demo clinic's agenda holds besides its appointments: rooms, a lunch break, a hospital roster, plans, a group, people who wait."""

from __future__ import annotations

from datetime import date, time, timedelta

from sqlalchemy import text
from sqlmodel import col, select

from clinic_app.agenda.blocks import patterns
from clinic_app.agenda.blocks.models import BlockKind
from clinic_app.agenda.blocks.recurrence import Kind, Shift
from clinic_app.agenda.groups import service as groups
from clinic_app.agenda.groups import slots as group_slots
from clinic_app.agenda.hours import periods
from clinic_app.agenda.hours import service as hours
from clinic_app.agenda.models import Appointment, Status
from clinic_app.agenda.plans import booking as plan_booking
from clinic_app.agenda.plans import service as plans
from clinic_app.agenda.plans.models import Frequency, TreatmentSession
from clinic_app.agenda.rooms import service as rooms
from clinic_app.agenda.waiting import service as waiting
from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError

ROOMS = ("Consultorio 1", "Vacunatorio")
DAY = ((time(8), time(13)), (time(14, 30), time(18)))  # lunch in between
CYCLE = [Shift.NIGHT, Shift.REST, Shift.REST, Shift.REST, Shift.REST, Shift.DAY, Shift.REST]
PLANS = (  # whose, what, how many, how often, days since it began
    (3, "Curación de herida operatoria", 6, Frequency.DAILY, [], 3, "Retirar puntos al final."),
    (10, "Hierro intravenoso, 4 dosis", 4, Frequency.WEEKLY, [], 8, "Indicado por hematología."),
    (15, "Penicilina benzatínica", 5, Frequency.CUSTOM, [1, 3, 5], 0, ""),
)
WAITING = (  # whose, in how many days at the soonest and at the latest, how urgent, why
    (21, 0, 6, 2, "Vive lejos: mejor a media mañana."),
    (22, 2, 20, 0, "Espera que llegue la vacuna SPR."),
    (27, 0, 3, 1, "Viaja el fin de semana."),
)


async def fill(work: Work, patient_ids: list[int], service_ids: list[int], professional_id: int) -> None:
    """Add them to a fresh demo clinic, by the same rules as a person would."""
    await _places_and_hours(work, service_ids)
    await _roster(work, professional_id)
    for whose, name, total, frequency, weekdays, began, notes in PLANS:
        await _plan(work, patient_ids[whose], service_ids[whose % len(service_ids)], name, total, frequency, weekdays, began, notes)
    for whose, soonest, latest, priority, notes in WAITING:
        today = work.today()
        await waiting.create(
            work,
            {
                "patient_id": patient_ids[whose], "service_id": service_ids[whose % len(service_ids)], "wanted_from": today + timedelta(days=soonest),
                "wanted_until": today + timedelta(days=latest), "priority": priority, "notes": notes,
            },
        )  # fmt: skip
    await _group(work, patient_ids[28:33], service_ids[0])


async def _places_and_hours(work: Work, service_ids: list[int]) -> None:
    """Two rooms, each for half of the services, and a break at noon."""
    places = [(await rooms.create(work, {"name": name})).id for name in ROOMS]
    for row in (await work.session.execute(select(Appointment))).scalars():
        row.room_id = places[service_ids.index(row.service_id) % len(places)]
    await periods.change_days(work, dict.fromkeys(range(1, 7), DAY))


async def _group(work: Work, patient_ids: list[int], service_id: int) -> None:
    """A workshop with places, some of them taken, on the first afternoon that has an hour for it."""
    for day in (work.today() + timedelta(days=ahead) for ahead in range(1, 15)):
        for hour in (time(16), time(17), time(15), time(11)):
            if slot_id := await _opened(work, service_id, day, hour):
                for patient_id in patient_ids:
                    await groups.reserve(work, slot_id, patient_id)
                return


async def _opened(work: Work, service_id: int, day: date, hour: time) -> int | None:
    wish = group_slots.Wish(service_id, day, hour, capacity=8, minutes=60, title="Taller de lactancia")
    try:
        async with work.session.begin_nested():
            return (await group_slots.create(work, wish)).id
    except ClinicError:
        return None  # somebody has an appointment then


async def _roster(work: Work, professional_id: int) -> None:
    """The hospital's cycle of a week, a course on Tuesdays, and a holiday later on."""
    today, shared = work.today(), {"professional_id": professional_id}
    guard = {"start_date": today, "kind": BlockKind.MAIN_JOB, "title": "Hospital Regional", "color": "#4338CA", "is_recurring": True}
    block = await hours.create_block(work, {**shared, **guard})
    nights = {Shift.NIGHT.value: ["19:00", "07:00"], Shift.DAY.value: ["18:00", "20:00"]}
    series = {"kind": Kind.CYCLE, "cycle": CYCLE, "shift_hours": nights, "starts_on": today}
    await patterns.create_pattern(work, {"block_id": block.id, **series})
    course = {
        "start_date": today,
        "start_time": time(13),
        "end_time": time(14, 30),
        "kind": BlockKind.PERSONAL,
        "title": "Diplomado",
        "color": "#0F766E",
    }
    block = await hours.create_block(work, {**shared, **course, "is_recurring": True})
    await patterns.create_pattern(
        work, {"block_id": block.id, "kind": Kind.WEEKLY, "weekdays": [2], "starts_on": today, "ends_on": today + timedelta(days=90)}
    )
    first = today + timedelta(days=21)
    await hours.create_block(
        work,
        {
            **shared,
            "start_date": first,
            "end_date": first + timedelta(days=4),
            "kind": BlockKind.HOLIDAYS,
            "title": "Vacaciones",
            "color": "#BE185D",
        },
    )


async def _plan(
    work: Work, patient_id: int, service_id: int, name: str, total: int, frequency: Frequency, weekdays: list[int], began: int, notes: str
) -> None:
    start = work.today() - timedelta(days=began)
    values = {
        "patient_id": patient_id,
        "service_id": service_id,
        "name": name,
        "total_sessions": total,
        "frequency": frequency,
        "notes": notes,
    }
    plan = await plans.create(work, {**values, "weekdays": weekdays or None, "start_date": start})
    await _past_sessions(work, plan.id, patient_id)
    if began:
        await plan_booking.book_all(work, plan.id, plan_booking.Wish(hour="10:00", partial=True))


async def _past_sessions(work: Work, plan_id: int, patient_id: int) -> None:
    """Sessions that were held: those of the appointments that the patient already came to, two at the most."""
    held = (
        select(Appointment)
        .where(Appointment.patient_id == patient_id, Appointment.status == Status.ATTENDED)
        .order_by(col(Appointment.starts_at).desc())
    )
    came = list((await work.session.execute(held.limit(2))).scalars())
    sessions = select(TreatmentSession).where(TreatmentSession.plan_id == plan_id).order_by(col(TreatmentSession.number))
    for session, visit in zip((await work.session.execute(sessions)).scalars(), reversed(came), strict=False):
        session.appointment_id, session.done_at, session.done_by, session.told = visit.id, visit.ends_at, "attended", True
    await work.session.flush()
    await work.session.execute(
        text("update app.treatment_plan set done_sessions = :done where tenant_id = app.tenant() and id = :plan"),
        {"done": len(came), "plan": plan_id},
    )
