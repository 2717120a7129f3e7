"""What the page of an invitation posts to. The token comes in the body, never in an address."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse

from clinic_app.access import actors, joining, limits, sessions
from clinic_app.access.api import public
from clinic_app.access.auth_api import address
from clinic_app.access.joining import Newcomer, NotWelcome
from clinic_app.access.tokens import CLINIC_COOKIE, COOKIE
from clinic_app.access.web_api import HOME, back, code_of, same_origin, signed_in_answer
from clinic_app.core.errors import ClinicError, NotSignedIn

PAGE = "/invitation/"
Text = Annotated[str, Form(max_length=1000)]
router = APIRouter(prefix="/auth/invitation", include_in_schema=False, dependencies=[Depends(public), Depends(same_origin)])


def _again(error: ClinicError) -> RedirectResponse:
    """Back to the page, which turns the code into a sentence."""
    if isinstance(error, NotWelcome):
        return back(PAGE, error=str(error.why))
    return back(PAGE, **code_of(error))


@router.post("")
async def accept(request: Request, token: Text = "") -> RedirectResponse:
    """Join with the account that is signed in in this browser."""
    cookie = request.cookies.get(COOKIE, "")
    try:
        limits.take("invitation", address(request))
        actor = await actors.session_actor(cookie, request.cookies.get(CLINIC_COOKIE, ""))
        joined = await joining.accept(actor, token)
    except NotSignedIn:
        return back(PAGE, error="signin")
    except ClinicError as error:
        return _again(error)
    await sessions.choose_clinic(joined, cookie, joined.tenant_id or 0)
    answer = RedirectResponse(HOME, 303)
    answer.delete_cookie(CLINIC_COOKIE)
    return answer


@router.post("/new")
async def accept_as_new(
    request: Request,
    token: Text = "",
    email: Text = "",
    first_name: Text = "",
    last_name: Text = "",
    password: Text = "",
    password_confirm: Text = "",
) -> RedirectResponse:
    """Make an account, join and sign in."""
    email, first_name, last_name = (value.strip().replace("\0", "") for value in (email, first_name, last_name))
    try:
        limits.take("invitation", address(request))
        joined = await joining.accept_as_new(token, Newcomer(email, first_name, last_name, password, password_confirm))
    except ClinicError as error:
        return _again(error)
    return await signed_in_answer(request, joined)
