"""Imports in the background. Arguments are ids only; each job opens its own transactions and may be repeated after a crash."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import structlog
from procrastinate import JobContext

from clinic_app.access import actors
from clinic_app.core.database import Actor, start_work
from clinic_app.core.errors import ClinicError, NotFound, NotSignedIn
from clinic_app.core.i18n import N_
from clinic_app.core.jobs import job_actor, jobs
from clinic_app.interop import checking, running, service
from clinic_app.interop.models import PatientImport

KEPT = timedelta(days=7)
TRIES = 3
BROKEN = N_("Algo falló en el servidor. Lo que ya se importó está guardado: puedes reanudar.")
WITHOUT_RIGHTS = N_("Quien empezó esta importación ya no puede importar pacientes.")
log = structlog.get_logger("imports")


class ImportBroke(Exception):
    """Raised instead of the real error, whose text may hold data of patients."""


async def _as_its_person(context: JobContext, tenant_id: int, import_id: int, doing: Callable[[Actor, int], Awaitable[None]]) -> None:
    """Work with the rights that the person who asked has now; a refusal is told on the import's page."""
    clinic = job_actor(tenant_id)
    async with start_work(clinic) as work:
        found = await work.session.get(PatientImport, (tenant_id, import_id))
    if found is None:
        return
    try:
        person = await actors.actor_of(found.user_id, tenant_id)
        if person.tenant_id != tenant_id:
            raise NotSignedIn
        await doing(replace(person, request_id=f"import-{import_id}"), import_id)
    except NotSignedIn:
        await service.halt(clinic, import_id, WITHOUT_RIGHTS)
    except NotFound:  # discarded meanwhile
        return
    except ClinicError as error:
        await service.halt(clinic, import_id, error.first)
    except Exception as error:
        log.error("import failed", error=type(error).__name__, tenant=tenant_id, number=import_id)
        if context.job.attempts + 1 >= TRIES:
            await service.halt(clinic, import_id, BROKEN)
            return
        raise ImportBroke from None


@jobs.task(name="check_import", retry=TRIES, pass_context=True)
async def check_import(context: JobContext, tenant_id: int, import_id: int) -> None:
    """The dry run."""
    await _as_its_person(context, tenant_id, import_id, checking.check)


@jobs.task(name="run_import", retry=TRIES, pass_context=True)
async def run_import(context: JobContext, tenant_id: int, import_id: int) -> None:
    """Write the patients."""
    await _as_its_person(context, tenant_id, import_id, running.run)


@jobs.task(name="plan_forgetting", retry=TRIES)
async def plan_forgetting(tenant_id: int, import_id: int) -> None:
    """Set the day on which the file and its rows go."""
    await forget_import.configure(schedule_in={"days": KEPT.days}).defer_async(tenant_id=tenant_id, import_id=import_id)


@jobs.task(name="forget_import", retry=TRIES)
async def forget_import(tenant_id: int, import_id: int) -> None:
    """Delete what an import still holds of patients."""
    await service.forget(job_actor(tenant_id), import_id)
