"""The endpoints of document 003: the scheduler's state, and trying the confirmation of an appointment and a flow of Botconversa. Staff only."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Depends, Response

from clinic_app.access.api import signed_in, work
from clinic_app.core.database import Actor, Work, start_work
from clinic_app.core.errors import ClinicError, Invalid, Unavailable
from clinic_app.core.fields import path_id
from clinic_app.core.i18n import N_, Sentence
from clinic_app.core.permissions import Permission
from clinic_app.integrations.botconversa import client
from clinic_app.integrations.protocol import Account, SendFailed
from clinic_app.messaging import accounts
from clinic_app.reminders import scheduler, service

router = APIRouter(tags=["reminders"])
P = Permission
Viewer = Annotated[Actor, Depends(signed_in(P.MESSAGES_READ))]
Writer = Annotated[Actor, Depends(signed_in(P.MESSAGES_WRITE))]
Reading = Annotated[Work, Depends(work(P.MESSAGES_READ), scope="function")]
Writing = Annotated[Work, Depends(work(P.MESSAGES_WRITE), scope="function")]
NO_ACCOUNT = N_("Este consultorio no tiene una cuenta de Botconversa.")
NO_FLOW = N_("Indica el número del flujo en flow_id.")
NO_SUBSCRIBER = N_("El suscriptor es un número.")
REFUSED = N_("Botconversa no lo aceptó (código {code}).")
MOST = 2**53


def _answer(content: Any) -> Response:
    return Response(orjson.dumps(content), media_type="application/json")


@router.get("/scheduler/status")
async def scheduler_status(opened: Reading) -> Response:
    """When the scheduler ran last and runs next, how many messages of the clinic are due and still here, and since when the oldest waits."""
    now = await scheduler.status(opened)
    return _answer(
        {
            "status": "running" if now.running else "stopped", "last_run": now.last_run, "next_run": now.next_run, "last_handled": now.handled,
            "last_failed": now.failed, "planned": now.planned, "next_due": now.next_due, "backlog": now.backlog, "oldest": now.oldest,
        }
    )  # fmt: skip


@router.post("/test/workflow/{atendimento_id}")
async def try_workflow(opened: Writing, atendimento_id: str) -> Response:
    """Send the confirmation of an appointment now, as the scheduler would."""
    key = path_id(atendimento_id)
    message_id = await service.send_now(opened, key)
    return _answer({"success": True, "atendimento_id": key, "message_id": message_id, "status": "queued"})


async def _account(actor: Actor) -> Account | None:
    async with start_work(actor) as opened:
        return await accounts.opened(opened, "botconversa")


def _flow(body: Any) -> int:
    raw = (body.get("flow_id") or body.get("flow")) if isinstance(body, dict) else None
    if isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) < 16:
        return int(raw)
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 < raw < MOST:
        return raw
    raise Invalid(flow_id=NO_FLOW)


@router.post("/test/subscriber/{subscriber_id}/send_flow")
async def try_flow(actor: Writer, subscriber_id: str, body: Annotated[Any, Body(examples=[{"flow_id": 3456}])] = None) -> Response:
    """Begin a flow with a subscriber of Botconversa."""
    if not (subscriber_id.isascii() and subscriber_id.isdigit() and 0 < int(subscriber_id[:20]) < MOST):
        raise Invalid(subscriber_id=NO_SUBSCRIBER)
    account, flow = await _account(actor), _flow(body)
    if account is None:
        raise ClinicError(NO_ACCOUNT)
    try:
        await client.send_flow(account, subscriber_id, flow)
    except SendFailed as failed:
        raise _refused(failed) from failed
    return _answer({"success": True, "subscriber_id": int(subscriber_id), "flow_id": flow})


@router.get("/test/campanhas")
async def list_campaigns(actor: Viewer) -> Response:
    """The campaigns of the clinic's Botconversa account; none without one."""
    account = await _account(actor)
    if account is None:
        return _answer([])
    try:
        found = await client.campaigns(account)
    except SendFailed as failed:
        raise _refused(failed) from failed
    return _answer([{"id": key, "name": name} for key, name in found])


def _refused(failed: SendFailed) -> ClinicError:
    """A refusal is the account's, an answer that did not come is the provider's."""
    sentence = Sentence(REFUSED, code=failed.code)
    return ClinicError(sentence) if failed.permanent else Unavailable(sentence)
