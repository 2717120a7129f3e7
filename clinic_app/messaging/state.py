"""What the inbox keeps: the list, and the conversation that is open."""

from dataclasses import replace
from typing import Any

import reflex as rx

from clinic_app.access import live
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.audit.service import note
from clinic_app.core.database import Actor, Work
from clinic_app.core.permissions import Permission
from clinic_app.messaging import contacts, phone, queries, service
from clinic_app.messaging.rows import Bubble, Desk, Panel, Person, TalkRow, bubbles, number_of, panel_of, talk_rows
from clinic_app.ui.i18n import N_
from clinic_app.ui.toasts import notify

P = Permission
FILTERS = ("", "unread", "mine", "unknown")
WATCHED = ("conversation", "message")


class InboxState(ClinicState):
    """Every conversation, and the open one."""

    rows: list[TalkRow] = []
    desk: Desk = Desk()
    panel: Panel = Panel()
    said: list[Bubble] = []
    quick: list[str] = []
    draft: str = ""
    box: int = 0  # another number: the field of the answer begins anew with the draft
    ready: bool = False
    failed: bool = False
    errors: dict[str, str] = {}

    @rx.event
    @clinic_event(P.MESSAGES_READ)
    async def load(self, work: Work) -> None:
        """`?c=ID` opens a conversation."""
        asked = number_of(self.router.url.query_parameters.get("c", ""))
        if asked:
            await work.ask(note(work, "open", "conversation", asked, None))
        self.desk = Desk(can_write=P.MESSAGES_WRITE in work.actor.permissions, sandbox=await phone.is_open(work))
        self.desk.team = [Person(key, name) for key, name in await queries.team(work)] if self.desk.can_write else []
        self.quick = [text for _, text in await queries.quick_replies(work)]
        self.panel, self.said, self.draft, self.errors = Panel(id=asked), [], "", {}
        await self._fill(work)
        self.ready, self.failed = True, False
        live.watch(self, work.actor.tenant_id or 0, WATCHED, InboxState.refresh)

    @rx.event
    @clinic_event(P.MESSAGES_READ)
    async def refresh(self, work: Work) -> None:
        """Something changed: ask again."""
        await self._fill(work)

    @rx.event
    @clinic_event(P.MESSAGES_READ)
    async def filter_by(self, work: Work, which: str) -> None:
        self.desk = replace(self.desk, which=which if which in FILTERS else "")
        await self._fill(work)

    @rx.event
    @clinic_event(P.MESSAGES_READ)
    async def search(self, work: Work, words: str) -> None:
        """The contacts whose name or telephone holds the words."""
        self.desk = replace(self.desk, words=words.strip()[:80])
        await self._fill(work)

    @rx.event
    @clinic_event(P.MESSAGES_READ)
    async def open_talk(self, work: Work, conversation_id: int) -> None:
        """Show one conversation; it counts as read from now on."""
        if conversation_id != self.panel.id:
            self.draft, self.box, self.errors = "", self.box + 1, {}
            self.desk = replace(self.desk, writing=False)
            await work.ask(note(work, "open", "conversation", conversation_id, None))
        self.panel = Panel(id=conversation_id)
        await self._fill(work)

    @rx.event
    @clinic_event(P.MESSAGES_READ, transaction=False)
    async def close_talk(self, actor: Actor) -> None:
        """Back to the list (phones)."""
        self.panel, self.said = Panel(), []

    @rx.event
    @clinic_event(P.MESSAGES_READ, transaction=False)
    async def type_draft(self, actor: Actor, text: str) -> None:
        """What is being written, so that a quick reply is added to it."""
        self.draft = text[: service.LONGEST]

    @rx.event
    @clinic_event(P.MESSAGES_WRITE, transaction=False)
    async def use_quick(self, actor: Actor, text: str) -> None:
        """Add a quick reply to what is being written."""
        self.draft, self.box = f"{self.draft.rstrip()} {text}".strip(), self.box + 1
        self.desk = replace(self.desk, writing=True)

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def say(self, work: Work, form: dict[str, Any]) -> None:
        """Send what is written."""
        await service.say(work, self.panel.id, str(form.get("text", "")))
        self.draft, self.box, self.errors = "", self.box + 1, {}
        self.desk = replace(self.desk, writing=True)
        await self._fill(work)

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def take_over(self, work: Work) -> None:
        await service.take_over(work, self.panel.id)
        await notify(self, N_("La conversación es tuya: nada automático responde"))
        await self._fill(work)

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def give_back(self, work: Work) -> None:
        await service.give_back(work, self.panel.id)
        await notify(self, N_("Las respuestas automáticas siguen desde ahora"))
        await self._fill(work)

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def assign(self, work: Work, raw: str) -> None:
        """Somebody of the clinic answers it; "" gives it back to the automatic answers."""
        if not raw:
            await service.give_back(work, self.panel.id)
        else:
            await service.assign(work, self.panel.id, number_of(raw))
        await notify(self, N_("Asignada: nada automático responde") if raw else N_("Las respuestas automáticas siguen desde ahora"))
        await self._fill(work)

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def settle(self, work: Work) -> None:
        """Done, such as by telephone: it waits for nobody any more."""
        await service.settle(work, self.panel.id)
        await notify(self, N_("Marcada como resuelta"))
        await self._fill(work)

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def permit(self, work: Work, wanted: bool) -> None:
        """She wants messages again, or none any more: somebody said so in person."""
        await contacts.opt(work, self.panel.contact_id, out=not wanted)
        await self._fill(work)

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def stop_coming(self, work: Work, message_id: int) -> None:
        """Cancel what would go out by itself."""
        done = await service.cancel_one(work, message_id)
        await notify(self, N_("Mensaje cancelado") if done else N_("Ya era tarde: el mensaje está saliendo"), "ok" if done else "bad")
        await self._fill(work)

    async def _fill(self, work: Work) -> None:
        if self.panel.id:
            head = await queries.head(work, self.panel.id)
            if head is None:
                self.panel, self.said = Panel(), []
            else:
                if head.unread and self.desk.can_write:
                    await service.seen(work, head.id)
                self.panel = await panel_of(work, head)
                self.said = bubbles(work, await queries.said(work, head.id))
        self.rows = await talk_rows(work, await queries.talks(work, self.desk.which, self.desk.words))
        unread, mine, troubles = await queries.counts(work)
        self.desk = replace(self.desk, unread=unread, mine=mine, troubles=troubles)
