"""Section 1 of the documented API: sign-up, sign-in, tokens, profile, password."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Request

from clinic_app.access import limits, profile, service
from clinic_app.access.api import public, signed_in, work
from clinic_app.access.origin import origin_of
from clinic_app.core.database import Actor, Work, start_work
from clinic_app.core.emails import normal_email
from clinic_app.core.errors import NO_JSON, ClinicError, Invalid, WrongKind
from clinic_app.core.i18n import Sentence
from clinic_app.core.permissions import Permission

router = APIRouter(prefix="/api/auth", tags=["auth"])
Caller = Annotated[Actor, Depends(signed_in(Permission.ACCOUNT_SELF))]
Self = Annotated[Work, Depends(work(Permission.ACCOUNT_SELF), scope="function")]
OPEN = [Depends(public)]
SIGN_UP_NAMES = {
    "email": "email", "password": "password", "password_confirm": "password_confirm", "first_name": "first_name", "last_name": "last_name",
    "telefono": "phone", "numero_colegiatura": "license_number", "especialidad": "specialty", "nombre_consultorio": "practice_name",
    "sexo": "sex", "rne": "registry_number",
}  # fmt: skip
EXAMPLE = {"email": "maria.garcia@email.com", "password": "MiPassword123!"}


def is_text(value: str) -> bool:
    """Whether it can be written as UTF-8: JSON may smuggle in half a surrogate pair, which no database takes."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def address(request: Request) -> str:
    """Where a call comes from, for the limits; behind a proxy only as the settings allow."""
    return origin_of(request).address


def texts(body: Any, names: dict[str, str], required: tuple[str, ...] = ()) -> dict[str, str]:
    """The text fields of a JSON body under our own names. Raises Invalid: missing, no text, too long, NUL."""
    if isinstance(body, bytes):
        raise WrongKind
    if not isinstance(body, dict):
        raise Invalid(non_field_errors="Datos inválidos. Se esperaba un diccionario.")
    problems, found = {}, {}
    for wire, name in names.items():
        value = body.get(wire)
        if value in (None, ""):
            if wire in required:
                problems[wire] = ["Este campo es requerido." if wire not in body else "Este campo no puede estar en blanco."]
        elif not isinstance(value, str):
            problems[wire] = ["No es una cadena válida."]
        elif "\0" in value:
            problems[wire] = ["Los caracteres nulos no están permitidos."]
        elif not is_text(value):
            problems[wire] = ["No es una cadena válida."]
        elif len(value) > 1000:
            problems[wire] = [Sentence("Asegúrese de que este campo no tenga más de {longest} caracteres.", longest=1000)]
        else:
            found[name] = value if "password" in wire else value.strip()
    if problems:
        raise Invalid(problems)
    return found


def renamed(error: Invalid, names: dict[str, str]) -> Invalid:
    """A service's field errors under the names of the wire."""
    back = {ours: wire for wire, ours in names.items()}
    return Invalid({back.get(name, name): messages for name, messages in (error.fields or {}).items()})


@router.post("/register/", status_code=201, dependencies=OPEN)
async def register(request: Request, body: Annotated[Any, Body()]) -> dict[str, Any]:
    """A nurse signs up: her account, her practice, the free plan."""
    required = ("email", "password", "password_confirm", "first_name", "last_name")
    fields = texts(body, SIGN_UP_NAMES, required)
    limits.take("sign-up", address(request))  # a form with a field missing costs nothing and counts nothing
    try:
        actor = await service.sign_up(service.SignUp(**fields))
    except Invalid as error:
        raise renamed(error, SIGN_UP_NAMES) from None
    user = {"id": actor.user_id, "email": normal_email(fields["email"]), "nombre": actor.name}
    return {"message": "Registro exitoso", "user": user, "tokens": await service.issue_tokens(actor, origin_of(request))}


@router.post("/login/", dependencies=OPEN)
async def login(request: Request, body: Annotated[Any, Body(examples=[EXAMPLE])]) -> dict[str, Any]:
    """E-mail and password, and `codigo` of those who have a second factor: without it 401 names that field."""
    origin = origin_of(request)
    limits.take("sign-in", origin.address)
    fields = texts(body, {"email": "email", "password": "password", "codigo": "code"}, ("email", "password"))
    actor = await service.check_password(fields["email"], fields["password"], origin, fields.get("code", ""))
    async with start_work(actor) as opened:
        nurse = await profile.short(opened, str(request.base_url))
    user = {"id": actor.user_id, "email": nurse["usuario"]["email"], "nombre": actor.name}
    return {"user": user, "enfermera": nurse, "tokens": await service.issue_tokens(actor, origin)}


@router.post("/refresh/", dependencies=OPEN)
async def refresh(body: Annotated[Any, Body()]) -> dict[str, str]:
    """A new pair; the refresh token that was sent is spent."""
    return await service.refresh(texts(body, {"refresh": "refresh"}, ("refresh",))["refresh"])


@router.post("/logout/")
async def logout(opened: Self, body: Annotated[Any, Body()]) -> dict[str, str]:
    await service.sign_out(opened, texts(body, {"refresh": "refresh"}, ("refresh",))["refresh"])
    return {"message": "Sesión cerrada exitosamente"}


@router.get("/me/")
async def me(request: Request, opened: Self) -> dict[str, Any]:
    return await profile.full(opened, str(request.base_url))


@router.patch("/me/")
async def change_me(request: Request, opened: Self) -> dict[str, Any]:
    """JSON, or multipart with the images `foto`, `logo` and `imagen_firma_sello`."""
    if request.headers.get("content-type", "").startswith(("multipart/", "application/x-www-form-urlencoded")):
        async with request.form(max_files=3, max_fields=30) as form:
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
            images = {name: await value.read() for name, value in form.items() if not isinstance(value, str) and value.size}
    else:
        fields, images = await _json(request), {}
    await profile.change(opened, fields, images)
    return await profile.full(opened, str(request.base_url))


async def _json(request: Request) -> Any:
    try:
        return await request.json()
    except (ValueError, RecursionError):
        raise ClinicError(NO_JSON) from None


@router.post("/change-password/")
async def change_password(caller: Caller, body: Annotated[Any, Body()]) -> dict[str, str]:
    names = dict.fromkeys(("old_password", "new_password", "new_password_confirm"), "")
    fields = texts(body, {name: name for name in names}, tuple(names))
    """Ends every session, this one too: sign in again with the new password."""
    await service.change_password(caller, fields["old_password"], fields["new_password"], fields["new_password_confirm"])
    return {"message": "Contraseña actualizada exitosamente"}
