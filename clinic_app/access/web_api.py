"""What the pages' own forms post to: a cookie for the browser, an answer by redirect."""

from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse

from clinic_app.access import actors, limits, service, tokens
from clinic_app.access import sign_in as sign_in_rules
from clinic_app.access.api import public
from clinic_app.access.auth_api import address
from clinic_app.access.origin import origin_of
from clinic_app.access.own_account import WRONG_PASSWORD
from clinic_app.access.second_factor import CodeNeeded
from clinic_app.access.tokens import CLINIC_COOKIE, COOKIE, STEP_COOKIE
from clinic_app.core.errors import ClinicError, Invalid, NotAllowed, NotSignedIn, TooManyRequests
from clinic_app.core.fields import REQUIRED
from clinic_app.core.settings import settings

HOME = "/"
Text = Annotated[str, Form(max_length=1000)]


def same_origin(request: Request) -> None:
    """Refuse a form that another site posts."""
    origin = request.headers.get("origin", "")
    if origin and origin != "null" and urlsplit(origin).netloc == request.headers.get("host", ""):
        return
    if not origin and request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none"):
        return
    raise NotAllowed


router = APIRouter(prefix="/auth", include_in_schema=False, dependencies=[Depends(public), Depends(same_origin)])


def back(path: str, **words: str) -> RedirectResponse:
    return RedirectResponse(f"{path}?{urlencode({k: v for k, v in words.items() if v})}" if words else path, 303)


def secure(request: Request) -> bool:
    return settings().public_url.startswith("https://") or request.url.scheme == "https"


async def signed_in_answer(request: Request, actor: service.Actor, to: str = HOME) -> RedirectResponse:
    answer = RedirectResponse(to, 303)
    cookie = await service.open_session(actor, origin_of(request))
    answer.set_cookie(COOKIE, cookie, httponly=True, samesite="lax", secure=secure(request), max_age=tokens.SESSION_SECONDS)
    answer.delete_cookie(CLINIC_COOKIE)
    return answer


def step_answer(request: Request, proven: sign_in_rules.Proven, to: str, *, for_platform: bool = False) -> RedirectResponse:
    """On to the second page of a sign-in: what was proved travels in a cookie of five minutes that opens nothing else."""
    answer = RedirectResponse("/login/code/", 303)
    step = tokens.step_token(tokens.Step(proven.user_id, proven.fingerprint, to, for_platform))
    answer.set_cookie(
        STEP_COOKIE, step, httponly=True, samesite="strict", secure=secure(request), max_age=tokens.STEP_SECONDS, path="/auth"
    )
    return answer


def code_of(error: ClinicError) -> dict[str, str]:
    """The code and the field that the page turns into a sentence."""
    if isinstance(error, CodeNeeded):
        return {"error": "code", "field": "codigo"}
    if isinstance(error, TooManyRequests):
        return {"error": "locked" if "fallidos" in error.sentence else "rate"}
    if isinstance(error, NotSignedIn):
        return {"error": "invalid"}
    field, messages = next(iter((error.fields or {"": [""]}).items()))
    if messages[0] == WRONG_PASSWORD:
        return {"error": "own", "field": field}
    return {"error": _kind_of(field, messages[0]), "field": field}


def _kind_of(field: str, sentence: str) -> str:
    """The code of what is wrong with one field."""
    if sentence in (REQUIRED, ""):
        return "missing"
    if "no tenga más de" in sentence:
        return "long"
    if field in ("password", "new_password"):
        return "weak"
    words = {"email": "taken" if "Ya existe" in sentence else "email", "token": "expired", "codigo": "code"}
    repeated = {"password_confirm": "mismatch", "new_password_confirm": "mismatch"}
    return {**words, **repeated}.get(field, "odd")


def own_path(to: str) -> str:
    """A path of this site, or the home page: what a link asks for must not lead elsewhere (browsers read a backslash as a slash, and skip tabs)."""
    fine = to.startswith("/") and not to.startswith("//") and "\\" not in to and to.isprintable()
    return to if fine else HOME


