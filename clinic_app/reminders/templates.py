"""The texts of a clinic: its own, else ours; checked before they are kept, shown on a real appointment."""

from __future__ import annotations

from dataclasses import dataclass

from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.i18n import LANGUAGES, N_
from clinic_app.messaging import hooks as people
from clinic_app.reminders import visits
from clinic_app.reminders.rules import OWED, Kind
from clinic_app.reminders.texts import LONGEST, TEXTS, problems, render

READ = "select kind, service_id, language, subject, text, template from app.reminder_text"
KEEP = """
insert into app.reminder_text (kind, service_id, language, subject, text, template) values (%s, %s, %s, %s, %s, %s)
on conflict (tenant_id, kind, language{service}) where service_id is {none} null do update set subject = excluded.subject, text = excluded.text, template = excluded.template
returning id"""
SUBJECT = 150
NAME = N_("El nombre de la plantilla solo lleva minúsculas, números y guiones bajos.")
NO_KIND = N_("No existe ese recordatorio.")


@dataclass(frozen=True)
class Template:
    """What one kind says in one language."""

    subject: str
    text: str
    name: str = ""  # of Meta's approved template
    own: bool = False


class Templates:
    """All the texts of a clinic."""

    def __init__(self, own: dict[tuple[str, int | None, str], Template]) -> None:
        self._own = own

    def of(self, kind: Kind, service_id: int | None, language: str) -> Template:
        """The text of the service, else of the clinic, else ours."""
        found = self._own.get((kind, service_id, language)) or self._own.get((kind, None, language))
        return found or Template(*TEXTS[language][kind])


async def read(work: Work) -> Templates:
    """The texts of this clinic."""
    [rows] = await work.ask((READ, ()))
    return Templates(
        {(kind, service, language): Template(subject, text, name, True) for kind, service, language, subject, text, name in rows}
    )


def _known(kind: str, language: str) -> Kind:
    if kind not in set(Kind) or language not in LANGUAGES:
        raise NotFound(NO_KIND)
    return Kind(kind)


async def save(work: Work, kind: str, language: str, wish: Template, service_id: int | None = None) -> None:
    """Keep a text. Raises Invalid beside `text`, `subject` or `template`; NotFound for an unknown kind, language or service."""
    known, clinic = _known(kind, language), await visits.clinic(work)
    wrong = {"text": problems(known, wish.text, clinic.marks)}
    if wish.subject.strip():
        wrong["subject"] = [each for each in problems(known, wish.subject, clinic.marks, SUBJECT) if "necesita la marca" not in each]
    if wish.name and not (
        wish.name.isascii() and wish.name.replace("_", "").isalnum() and wish.name == wish.name.lower() and len(wish.name) <= 512
    ):
        wrong["template"] = [NAME]
    if found := {name: list(each) for name, each in wrong.items() if each}:
        raise Invalid(found)
    await _check_service(work, service_id)
    subject = wish.subject.strip() or TEXTS[language][known][0]
    how = KEEP.format(service=", service_id" if service_id else "", none="not" if service_id else "")
    [[(key,)]] = await work.ask((how, (known, service_id, language, subject, wish.text.strip(), wish.name.strip())))
    await audit.record(work, "update", "reminder_text", key, {"kind": str(known), "language": language})


async def reset(work: Work, kind: str, language: str, service_id: int | None = None) -> None:
    """Back to the text that holds without this one."""
    gone = "delete from app.reminder_text where kind = %s and language = %s and service_id is not distinct from %s returning id"
    [rows] = await work.ask((gone, (kind, language, service_id)))
    if rows:
        await audit.record(work, "delete", "reminder_text", rows[0][0], {"kind": kind, "language": language})


async def _check_service(work: Work, service_id: int | None) -> None:
    if service_id is not None and not (await work.ask(("select 1 from app.service where id = %s", (service_id,))))[0]:
        raise NotFound


async def preview(work: Work, kind: str, language: str, text: str, appointment_id: int | None = None) -> str:
    """How a text reads on a real appointment: this one, else the next of the clinic; the text itself when there is none yet."""
    known, where = _known(kind, language), await visits.clinic(work)
    if appointment_id is None:
        nearest = "select id from app.appointment where status in ('programada', 'confirmada') order by starts_at < now(), abs(extract(epoch from starts_at - now())) limit 1"
        [rows] = await work.ask((nearest, ()))
        appointment_id = rows[0][0] if rows else None
    found = list((await visits.read(work, [appointment_id])).values()) if appointment_id else []
    if not found:
        return text[:LONGEST]
    person = await people.addressee(work, found[0].patient_id)
    spoken = visits.Clinic(where.name, where.address, where.phone, language)
    if known in OWED:
        day = visits.day_in_words(found[0].starts_at.astimezone(work.tz), language)
        return render(text[:LONGEST], visits.values(found, spoken, work.tz, person) | {"lista": f"- {found[0].given_names} · {day}"})
    more = {"plan": found[0].service, "faltan": str(max(found[0].sessions - found[0].session, 1))} if known is Kind.SESSIONS else {}
    return render(text[:LONGEST], visits.values(found, spoken, work.tz, person) | more)
