"""Clicks without a browser: the States of a tab in which somebody is signed in."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import reflex as rx


class Tab:
    """One tab of a browser. `await tab.click(State.handler, …)` runs the guarded handler as the browser would."""

    def __init__(self, cookie: str) -> None:
        from reflex.istate.data import HeaderData

        self.root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
        self.root.router_data = {"headers": {"cookie": f"sid={cookie}"}}
        self.root.rx_router_headers = HeaderData.from_router_data(self.root.router_data)  # type: ignore[attr-defined]

    async def state(self, kind: Any) -> Any:
        return await self.root.get_state(kind)

    async def click(self, kind: Any, handler: str, *args: Any) -> Any:
        state = await self.state(kind)
        await getattr(kind, handler).fn(state, *args)
        return state

    async def said(self) -> list[str]:
        from clinic_app.ui.toasts import ToastState

        return [item.text for item in (await self.state(ToastState)).items]


@pytest.fixture
def tab() -> Callable[[Any], Awaitable[Tab]]:
    async def signed_in(actor: Any) -> Tab:
        from clinic_app.access import service

        return Tab(await service.open_session(actor))

    return signed_in
