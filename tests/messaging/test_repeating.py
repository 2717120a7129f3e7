"""What failed is sent again from the conversation: once, by who may write, and not without a question where it may have arrived."""

from dataclasses import replace
from typing import Any

import pytest
from post import Office, message, patient, queue, refuse, sql, use

from clinic_app.access.service import open_session
from clinic_app.core.database import start_work
from clinic_app.core.errors import Conflict
from clinic_app.messaging import queries, rows, service
from clinic_app.messaging.models import State
from clinic_app.messaging.outbox_state import OutboxState
from clinic_app.messaging.repeat_state import RepeatState
from clinic_app.messaging.sending import send_due
from clinic_app.messaging.state import InboxState


class Tab:
    """The conversation on somebody's screen."""

    def __init__(self, cookie: str) -> None:
        import reflex as rx
        from reflex.istate.data import HeaderData

        self.root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
        self.root.router_data = {"headers": {"cookie": f"sid={cookie}"}}
        self.root.rx_router_headers = HeaderData.from_router_data(self.root.router_data)  # type: ignore[attr-defined]

    async def click(self, kind: Any, handler: str, *args: Any) -> Any:
        state = await self.root.get_state(kind)
        await getattr(kind, handler).fn(state, *args)
        return state

    async def later(self) -> None:
        (await self.root.get_state(RepeatState))._pressed = 0.0

    async def said(self) -> list[str]:
        from clinic_app.ui.toasts import ToastState

        return [item.text for item in (await self.root.get_state(ToastState)).items]


async def failed(actor: Any, monkeypatch: Any, **how: Any) -> tuple[Office, int]:
    use(monkeypatch, office := Office(does=refuse("131026", **(how or {"permanent": True}))))
    key = await queue(actor, await patient(actor), channels=["whatsapp"])
    assert key
    await send_due()
    office.does = lambda told: None
    return office, key


async def shown(actor: Any) -> rows.Bubble:
    """The only message, as the conversation shows it."""
    async with start_work(actor) as work:
        [[(talk,)]] = await work.ask(("select id from app.conversation", ()))
        [row] = rows.bubbles(work, await queries.said(work, talk))
        return row


async def test_a_message_that_failed_leaves_once_though_pressed_twice(cast: Any, monkeypatch: Any) -> None:
    office, key = await failed(cast.owner, monkeypatch)
    row = await shown(cast.owner)
    assert (row.state, row.code, row.again) == ("failed", "131026", "send")
    desk = Tab(await open_session(cast.receptionist))
    await desk.click(RepeatState, "send", key, row.round)
    await desk.click(RepeatState, "send", key, row.round)
    await desk.later()
    await desk.click(RepeatState, "send", key, row.round)
    await send_due()
    await desk.later()
    await desk.click(RepeatState, "send", key, row.round)  # a last one, when it is gone already
    await send_due()
    assert len(office.got) == 2 and (await message(cast.owner, key)).state == State.SENT
    assert await desk.said() == ["El mensaje sale otra vez"]
    assert (await shown(cast.owner)).again == ""


async def test_the_second_half_of_a_double_click_does_not_send_the_message_that_came_under_the_finger(cast: Any, monkeypatch: Any) -> None:
    office, key = await failed(cast.owner, monkeypatch)
    await sql(cast.owner, "update app.message set state = 'failed'")
    office.does = refuse("131026", permanent=True)
    other = await queue(cast.owner, await patient(cast.owner, phone="+51984000222", number=2), channels=["whatsapp"])
    await send_due()
    desk = Tab(await open_session(cast.owner))
    for each in (key, other):
        await desk.click(RepeatState, "send", each, 0)
    assert other and (await message(cast.owner, key)).state == State.QUEUED and (await message(cast.owner, other)).state == State.FAILED


