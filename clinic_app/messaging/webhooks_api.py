"""Where providers call: `/webhook/{provider}/{secret}`, and `/webhook/botconversa`, which all clinics share and where a token says whose it is.

Verified, stored, answered; what follows is a job's. A provider that gets no answer calls again, and the second call changes nothing.
"""

from time import perf_counter

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute
from prometheus_client import Counter, Histogram
from starlette.routing import Route

from clinic_app.access import limits
from clinic_app.access.api import public
from clinic_app.access.auth_api import address
from clinic_app.access.body_limit import MAX_BODY
from clinic_app.core.database import NOBODY, Work, read
from clinic_app.core.errors import ClinicError, NotFound, NotSignedIn
from clinic_app.core.i18n import N_
from clinic_app.integrations import registry
from clinic_app.integrations.n8n.receive import token_in
from clinic_app.integrations.protocol import Account, Delivery, Forged, Inbound, Provider
from clinic_app.messaging import deliveries

SHARED = "botconversa"
BAD_SIGNATURE = N_("La firma o el token no es válido.")
TOO_LARGE = N_("El contenido enviado es demasiado grande.")
UNREADABLE = N_("El contenido enviado no se puede leer.")
OUTCOMES = Counter("webhook_deliveries_total", "Calls of providers, by what became of them.", ["provider", "outcome"])
FORGERIES = Counter("webhook_signature_failures_total", "Calls whose signature or token did not fit.", ["provider"])
SECONDS = Histogram("webhook_seconds", "How long a call waited for its answer.", ["provider"], buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10))
router = APIRouter(tags=["webhook"], dependencies=[Depends(public)])


class TooLarge(ClinicError):
    status = 413
    sentence = TOO_LARGE


class Unreadable(ClinicError):
    sentence = UNREADABLE


class BadSignature(ClinicError):
    sentence = BAD_SIGNATURE

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


async def _delivery(request: Request) -> Delivery:
    """The call as it came. Raises TooLarge."""
    body = await request.body()
    if len(body) > MAX_BODY:  # forms of several parts may be larger elsewhere
        raise TooLarge
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return Delivery(
        request.method, path, {name.lower(): value for name, value in request.headers.items()}, body, dict(request.query_params)
    )


def _count(provider: str, outcome: str) -> None:
    OUTCOMES.labels(provider, outcome).inc()


@router.get("/webhook/botconversa/health")
async def health() -> Response:
    """Whether answers can be taken in now."""
    await read(NOBODY, ("select 1", ()))
    return Response('{"status":"healthy","service":"webhook"}', media_type="application/json")


@router.post("/webhook/botconversa")
async def shared(request: Request) -> Response:
    """Botconversa or n8n, of any clinic: `X-Webhook-Token`, `Authorization: Bearer`, `?token=` or `token` in the body names it."""
    limits.take("webhook", address(request))
    delivery = await _delivery(request)
    answer = await _enter(registry.PROVIDERS[SHARED], token_in(delivery), "token", delivery)
    if answer is None:
        FORGERIES.labels(SHARED).inc()
        limits.take("webhook-unknown", address(request))
        raise NotSignedIn(BAD_SIGNATURE)
    return answer


@router.get("/webhook/{provider}/{key}")
@router.post("/webhook/{provider}/{key}")  # two routes: an operation has one method, and an id of its own
async def by_address(provider: str, key: str, request: Request) -> Response:
    """A provider at the secret address of one clinic. GET: it asks whether the address is ours."""
    limits.take("webhook", address(request))
    known = registry.find(provider)
    delivery = await _delivery(request)
    answer = await _enter(known, key, "address", delivery) if known else None
    if answer is None:
        if known is None:
            _count("none", "unknown")
        limits.take("webhook-unknown", address(request))
        raise NotFound
    return answer


async def _enter(provider: Provider, secret: str, kind: str, delivery: Delivery) -> Response | None:
    """What to answer; None when the secret opens no account of this provider. Raises BadSignature, Unreadable, TooManyRequests."""
    began = perf_counter()
    async with deliveries.at_door(secret, kind) as (work, account):
        if account is None or account.provider != provider.name:
            _count(provider.name, "unknown")
            return None
        limits.take("webhook-key", secret)
        answer = await (_challenge if delivery.method == "GET" else _receive)(work, provider, account, delivery)
    SECONDS.labels(provider.name).observe(perf_counter() - began)
    if isinstance(answer, ClinicError):
        raise answer  # after the commit: what was forged is counted
    return answer


async def _challenge(work: Work, provider: Provider, account: Account, delivery: Delivery) -> Response | ClinicError:
    if provider.challenge is None:
        return NotFound()
    try:
        answer = provider.challenge(account, delivery)
    except Forged as error:
        return await _forged(work, provider, account, error)
    return Response(answer, media_type="text/plain")


async def _forged(work: Work, provider: Provider, account: Account, error: Forged) -> BadSignature:
    FORGERIES.labels(provider.name).inc()
    _count(provider.name, "forged")
    await deliveries.count_forged(work, account)
    return BadSignature(error.status)


async def _receive(work: Work, provider: Provider, account: Account, delivery: Delivery) -> Response | ClinicError:
    try:
        provider.verify(account, delivery)
    except Forged as error:
        return await _forged(work, provider, account, error)
    if not deliveries.readable(delivery):
        _count(provider.name, "unreadable")
        return Unreadable()
    kept = await deliveries.keep(work, account, provider, delivery)
    outcome = "duplicate" if not kept.fresh else "accepted" if kept.facts else "ignored"
    _count(provider.name, outcome)
    if provider.name != SHARED:
        kind, content = provider.answer
        return Response(content, media_type=kind)
    doubt = outcome == "accepted" and any(_names_nobody(fact) for fact in kept.facts)
    return Response(f'{{"status":"{"queued" if doubt else outcome}"}}', 202 if doubt else 200, media_type="application/json")


def _names_nobody(fact: Inbound) -> bool:
    """An answer with a telephone at most: perhaps only a person can tell what it is about."""
    return fact.kind == "message" and not fact.contact_id and fact.appointment_id is None


class _Straight(Route):
    """A declared POST once more, listed before all routers: to find one among hundreds cost a third of a delivery."""

    def __init__(self, declared: APIRoute) -> None:
        self.dependant = declared.dependant  # whoever walks the routes finds that it is public

        async def answer(request: Request) -> Response:
            return await declared.endpoint(request=request, **request.path_params)

        super().__init__(declared.path, answer, methods=["POST"], include_in_schema=False)


def straight_routes() -> list[Route]:
    """The posts of this router without the framework's steps between."""
    return [_Straight(each) for each in router.routes if isinstance(each, APIRoute) and "POST" in (each.methods or ())]
