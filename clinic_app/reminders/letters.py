"""What a reminder says, and the buttons under it. Pure but for reading once what all messages of a clinic need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from clinic_app.core.database import Work
from clinic_app.integrations.protocol import Button
from clinic_app.messaging import hooks as people
from clinic_app.messaging import service as messages
from clinic_app.reminders import rules, templates, visits
from clinic_app.reminders.rules import ASKING, Kind
from clinic_app.reminders.texts import parameters, render
from clinic_app.reminders.visits import Visit

LABELS = {
    "es": ("Confirmar", "Cancelar", "Cambiar la hora"),
    "pt-BR": ("Confirmar", "Cancelar", "Mudar o horário"),
    "en": ("Confirm", "Cancel", "Change time"),
}


SERIES = "series"


class Row(NamedTuple):
    """A reminder whose time has come."""

    appointment_id: int
    kind: str
    starts_at: datetime
    due_at: datetime
    not_after: datetime
    round: int
    why: str = ""  # SERIES: it speaks for those that follow too


@dataclass(frozen=True)
class Desk:
    """What all messages of a clinic need."""

    clinic: visits.Clinic
    rules: rules.Rules
    templates: templates.Templates


async def desk(work: Work) -> Desk:
    """Read it once for many messages."""
    return Desk(await visits.clinic(work), await rules.read(work), await templates.read(work))


def letter(
    at_desk: Desk,
    work: Work,
    kind: Kind,
    together: Sequence[Visit],
    person: people.Addressee | None,
    group: Sequence[Row],
    following: Sequence[datetime] = (),
) -> messages.Letter:
    """What is said about these appointments. `following`: the others of their series, for which it speaks too."""
    ordered, first, language = sorted(together, key=lambda each: (each.starts_at, each.id)), together[0], at_desk.clinic.language
    said = at_desk.templates.of(Kind.JOINT if len(together) > 1 else kind, first.service_id, language)
    values = visits.values(ordered, at_desk.clinic, work.tz, person) | {
        "siguientes": visits.those_that_follow(following, language, work.tz)
    }
    text = render(said.text, values)
    if following and "{siguientes}" not in said.text:  # a text of the clinic's own
        text = f"{text}\n{values['siguientes']}"
    return messages.Letter(
        first.patient_id, kind, text, render(said.subject, values), ("appointment", first.id),
        f"{kind}:" + ",".join(f"{each.appointment_id}.{each.round}" for each in group), buttons(kind, ordered, language),
        said.name, parameters(said.text, values) if said.name else (), min(each.due_at for each in group), min(each.not_after for each in group),
        at_desk.rules.of(kind, first.service_id).channels, language,
    )  # fmt: skip


def buttons(kind: Kind, together: Sequence[Visit], language: str) -> tuple[Button, ...]:
    """Confirm, cancel, change the time; one who confirmed is not asked again."""
    if kind not in ASKING:
        return ()
    keys = ",".join(str(each.id) for each in together)
    made = tuple(Button(f"{word}:{keys}", label) for word, label in zip(("confirm", "cancel", "move"), LABELS[language], strict=True))
    return made[1:] if all(each.status == "confirmada" for each in together) else made
