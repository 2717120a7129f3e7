"""Generated from the app itself: every click x every role. A new one that nobody guards fails here."""

from typing import Any

from sqlalchemy import text

from clinic_app.core.database import start_work
from clinic_app.core.permissions import ROLES, Permission

# What anybody may click. Adding a line here is a decision about security.
PUBLIC_CLICKS = {
    "InvitationState.look",
    "AnswerState.look",
    "AnswerState.answer",
    "AnswerState.send",
    "ToastState.report_failure",
    "LangState.set_language",
}


def every_click() -> dict[str, Any]:
    from reflex_base.registry import RegistrationContext

    import clinic_app.clinic_app  # noqa: F401

    found = {}
    for registered in RegistrationContext.get().event_handlers.values():
        function = registered.handler.fn
        function = getattr(function, "func", function)
        if (getattr(function, "__module__", "") or "").startswith("clinic_app"):
            found[function.__qualname__] = function
    return found


def test_every_click_says_who_may_make_it() -> None:
    clicks = every_click()
    assert clicks, "no handlers found: has the registry changed?"
    open_ones = {name for name, function in clicks.items() if not getattr(function, "permission", None)}
    assert open_ones <= PUBLIC_CLICKS, open_ones - PUBLIC_CLICKS
    assert all(getattr(clicks[name], "public", False) for name in open_ones)
    asked = {function.permission for name, function in clicks.items() if name not in open_ones}
    assert asked <= set(Permission)


class Router:
    """As much of a browser's connection as the guard reads."""

    def __init__(self, cookie: str) -> None:
        self.headers = type("Headers", (), {"raw_headers": {"cookie": cookie}})()


class Click:
    """Stands in for a State: what a refused click does to it is told by `toasts`."""

    vars: dict[str, Any] = {}
    _shown_clinic = 0

    def __init__(self, cookie: str) -> None:
        self.router, self.toasts = Router(cookie), []

    async def _actor(self) -> Any:
        from clinic_app.access.state import ClinicState

        return await ClinicState._actor(self)  # type: ignore[arg-type]


async def outcome(function: Any, cookie: str, monkeypatch: Any) -> str:
    """How the guard answers: `redirect`, `refused`, or `reached` when the handler's own code began."""
    from clinic_app.access import state as guard

    told: list[str] = []

    async def notify(state: Any, sentence: str, kind: str = "ok", **values: Any) -> None:
        told.append(sentence)

    monkeypatch.setattr(guard, "notify", notify)
    reached = False

    class Reached(Exception):
        pass

    cells = dict(zip(function.__code__.co_freevars, function.__closure__, strict=True))
    handler = cells["handler"]
    real = handler.cell_contents

    async def stub(*args: Any, **kwargs: Any) -> None:
        nonlocal reached
        reached = True

    stub.__qualname__ = real.__qualname__
    handler.cell_contents = stub
    try:
        result = await function(Click(cookie))
    finally:
        handler.cell_contents = real
    if reached:
        return "reached"
    return "redirect" if result is not None else f"refused: {told}"


async def test_each_role_clicks_what_its_permissions_say(cast: Any, monkeypatch: Any) -> None:
    from clinic_app.access import service

    guarded = {
        name: function
        for name, function in every_click().items()
        if getattr(function, "permission", None) not in (None, Permission.PLATFORM_ADMIN)
    }
    for cookie in ("", "sid=x", f"sid=x; current_tenant_id={cast.owner.tenant_id}"):
        for name, function in guarded.items():
            assert await outcome(function, cookie, monkeypatch) == "redirect", name
    for role, actor in cast.by_role().items():
        cookie = f"sid={await service.open_session(actor)}; current_tenant_id={cast.outsider.tenant_id}"
        for name, function in guarded.items():
            found = await outcome(function, cookie, monkeypatch)
            if function.permission in ROLES[role]:
                assert found == "reached", (role, name, found)
            else:
                assert found == "refused: ['Usted no tiene permiso para realizar esta acción.']", (role, name, found)


async def test_the_platform_opens_to_its_own_cookie_only(cast: Any, monkeypatch: Any) -> None:
    """Not to any role of a clinic, and not to the administrator herself with a clinic's session."""
    from clinic_app.access import service

    clicks = {
        name: function for name, function in every_click().items() if getattr(function, "permission", None) is Permission.PLATFORM_ADMIN
    }
    assert clicks
    async with start_work(cast.owner) as work:
        await work.session.execute(text("update app.user_account set is_platform_admin = true where id = :id"), {"id": cast.owner.user_id})
    clinic, platform = await service.open_session(cast.owner), await service.open_session(cast.owner, for_platform=True)
    strangers = [await service.open_session(actor, for_platform=True) for role, actor in cast.by_role().items() if role != "owner"]
    shut = [
        "",
        "platform_sid=x",
        f"sid={clinic}",
        f"platform_sid={clinic}",
        f"sid={platform}",
        *[f"platform_sid={cookie}" for cookie in strangers],
    ]
    for name, function in clicks.items():
        for cookie in shut:
            assert await outcome(function, cookie, monkeypatch) == "redirect", (name, cookie)
        assert await outcome(function, f"platform_sid={platform}", monkeypatch) == "reached", name
    ordinary = {
        name: function
        for name, function in every_click().items()
        if getattr(function, "permission", None) not in (None, Permission.PLATFORM_ADMIN)
    }
    for name, function in ordinary.items():
        for cookie in (f"sid={platform}", f"platform_sid={platform}"):
            assert await outcome(function, cookie, monkeypatch) == "redirect", name


async def test_a_click_follows_the_clinic_cookie_only_for_members(cast: Any) -> None:
    from clinic_app.access import service

    cookie = await service.open_session(cast.owner)
    actor = await Click(f"sid={cookie}; current_tenant_id={cast.outsider.tenant_id}")._actor()
    assert actor.tenant_id == cast.owner.tenant_id


async def test_what_is_not_marked_is_never_run() -> None:
    """The last wall: a handler that somebody forgot to guard."""
    import reflex as rx
    from reflex.event import Event
    from reflex_base.registry import RegistrationContext

    from clinic_app.access.guard import DenyByDefault

    class Forgotten(rx.State):
        secret: str = ""

        def open_door(self) -> None: ...

    Forgotten.open_door.fn.__module__ = "clinic_app.somewhere"
    guard = DenyByDefault()
    names = [name for name in RegistrationContext.get().event_handlers if "forgotten" in name]
    assert any(name.endswith("open_door") for name in names)
    for name in names:
        if name.endswith(("open_door", "setvar")):
            assert await guard.preprocess(None, None, Event(name=name, payload={})) is not None, name  # type: ignore[arg-type]
