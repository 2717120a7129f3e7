"""Patients to write to, and providers that do as a test says."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from clinic_app.core.database import start_work
from clinic_app.integrations import sandbox
from clinic_app.integrations.protocol import Account, Outgoing, SendFailed, Sent
from clinic_app.messaging import sending
from clinic_app.messaging.service import Letter, enqueue
from clinic_app.patients.models import Guardian, Patient


class Killed(BaseException):
    """The worker died: nothing in it runs on."""


@dataclass
class Office:
    """A provider under a test's hand. `does`: called with each message; raises, or says nothing."""

    name: str = "meta_whatsapp"
    channels: tuple[str, ...] = ("whatsapp",)
    idempotent: bool = False
    does: Callable[[Outgoing], Any] = lambda message: None
    seconds: float = 0
    got: list[Outgoing] = field(default_factory=list)

    async def send(self, account: Account, message: Outgoing) -> Sent:
        self.got.append(message)
        if self.seconds:
            await asyncio.sleep(self.seconds)
        self.does(message)
        return Sent(f"{self.name}-{message.reference}")

    @property
    def provider(self) -> Any:
        return replace(sandbox.PROVIDER, name=self.name, channels=self.channels, idempotent=self.idempotent, send=self.send)


def refuse(code: str = "busy", **how: Any) -> Callable[[Outgoing], None]:
    def does(message: Outgoing) -> None:
        raise SendFailed(code, **how)

    return does


def use(monkeypatch: Any, *offices: Office) -> None:
    """Clinics send by these, in this order of preference."""

    async def accounts(work: Any) -> list[Account]:
        return [Account(work.actor.tenant_id, number, office.name, {}) for number, office in enumerate(offices, 1)]

    monkeypatch.setattr(sending, "accounts_of", accounts)
    monkeypatch.setattr(sending, "providers", lambda: {office.name: office.provider for office in offices})


async def patient(actor: Any, *, phone: str = "+51984000111", email: str = "", number: int = 1, born: date = date(1990, 1, 1)) -> int:
    async with start_work(actor) as work:
        row = Patient(
            document_number=f"{number:08}", given_names="Delia", first_surname="Tupa", birth_date=born, sex="F", phone=phone, email=email
        )
        work.session.add(row)
        await work.session.flush()
        return row.id


async def mother(actor: Any, patient_id: int, phone: str) -> None:
    async with start_work(actor) as work:
        work.session.add(
            Guardian(patient_id=patient_id, given_names="Rosa", surnames="Ccoyo", relationship="madre", phone=phone, is_principal=True)
        )


async def queue(actor: Any, patient_id: int, text: str = "Hola, su cita es mañana.", **more: Any) -> int | None:
    async with start_work(actor) as work:
        return await enqueue(work, Letter(patient_id, "reminder", text, **more))


async def message(actor: Any, message_id: int) -> Any:
    from clinic_app.messaging.models import Message

    async with start_work(actor) as work:
        return await work.session.get_one(Message, (actor.tenant_id, message_id))


async def sql(actor: Any, query: str, *values: Any) -> list[Any]:
    async with start_work(actor) as work:
        return (await work.ask((query, values)))[0]


async def make_due(actor: Any) -> None:
    """The waiting is over."""
    await sql(actor, "update app.outbox set due_at = now() - interval '1 second'")