async def test_a_press_that_was_meant_for_the_failure_before_sends_nothing(cast: Any, monkeypatch: Any) -> None:
    office, key = await failed(cast.owner, monkeypatch)
    before = await shown(cast.owner)
    office.does = refuse("131026", permanent=True)
    async with start_work(cast.owner) as work:
        await service.replay(work, key, before.round)
    await send_due()
    async with start_work(cast.owner) as work:
        with pytest.raises(Conflict):
            await service.replay(work, key, before.round)
    assert len(office.got) == 2 and (await shown(cast.owner)).round > before.round


async def test_what_may_have_arrived_and_what_is_late_is_asked_about_first(cast: Any, monkeypatch: Any) -> None:
    office, key = await failed(cast.owner, monkeypatch, unknown=True)
    row = await shown(cast.owner)
    assert (row.state, row.again) == ("unknown", "doubt")
    desk = Tab(await open_session(cast.owner))
    await desk.click(InboxState, "open_talk", (await sql(cast.owner, "select id from app.conversation"))[0][0])
    asked = (await desk.click(RepeatState, "begin", key)).asked
    assert (asked.id, asked.again, asked.text) == (key, "doubt", row.text) and len(office.got) == 1
    await desk.click(RepeatState, "arrived", key)
    assert (await message(cast.owner, key)).state == State.SENT and (await shown(cast.owner)).again == ""
    await sql(cast.owner, "update app.message set state = 'failed', not_after = now() - interval '1 minute'")
    assert (await shown(cast.owner)).again == "late"


async def test_the_list_of_what_did_not_arrive_asks_before_it_sends_what_may_have_arrived(cast: Any, monkeypatch: Any) -> None:
    office, key = await failed(cast.owner, monkeypatch, unknown=True)
    desk = Tab(await open_session(cast.owner))
    [row] = (await desk.click(OutboxState, "load")).rows
    assert (row.id, row.state, row.again, row.round) == (key, "unknown", "doubt", 0)
    asked = (await desk.click(RepeatState, "begin", key)).asked
    assert (asked.id, asked.again) == (key, "doubt") and len(office.got) == 1
    await desk.click(RepeatState, "send", key, asked.round)
    await send_due()
    assert len(office.got) == 2 and (await desk.click(OutboxState, "refresh")).rows == []
    await sql(cast.owner, "update app.message set state = 'failed', call_since = now()")
    assert [row.again for row in (await desk.click(OutboxState, "refresh")).rows] == ["send"]


async def test_who_may_not_write_and_who_is_of_another_clinic_repeat_nothing(cast: Any, monkeypatch: Any) -> None:
    _, key = await failed(cast.owner, monkeypatch)
    for actor in (cast.auditor, cast.outsider):
        await Tab(await open_session(actor)).click(RepeatState, "send", key, 0)
    assert (await message(cast.owner, key)).state == State.FAILED
    async with start_work(replace(cast.outsider, request_id="x")) as work:
        with pytest.raises(Conflict):
            await service.replay(work, key)


async def test_a_text_that_is_not_kept_any_more_is_not_sent_empty(cast: Any, monkeypatch: Any) -> None:
    _, key = await failed(cast.owner, monkeypatch)
    await sql(cast.owner, "update app.message set wiped = true, text = ''")
    assert (await shown(cast.owner)).again == ""
    async with start_work(cast.owner) as work:
        with pytest.raises(Conflict):
            await service.replay(work, key)


async def test_after_the_telephone_was_corrected_it_goes_to_the_new_one(cast: Any, monkeypatch: Any) -> None:
    office, key = await failed(cast.owner, monkeypatch)
    await sql(cast.owner, "update app.patient set phone = '+51911222333'")
    async with start_work(cast.owner) as work:
        await service.replay(work, key)
    await send_due()
    assert [told.to for told in office.got][1:] == ["+51911222333"]
    talks = (
        "select c.phone from app.message m join app.conversation v on v.id = m.conversation_id join app.contact c on c.id = v.contact_id"
    )
    assert await sql(cast.owner, talks) == [("+51911222333",)]
