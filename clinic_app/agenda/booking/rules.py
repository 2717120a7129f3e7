"""What is asked of a booking and of a change, and the sentences for what cannot be had. The doing: service.py."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, time

from clinic_app.agenda.availability import Hours, Refusal
from clinic_app.agenda.groups.links import SlotTaken
from clinic_app.agenda.models import CareType
from clinic_app.core.errors import Invalid
from clinic_app.core.i18n import N_, Sentence

NO_ROOM = 0  # in a Change: take the room away
REFUSALS = {
    Refusal.PAST_DATE: ("fecha", N_("No se pueden agendar citas en fechas pasadas.")),
    Refusal.SAME_DAY: ("fecha", N_("No se permiten citas para el mismo día.")),
    Refusal.TOO_FAR: ("fecha", N_("Solo se puede agendar con hasta {horizon} días de anticipación.")),
    Refusal.DAY_OFF: ("fecha", N_("El consultorio no atiende ese día.")),
    Refusal.NO_SUCH_TIME: ("hora_inicio", N_("Esa hora no existe ese día por el cambio de horario.")),
    Refusal.OUTSIDE_HOURS: ("hora_inicio", N_("La cita no entra en el horario de atención.")),
    Refusal.CLOSED: ("hora_inicio", N_("El horario está bloqueado en la agenda.")),
}


class RoomTaken(Invalid):
    """Somebody else has the room at that time."""

    def __init__(self) -> None:
        super().__init__(sala=N_("La sala está ocupada a esa hora."))


@dataclass(frozen=True)
class Booking:
    """Who comes when for what; date and time are the clinic's wall clock. `room_id`: where, if the clinic says so."""

    patient_id: int
    service_id: int
    date: date
    start: time
    care_type: CareType = CareType.CLINIC
    notes: str = ""
    professional_id: int | None = None
    horizon: int | None = None  # how many days ahead, in place of the agenda's own rule
    beside: Collection[int] = ()  # appointments of the same booking: no gap is kept to them
    room_id: int | None = None


@dataclass(frozen=True)
class Change:
    """What is to change of an appointment; None leaves as it is. `version`: the one the caller saw, to notice others' changes."""

    date: date | None = None
    start: time | None = None
    professional_id: int | None = None
    service_id: int | None = None
    minutes: int | None = None
    notes: str | None = None
    care_type: CareType | None = None
    version: int | None = None
    horizon: int | None = None  # as in Booking
    beside: Collection[int] = ()
    room_id: int | None = None  # or NO_ROOM

    @property
    def moves(self) -> bool:
        """Whether it may be refused because of what else stands in the agenda."""
        times = (self.date, self.start, self.professional_id, self.service_id, self.minutes)
        return any(value is not None for value in (*times, self.room_id)) or self.care_type is CareType.HOME


def refuse(reason: Refusal | None, hours: Hours) -> None:
    """Raise what `reason` means, if it is one: Invalid beside its field, SlotTaken, RoomTaken."""
    if reason is Refusal.TAKEN:
        raise SlotTaken
    if reason is Refusal.ROOM_TAKEN:
        raise RoomTaken
    if reason is not None:
        name, sentence = REFUSALS[reason]
        raise Invalid({name: [Sentence(sentence, horizon=hours.horizon)]})


def reach(hours: Hours, horizon: int | None) -> Hours:
    """The hours with another horizon, where what is booked has its own (a series, a group)."""
    return hours if horizon is None else replace(hours, horizon=horizon)
