"""Assembles every router; the one renderer of errors; health and metrics. Knows nothing of Reflex."""

import asyncio
import importlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import psycopg
import structlog
from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import StreamingResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.routing import Match

import clinic_app.wiring  # noqa: F401
from clinic_app.access.account_web import router as account_web
from clinic_app.access.api import public
from clinic_app.access.auth_api import router as auth
from clinic_app.access.body_limit import BodyLimit
from clinic_app.access.invitation_api import router as invitation
from clinic_app.access.outside import Outside
from clinic_app.access.straight import ask_by_beginning, straight
from clinic_app.access.web_api import page_again
from clinic_app.access.web_api import router as web
from clinic_app.agenda import api as agenda_api
from clinic_app.agenda.api import router as agenda
from clinic_app.agenda.blocks.api import router as patterns
from clinic_app.agenda.groups.api import router as groups
from clinic_app.agenda.plans.api import router as treatment_plans
from clinic_app.agenda.rooms.api import router as rooms
from clinic_app.agenda.series.api import router as series
from clinic_app.agenda.series.bundles_api import router as bundles
from clinic_app.agenda.waiting.api import router as agenda_waiting
from clinic_app.catalog.api import router as catalog
from clinic_app.core import files, live, presence
from clinic_app.core.database import engine, reads
from clinic_app.core.errors import NO_JSON, ClinicError, NoRoom, NotFound, NotSignedIn, TooManyRequests, Unavailable, WrongKind
from clinic_app.core.health import parts as state_of
from clinic_app.core.jobs import running_worker
from clinic_app.core.settings import settings
from clinic_app.growth.api import router as growth
from clinic_app.interop.api import router as tables
from clinic_app.interop.calendar_api import router as calendars
from clinic_app.messaging.webhooks_api import router as webhooks
from clinic_app.messaging.webhooks_api import straight_routes as straight_webhooks
from clinic_app.patients.api import router as patients
from clinic_app.patients.documents_api import router as patient_documents
from clinic_app.patients.merge_api import router as patient_merges
from clinic_app.patients.tags_api import places
from clinic_app.patients.tags_api import router as patient_tags
from clinic_app.records.anamnesis.api import router as anamneses
from clinic_app.records.encounters.api import router as encounters
from clinic_app.records.history.api import catalogues as diagnosis_catalogues
from clinic_app.records.history.api import router as histories
from clinic_app.records.media.api import files as photo_files
from clinic_app.records.media.api import router as photos
from clinic_app.records.notes.api import router as notes
from clinic_app.records.pickers_api import router as pickers
from clinic_app.reminders.api import router as reminders
from clinic_app.reports.api import router as reports
from clinic_app.shell.settings.trail_api import router as trail
from clinic_app.subscriptions.api import router as subscriptions

LATER = ("holidays", "clinic_app.interop.calendar_files", "clinic_app.reminders.answers")  # slow to load, and not needed to open the door
# What pages of other origins send: the defaults of django-cors-headers, under which clients of the documented API grew up, and no-cache ones.
CORS_HEADERS = ["authorization", "cache-control", "content-type", "pragma", "user-agent", "x-csrftoken", "x-request-id", "x-requested-with"]
log = structlog.get_logger("api")


def load_later() -> None:
    """Load in a thread, while the first requests are served, what the start was spared."""
    for module in LATER:
        importlib.import_module(module)


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """What lives as long as the web process: the read pool, the job worker, the ear for live changes."""
    async with reads(), running_worker() as worker, live.listening():
        api.state.worker = worker
        loading = asyncio.get_running_loop().run_in_executor(None, load_later)
        try:
            yield
        finally:
            await loading
            await engine().dispose()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with running():
        yield


class OrjsonResponse(Response):
    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        try:
            return orjson.dumps(content, default=str)
        except TypeError:  # a refusal quotes half a surrogate pair, which JSON lets in and UTF-8 does not let out
            return json.dumps(content, default=str, ensure_ascii=False).encode(errors="replace")


api = FastAPI(
    title="Hampiq API",
    version="1.0.0",
    docs_url="/api/docs",
    redoc_url=None,
    openapi_url="/api/openapi.json",
    lifespan=lifespan,
    default_response_class=OrjsonResponse,
)
# Before the routers, and once more: to find a route inside an included router costs as much as to answer these.
for path in ("/api/pacientes/", "/api/agenda/disponibilidad/", "/api/agenda/citas-hoy/", "/api/reportes/dashboard/"):
    api.router.routes.append(straight(path, [patients, agenda, reports]))
api.router.routes.extend(straight_webhooks())
api.add_api_route("/api/agenda/citas/", agenda_api.book, methods=["POST"], status_code=201, include_in_schema=False)
for router in (
    auth,
    web,
    account_web,
    invitation,
    subscriptions,
    patient_tags,
    patients,
    patient_merges,
    patient_documents,
    places,
    histories,
    diagnosis_catalogues,
    notes,
    encounters,
    anamneses,
    photos,
    photo_files,
    pickers,
    catalog,
    agenda,
    agenda_waiting,
    patterns,
    rooms,
    groups,
    series,
    bundles,
    treatment_plans,
    growth,
    reports,
    reminders,
    tables,
    calendars,
    trail,
    webhooks,
):
    api.include_router(router)
    ask_by_beginning(api.router.routes[-1], router)
