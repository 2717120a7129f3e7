"""The only door by which a click reaches a service."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import psycopg
import reflex as rx
import structlog
from sqlalchemy.exc import SQLAlchemyError

from clinic_app.access import actors, live
from clinic_app.access.guard import cookie
from clinic_app.access.tokens import CLINIC_COOKIE, COOKIE
from clinic_app.core import hooks, presence
from clinic_app.core.database import Actor, start_work
from clinic_app.core.errors import ClinicError, Conflict, NoRoom, NotAllowed, NotSignedIn, SecondFactorMissing
from clinic_app.core.i18n import N_, translate
from clinic_app.core.permissions import Permission
from clinic_app.ui import routes
from clinic_app.ui.i18n import language_of
from clinic_app.ui.toasts import notify, unexpected

log = structlog.get_logger("clicks")
DATABASE_AWAY = N_("No hay conexión con la base de datos. Lo que escribiste sigue aquí: vuelve a intentarlo en unos segundos.")


class ClinicState(rx.State):
    """Base of every State that works for a clinic."""

    _shown_clinic: int = 0  # the clinic this tab was opened in: another tab may have switched since

    async def _actor(self) -> Actor:
        """Who clicks, read from the cookie of the connection each time. Raises NotSignedIn."""
        header = self.router.headers.raw_headers.get("cookie", "")
        found = await actors.session_actor(cookie(header, COOKIE), cookie(header, CLINIC_COOKIE))
        return replace(found, request_id=uuid4().hex)


async def _run(state: ClinicState, handler: Callable[..., Any], permission: Permission, transaction: bool, args: Any, kwargs: Any) -> Any:
    actor = await state._actor()
    if actor.tenant_id is None and permission is not Permission.ACCOUNT_SELF:
        raise NotAllowed("No perteneces a ningún consultorio.")
    if permission is not Permission.ACCOUNT_SELF and state._shown_clinic not in (0, actor.tenant_id):
        raise Conflict(actors.OTHER_CLINIC)  # what stands on the screen belongs to one clinic, the click would change another
    actor.require(permission)
    if not transaction:
        return await handler(state, actor, *args, **kwargs)
    async with start_work(actor) as work:
        if permission.endswith(":write"):
            await hooks.check_writable(work)
        return await handler(state, work, *args, **kwargs)


async def _show(state: rx.State, error: ClinicError) -> None:
    """Sentences beside their fields where the State keeps `errors`; else a toast, which would hide the button of a form."""
    if error.fields and "errors" in state.vars:
        language = await language_of(state)
        state.errors = {name: translate(language, messages[0]) for name, messages in error.fields.items()}  # type: ignore[attr-defined]
    else:
        await notify(state, error.first, "bad")


def guarded(handler: Callable[..., Any], permission: Permission, reach: Callable[..., Any], door: str) -> Any:
    """The handler behind `reach(state, handler, args, kwargs)`: refusals are shown, and who is not signed in is led to `door`."""

    @functools.wraps(handler)
    async def run(self: rx.State, *args: Any, **kwargs: Any) -> Any:
        live.forget_missed(self)
        try:
            return await reach(self, handler, args, kwargs)
        except NotSignedIn:
            return rx.redirect(door)
        except SecondFactorMissing:
            return rx.redirect(routes.SETTINGS_SECURITY)
        except ClinicError as error:
            await _show(self, error)
        except (SQLAlchemyError, psycopg.Error, OSError) as error:
            log.error(
                "click failed", handler=handler.__qualname__, error=type(error).__name__, cause=type(getattr(error, "orig", None)).__name__
            )
            if "failed" in self.vars:  # a screen that could not load says so itself, and how to go on
                self.failed = True  # type: ignore[attr-defined]
            if presence.is_away(error):
                live.ask_again(self, handler.__name__, (*args, *kwargs.values()))
            await notify(self, NoRoom.sentence if presence.is_full(error) else DATABASE_AWAY, "bad")
        except Exception as error:
            if "failed" not in self.vars:
                raise
            self.failed = True  # type: ignore[attr-defined]
            return unexpected(error)
        return None

    own = list(inspect.signature(handler).parameters.values())
    run.__signature__ = inspect.Signature([own[0], *own[2:]])  # type: ignore[attr-defined]
    run.__annotations__ = {name: kind for name, kind in handler.__annotations__.items() if name != own[1].name}
    del run.__wrapped__  # type: ignore[attr-defined]
    run.permission = permission  # type: ignore[attr-defined]
    return run


def clinic_event(permission: Permission, *, transaction: bool = True) -> Callable[[Callable[..., Any]], Any]:
    """Guard a click (below `@rx.event`): the handler runs for those who hold the permission.

    It gets an open `work` (one transaction), or with transaction=False the actor, as its first argument after `self`.
    Its refusals are shown to the person; what she typed stays where it is.
    """

    def decorate(handler: Callable[..., Any]) -> Any:
        async def reach(state: ClinicState, inner: Callable[..., Any], args: Any, kwargs: Any) -> Any:
            return await _run(state, inner, permission, transaction, args, kwargs)

        return guarded(handler, permission, reach, routes.LOGIN)

    return decorate
