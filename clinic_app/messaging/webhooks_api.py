"""Where providers call: `/webhook/{provider}/{secret}`, and `/webhook/botconversa`, which all clinics share and where a token says whose it is.

Verified, stored, answered; what follows is a job's. A provider that gets no answer calls again, and the second call changes nothing.
"""

from time import perf_counter

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import Counter, Histogram

from clinic_app.access import limits
from clinic_app.access.api import public
from clinic_app.access.auth_api import address
from clinic_app.access.body_limit import MAX_BODY
from clinic_app.core.database import NOBODY, read
from clinic_app.core.errors import ClinicError, NotFound, NotSignedIn
from clinic_app.core.i18n import N_
from clinic_app.integrations import registry
from clinic_app.integrations.n8n.receive import token_in
from clinic_app.integrations.protocol import Account, Delivery, Forged, Inbound, Provider
from clinic_app.messaging import deliveries

SHARED = "botconversa"
BAD_SIGNATURE = N_("La firma o el token no es válido.")
TOO_LARGE = N_("El contenido enviado es demasiado grande.")
OUTCOMES = Counter("webhook_deliveries_total", "Calls of providers, by what became of them.", ["provider", "outcome"])
FORGERIES = Counter("webhook_signature_failures_total", "Calls whose signature or token did not fit.", ["provider"])
SECONDS = Histogram("webhook_seconds", "How long a call waited for its answer.", ["provider"], buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10))
router = APIRouter(tags=["webhook"], dependencies=[Depends(public)])


class TooLarge(ClinicError):
    status = 413
    sentence = TOO_LARGE


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
    account = await deliveries.account_behind(token_in(delivery), "token")
    if account is None or account.provider != SHARED:
        FORGERIES.labels(SHARED).inc()
        _count(SHARED, "unknown")
        limits.take("webhook-unknown", address(request))
        raise NotSignedIn(BAD_SIGNATURE)
    return await _receive(registry.PROVIDERS[SHARED], account, delivery)


@router.api_route("/webhook/{provider}/{key}", methods=["GET", "POST"])
async def by_address(provider: str, key: str, request: Request) -> Response:
    """A provider at the secret address of one clinic. GET: it asks whether the address is ours."""
    limits.take("webhook", address(request))
    known = registry.find(provider)
    account = await deliveries.account_behind(key, "address") if known else None
    if known is None or account is None or account.provider != known.name:
        _count(known.name if known else "none", "unknown")
        limits.take("webhook-unknown", address(request))
        raise NotFound
    limits.take("webhook-key", key)
    delivery = await _delivery(request)
    if request.method == "GET":
        return await _challenge(known, account, delivery)
    return await _receive(known, account, delivery)


async def _challenge(provider: Provider, account: Account, delivery: Delivery) -> Response:
    if provider.challenge is None:
        raise NotFound
    try:
        answer = provider.challenge(account, delivery)
    except Forged as error:
        raise await _forged(provider, account, error) from None
    return Response(answer, media_type="text/plain")


async def _forged(provider: Provider, account: Account, error: Forged) -> BadSignature:
    FORGERIES.labels(provider.name).inc()
    _count(provider.name, "forged")
    await deliveries.count_forged(account)
    return BadSignature(error.status)


async def _receive(provider: Provider, account: Account, delivery: Delivery) -> Response:
    began = perf_counter()
    try:
        provider.verify(account, delivery)
    except Forged as error:
        raise await _forged(provider, account, error) from None
    kept = await deliveries.keep(account, provider, delivery)
    outcome = "duplicate" if not kept.fresh else "accepted" if kept.facts else "ignored"
    _count(provider.name, outcome)
    SECONDS.labels(provider.name).observe(perf_counter() - began)
    if provider.name != SHARED:
        kind, content = provider.answer
        return Response(content, media_type=kind)
    doubt = outcome == "accepted" and any(_names_nobody(fact) for fact in kept.facts)
    return Response(f'{{"status":"{"queued" if doubt else outcome}"}}', 202 if doubt else 200, media_type="application/json")


def _names_nobody(fact: Inbound) -> bool:
    """An answer with a telephone at most: perhaps only a person can tell what it is about."""
    return fact.kind == "message" and not fact.contact_id and fact.appointment_id is None