api.add_middleware(BodyLimit)  # inside CORS, so that a page of another origin may read the refusal
api.add_middleware(
    CORSMiddleware,
    allow_origins=settings().cors_allowed_origins,
    allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
    allow_headers=CORS_HEADERS,
    expose_headers=["content-disposition", "retry-after", "x-request-id"],
    max_age=600,
)
api.add_middleware(Outside)


def answer(error: ClinicError) -> Response:
    headers = None
    if isinstance(error, NotSignedIn):
        headers = {"WWW-Authenticate": 'Bearer realm="api"'}
    elif isinstance(error, TooManyRequests | Unavailable):
        headers = {"Retry-After": str(error.seconds)}
    return OrjsonResponse(error.body(), error.status, headers)


@api.exception_handler(ClinicError)
async def named_error(request: Request, error: ClinicError) -> Response:
    return answer(error)


@api.exception_handler(RequestValidationError)
async def wrong_input(request: Request, error: RequestValidationError) -> Response:
    """What FastAPI itself refuses, in the documented shape."""
    if any(e["loc"][0] == "path" for e in error.errors()):
        return answer(NotFound())
    if any(e["type"] == "json_invalid" for e in error.errors()):
        return OrjsonResponse({"detail": NO_JSON}, 400)
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if error.body and not sent.endswith(("/json", "+json")) and any(e["loc"] == ("body",) for e in error.errors()):
        return answer(WrongKind())
    fields: dict[str, list[str]] = {}
    for problem in error.errors():
        name = "non_field_errors" if problem["loc"] == ("body",) else str(problem["loc"][-1])
        fields.setdefault(name, []).append("Este campo es requerido." if problem["type"] == "missing" else "Valor inválido.")
    return OrjsonResponse(fields, 400)


def methods_of(request: Request) -> list[str]:
    """The methods that a path takes: the framework names only those of the first route that has it."""
    found = []
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        scope = {**request.scope, "method": method}
        if any(route.matches(scope)[0] is Match.FULL for route in api.router.routes):
            found += ["GET", "HEAD"] if method == "GET" else [method]
    return found


@api.exception_handler(HTTPException)
async def http_error(request: Request, error: HTTPException) -> Response:
    sentences = {400: "La petición no se pudo leer.", 404: "No encontrado.", 405: f'Método "{request.method}" no permitido.'}
    headers = {"Allow": ", ".join(methods_of(request))} if error.status_code == 405 else getattr(error, "headers", None)
    return OrjsonResponse({"detail": sentences.get(error.status_code, str(error.detail))}, error.status_code, headers)


@api.exception_handler(SQLAlchemyError)
@api.exception_handler(psycopg.Error)
@api.exception_handler(OSError)
async def database_error(request: Request, error: Exception) -> Response:
    """The database went away or is full: say so, and say no more."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, psycopg.DataError):  # a number too large for its column, a text that is no date: the caller's doing
        return OrjsonResponse({"detail": "Datos inválidos."}, 400)
    log.error("request failed", error=type(cause).__name__, path=request.url.path)
    if page := page_again(request):
        return page
    if presence.is_full(error):
        return answer(NoRoom())
    gone = isinstance(cause, psycopg.OperationalError | OSError) or not isinstance(error, DBAPIError)
    return answer(Unavailable()) if gone else OrjsonResponse({"detail": "Error interno del servidor."}, 500)


@api.exception_handler(UnicodeEncodeError)
async def no_text(request: Request, error: Exception) -> Response:
    """Half a surrogate pair, which JSON lets through and no database takes."""
    return OrjsonResponse({"detail": "El texto contiene caracteres no válidos."}, 400)


@api.exception_handler(Exception)
async def unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected error", error=type(error).__name__, path=request.url.path, exc_info=error)
    return page_again(request) or OrjsonResponse({"detail": "Error interno del servidor."}, 500)


@api.get("/health", dependencies=[Depends(public)])
async def health() -> Response:
    """Database, migrations, job worker and disk; 503 when the clinic cannot work."""
    parts = await state_of(getattr(api.state, "worker", None))
    if parts["database"] == parts["migrations"] == "ok":
        return OrjsonResponse({"status": "ok", **parts})
    return OrjsonResponse({"status": "unavailable", **parts}, 503, {"Retry-After": str(Unavailable.seconds)})


@api.get("/metrics", dependencies=[Depends(public)], include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Prometheus, for the machine itself only: counts and times, nothing of patients."""
    proxied = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip"))  # a proxy beside us looks local too
    if proxied or (request.client and request.client.host not in ("127.0.0.1", "::1", "testclient")):
        raise NotFound
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@api.get("/media/{key:path}", dependencies=[Depends(public)], include_in_schema=False)
async def media(key: str, until: str = "", signature: str = "") -> Response:
    """A private file behind a signed, short-lived link."""
    found = await files.opened(key, until, signature)
    headers = {"cache-control": "private, max-age=3600", "content-length": str(found.size)}
    return StreamingResponse(found.chunks, media_type=files.media_type(key), headers=headers)