def page_again(request: Request) -> RedirectResponse | None:
    """For a failure in a browser's own form: its page once more, which keeps what was typed and says so; None for other requests."""
    if not request.url.path.startswith("/auth/") or "text/html" not in request.headers.get("accept", ""):
        return None
    came = urlsplit(request.headers.get("referer", ""))
    path = own_path(came.path) if came.path and came.netloc == request.headers.get("host") else "/login/"
    kept = [(name, value) for name, value in parse_qsl(came.query) if name not in ("error", "field", "done")]
    return back(path, **{**dict(kept), "error": "away"})


@router.post("/sign-in")
async def sign_in(request: Request, email: Text = "", password: Text = "", next: Text = "") -> RedirectResponse:
    origin = origin_of(request)
    try:
        limits.take("sign-in", origin.address)
        proven = await sign_in_rules.prove(email, password, origin)
    except (NotSignedIn, TooManyRequests) as error:
        return back("/login/", **code_of(error))  # the page keeps the e-mail itself: nothing personal in an address
    if proven.needs_code:
        return step_answer(request, proven, own_path(next))
    return await signed_in_answer(request, await sign_in_rules.welcome(proven.user_id, origin), own_path(next))


@router.post("/sign-up")
async def sign_up(
    request: Request, email: Text = "", password: Text = "", password_confirm: Text = "", first_name: Text = "", last_name: Text = "",
    phone: Text = "", license_number: Text = "", specialty: Text = "general", practice_name: Text = "",
) -> RedirectResponse:  # fmt: skip
    shown = {
        "first_name": first_name, "last_name": last_name, "email": email, "phone": phone,
        "license_number": license_number, "specialty": specialty, "practice_name": practice_name,
    }  # fmt: skip
    shown = {name: value.strip().replace("\0", "") for name, value in shown.items()}
    try:
        limits.take("sign-up", address(request))
        actor = await service.sign_up(service.SignUp(password=password, password_confirm=password_confirm, **shown))
    except (Invalid, TooManyRequests) as error:
        return back("/signup/", **code_of(error))  # the page itself keeps what was typed: no personal data in an address
    return await signed_in_answer(request, actor)


@router.post("/sign-out")
async def sign_out(request: Request) -> RedirectResponse:
    if cookie := request.cookies.get(COOKIE):
        await service.close_session(cookie)
    answer = back("/login/")
    answer.delete_cookie(COOKIE)
    answer.delete_cookie(CLINIC_COOKIE)
    return answer


@router.post("/switch")
async def switch(request: Request, clinic: Annotated[int, Form(ge=1, le=2**62)]) -> RedirectResponse:
    cookie = request.cookies.get(COOKIE, "")
    await service.choose_clinic(await actors.session_actor(cookie), cookie, clinic)
    answer = RedirectResponse(HOME, 303)
    answer.set_cookie(CLINIC_COOKIE, str(clinic), httponly=True, samesite="lax", secure=secure(request), max_age=tokens.SESSION_SECONDS)
    return answer


@router.post("/forgot")
async def forgot(request: Request, email: Text = "") -> RedirectResponse:
    try:
        limits.take("forgot", address(request))
    except TooManyRequests as error:
        return back("/forgot/", **code_of(error))
    await service.ask_reset(email)
    return back("/forgot/", done="sent")


@router.post("/reset")
async def reset(request: Request, token: Text = "", password: Text = "", password_confirm: Text = "") -> RedirectResponse:
    try:
        limits.take("reset", address(request))
        await service.reset_password(token, password, password_confirm)
    except (Invalid, TooManyRequests) as error:
        found = code_of(error)
        named = found.get("field", "").removeprefix("new_")  # this page's fields have the shorter names of the sign-up
        return back("/reset/", **{**found, "field": named}, token=token[:200])
    return back("/login/", done="changed")
