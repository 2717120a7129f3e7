"""Forms of one's own account that change the cookie or must not pass through a State: second step, password, e-mail links, the platform's door."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse

from clinic_app.access import actors, email_change, limits, own_account, sessions, sign_in, tokens
from clinic_app.access.api import public
from clinic_app.access.origin import origin_of
from clinic_app.access.tokens import CLINIC_COOKIE, COOKIE, PLATFORM_COOKIE, STEP_COOKIE
from clinic_app.access.web_api import Text, back, code_of, same_origin, secure, signed_in_answer, step_answer
from clinic_app.core.database import Actor
from clinic_app.core.errors import ClinicError, NotSignedIn

LOGIN, CODE, SECURITY, EMAIL, PLATFORM, PLATFORM_LOGIN = (
    "/login/",
    "/login/code/",
    "/settings/security/",
    "/email/",
    "/platform/",
    "/platform/login/",
)
router = APIRouter(prefix="/auth", include_in_schema=False, dependencies=[Depends(public), Depends(same_origin)])


@router.post("/second-factor")
async def second_factor(request: Request, codigo: Text = "") -> RedirectResponse:
    """The second page of a sign-in, into a clinic or onto the platform."""
    origin = origin_of(request)
    try:
        limits.take("code", origin.address)
        actor, step = await sign_in.second_step(request.cookies.get(STEP_COOKIE, ""), codigo, origin)
    except ClinicError as error:
        if isinstance(error, NotSignedIn) and not error.fields:  # the first step is too long ago
            return back(LOGIN, error="again")
        return back(CODE, **code_of(error))
    answer = await platform_answer(request, actor) if step.for_platform else await signed_in_answer(request, actor, step.to)
    answer.delete_cookie(STEP_COOKIE, path="/auth")
    return answer


async def platform_answer(request: Request, actor: Actor) -> RedirectResponse:
    """Open the platform for its administrator, beside and apart from any clinic."""
    answer = RedirectResponse(PLATFORM, 303)
    cookie = await sessions.open_session(actor, origin_of(request), for_platform=True)
    answer.set_cookie(PLATFORM_COOKIE, cookie, httponly=True, samesite="strict", secure=secure(request), max_age=tokens.PLATFORM_SECONDS)
    return answer


@router.post("/platform/sign-in")
async def platform_sign_in(request: Request, email: Text = "", password: Text = "") -> RedirectResponse:
    """Only for those who administer the platform; anybody else is told the same as for a wrong password."""
    origin = origin_of(request)
    try:
        limits.take("platform", origin.address)
        proven = await sign_in.prove(email, password, origin)
        if not proven.is_platform_admin:
            raise NotSignedIn
    except ClinicError as error:
        return back(PLATFORM_LOGIN, **code_of(error))
    if proven.needs_code:
        return step_answer(request, proven, PLATFORM, for_platform=True)
    return await platform_answer(request, await sign_in.welcome(proven.user_id, origin))


@router.post("/platform/sign-out")
async def platform_sign_out(request: Request) -> RedirectResponse:
    if cookie := request.cookies.get(PLATFORM_COOKIE):
        await sessions.close_session(cookie)
    answer = back(PLATFORM_LOGIN)
    answer.delete_cookie(PLATFORM_COOKIE, samesite="strict")
    return answer


async def _caller(request: Request) -> Actor:
    return await actors.session_actor(request.cookies.get(COOKIE, ""), request.cookies.get(CLINIC_COOKIE, ""))


@router.post("/password")
async def password(request: Request, old_password: Text = "", new_password: Text = "", new_password_confirm: Text = "") -> RedirectResponse:
    """Another password: every session ends, and this browser gets a new one."""
    try:
        actor = await _caller(request)
    except NotSignedIn:
        return back(LOGIN)
    try:
        await own_account.change_password(actor, old_password, new_password, new_password_confirm)
    except ClinicError as error:
        return back(SECURITY, **code_of(error))
    return await signed_in_answer(request, actor, f"{SECURITY}?done=password")


@router.post("/close-account")
async def close_account(request: Request, close_password: Text = "", close_code: Text = "") -> RedirectResponse:
    """Close one's own account for good."""
    try:
        actor = await _caller(request)
    except NotSignedIn:
        return back(LOGIN)
    try:
        await own_account.close(actor, close_password, close_code, origin_of(request))
    except own_account.LastOwner:
        return back(SECURITY, error="owner")
    except own_account.LastAdmin:
        return back(SECURITY, error="admin")
    except ClinicError as error:
        named = {"password": "close_password", "codigo": "close_code"}
        found = code_of(error)
        return back(SECURITY, **{**found, "field": named.get(found.get("field", ""), "")})
    answer = back(LOGIN, done="closed")
    for name in (COOKIE, CLINIC_COOKIE):
        answer.delete_cookie(name)
    return answer


@router.post("/email-change")
async def change_email(request: Request, token: Text = "", agree: Text = "") -> RedirectResponse:
    """One side's answer to a wish for another e-mail address. A link that is only opened (by a mail scanner) says nothing."""
    try:
        limits.take("email-link", origin_of(request).address)
        outcome = await email_change.answer(token, agree == "yes")
    except ClinicError as error:
        return back(EMAIL, **code_of(error))
    return back(EMAIL, done=f"email-{outcome}")
