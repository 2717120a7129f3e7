"""Accounts: sign-up, the platform's administrator, one's own clinics. The door for other domains: what they need of the parts beside is named here."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from clinic_app.access import actors, passwords
from clinic_app.access.models import Membership, UserAccount
from clinic_app.access.own_account import change_password
from clinic_app.access.recovery import ask_reset, new_reset_link, reset_password
from clinic_app.access.sessions import choose_clinic, close_session, issue_tokens, open_session, refresh, sign_out
from clinic_app.access.sign_in import check_password
from clinic_app.audit import service as audit
from clinic_app.clinics.models import Clinic
from clinic_app.core import hooks
from clinic_app.core.database import NOBODY, Actor, Work, start_work
from clinic_app.core.emails import normal_email
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import NO_LINE, is_line, is_visible
from clinic_app.core.i18n import Sentence
from clinic_app.core.permissions import ROLES

__all__ = [
    "SPECIALTIES", "SignUp", "ask_reset", "change_password", "check_password", "choose_clinic", "clinics_of", "close_session", "create_platform_admin",
    "issue_tokens", "me", "new_reset_link", "open_session", "refresh", "reset_password", "sign_out", "sign_up",
]  # fmt: skip
SPECIALTIES = ("general", "pediatrica", "comunitaria", "geriatrica", "uci", "otra")


@dataclass(frozen=True)
class SignUp:
    """What a nurse tells of herself and her practice; already trimmed."""

    email: str
    password: str
    password_confirm: str
    first_name: str
    last_name: str = ""
    phone: str = ""
    license_number: str = ""
    specialty: str = "general"
    practice_name: str = ""
    sex: str = ""
    registry_number: str = ""


def _check(form: SignUp) -> str:
    problems: dict[str, list[str]] = {}
    for name, given in (("password", form.password), ("first_name", is_visible(form.first_name))):
        if not given:
            problems[name] = ["Este campo es requerido."]
    for name in ("first_name", "last_name", "practice_name"):
        if not is_line(getattr(form, name)):
            problems[name] = [NO_LINE]
    limits = {"first_name": 150, "last_name": 150, "phone": 20, "license_number": 20, "practice_name": 200, "registry_number": 20}
    for name, most in limits.items():
        if len(getattr(form, name)) > most:
            problems[name] = [Sentence("Asegúrese de que este campo no tenga más de {longest} caracteres.", longest=most)]
    if form.specialty not in SPECIALTIES:
        problems["specialty"] = [Sentence('"{value}" no es una elección válida.', value=form.specialty)]
    if form.sex not in ("", "M", "F"):
        problems["sex"] = [Sentence('"{value}" no es una elección válida.', value=form.sex)]
    email = ""
    try:
        email = normal_email(form.email)
    except ValueError as error:
        problems["email"] = [str(error)]
    if form.password and (weak := passwords.weaknesses(form.password, form.first_name, email.partition("@")[0], email)):
        problems["password"] = weak
    elif form.password != form.password_confirm:
        problems["password_confirm"] = ["Las contraseñas no coinciden."]
    if problems:
        raise Invalid(problems)
    return email


async def sign_up(form: SignUp) -> Actor:
    """Make the person, her practice, her membership, the free plan, her agenda and first services, in one transaction.

    Raises Invalid with a sentence for each field that is wrong, an e-mail in use among them.
    """
    email = _check(form)
    password_hash = await passwords.hashed(form.password)
    async with start_work(NOBODY) as work:
        person = insert(UserAccount).values(
            email=email, password_hash=password_hash, first_name=form.first_name, last_name=form.last_name, phone=form.phone, sex=form.sex,
            license_number=form.license_number, specialty=form.specialty, registry_number=form.registry_number,
        ).on_conflict_do_nothing(index_elements=["email"]).returning(UserAccount.id)  # fmt: skip
        user_id = (await work.session.execute(person)).scalar()
        if user_id is None:
            raise Invalid(email="Ya existe un usuario con este correo electrónico.")
        clinic_id = (await work.session.execute(text("select nextval('app.clinic_id_seq')"))).scalar_one()
        full_name = f"{form.first_name} {form.last_name}".strip()
        actor = Actor(user_id, clinic_id, role="owner", permissions=ROLES["owner"], name=full_name)
        await work.enter_clinic(actor)
        work.session.add(Clinic(id=clinic_id, name=form.practice_name or f"Consultorio {full_name}"))
        await work.session.flush()
        work.session.add(Membership(user_id=user_id, role="owner"))
        await work.session.flush()
        for begin in hooks.FOUNDING:
            await begin(work)
        await audit.record(work, "sign_up", "clinic", clinic_id)
        await work.session.flush()
    return await actors.actor_of(user_id, clinic_id)


async def me(work: Work) -> UserAccount:
    """The account of the actor."""
    return await work.session.get_one(UserAccount, work.actor.user_id)


async def clinics_of(work: Work) -> list[tuple[int, str]]:
    """Every clinic the actor belongs to: (id, name), by name."""
    query = text(
        "select c.id, c.name from app.membership m join app.clinic c on c.id = m.tenant_id where m.user_id = :user and m.is_active order by c.name, c.id"
    )
    return [(row.id, row.name) for row in await work.session.execute(query, {"user": work.actor.user_id})]


async def create_platform_admin(email: str, password: str) -> None:
    """Make the person who runs the platform; she belongs to no clinic and sees no patients. Raises Invalid."""
    try:
        address = normal_email(email)
    except ValueError as error:
        raise Invalid(email=str(error)) from None
    if weak := passwords.weaknesses(password, address):
        raise Invalid({"password": weak})
    hashed = await passwords.hashed(password)
    async with start_work(NOBODY) as work:
        row = insert(UserAccount).values(email=address, password_hash=hashed, first_name="Admin", is_platform_admin=True)
        row = row.on_conflict_do_nothing(index_elements=["email"]).returning(UserAccount.id)
        if (await work.session.execute(row)).scalar() is None:
            raise Invalid(email="Ya existe un usuario con este correo electrónico.")
