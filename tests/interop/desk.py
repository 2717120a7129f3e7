"""Imports as a person makes them, without a browser: the jobs are run by hand."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from clinic_app.core.database import start_work
from clinic_app.interop import checking, running, service
from clinic_app.interop.models import PatientImport
from clinic_app.subscriptions import service as subscriptions

HEADER = "DNI;Nombres;Apellido paterno;Apellido materno;Fecha de nacimiento;Sexo;Celular;Madre;Celular de la madre"


def line(number: int, **more: str) -> str:
    cells = {
        "dni": f"{70_000_000 + number}", "names": f"Niña {number}", "first": "Quispe", "second": "Mamani", "born": f"{number % 28 + 1:02}/03/2020",
        "sex": "F", "phone": "987654321", "mother": f"Rosa Mamani {number}", "mother_phone": "987654322",
    } | more  # fmt: skip
    return ";".join(cells.values())


def table(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *lines)).encode()


class Desk:
    """One person's imports."""

    def __init__(self, actor: Any) -> None:
        self.actor = actor

    async def do(self, doing: Callable[..., Any], *args: Any, **named: Any) -> Any:
        async with start_work(self.actor) as work:
            found = await doing(work, *args, **named)
            work.events.clear()
            return found

    async def upload(self, data: bytes, name: str = "lista.csv") -> PatientImport:
        return await self.do(service.upload, service.Upload(name, data))

    async def checked(self, data: bytes, **named: Any) -> PatientImport:
        one = await self.upload(data)
        await self.do(service.ask_check, one.id, **named)
        await checking.check(self.actor, one.id)
        return await self.do(service.get, one.id)

    async def ran(self, one: PatientImport, on_duplicate: str = "skip") -> PatientImport:
        await self.do(service.ask_run, one.id, on_duplicate)
        await running.run(self.actor, one.id)
        return await self.do(service.get, one.id)

    async def imported(self, data: bytes, on_duplicate: str = "skip") -> PatientImport:
        return await self.ran(await self.checked(data), on_duplicate)

    async def rows(self, sql: str) -> list[Any]:
        async with start_work(self.actor) as work:
            return list(await work.session.execute(text(sql)))

    async def one(self, sql: str) -> Any:
        return (await self.rows(sql))[0][0]


async def without_limit(actor: Any) -> Desk:
    async with start_work(actor) as work:
        await subscriptions.change_plan(work, "pro", "monthly")
    return Desk(actor)
