"""Mails of the accounts."""

from clinic_app.access import email_change, history, invitations, service
from clinic_app.core.database import start_work
from clinic_app.core.i18n import N_, translate
from clinic_app.core.jobs import job_actor, jobs
from clinic_app.core.mail import send
from clinic_app.core.settings import settings
from clinic_app.ui.theme import ROLE_WORDS


@jobs.task(name="mail_reset_link", retry=3)
async def mail_reset_link(tenant_id: int | None, user_id: int) -> None:
    """Mail a one-time link. The token is made here, so that it is nowhere else than in the mail.

    The address comes from the settings and never from the request: a forged Host header must not choose where the link leads.
    """
    token, person = await service.new_reset_link(user_id)
    locale = person.language or "es"
    link = f"{settings().address}/reset/?token={token}"
    body = translate(
        locale,
        "Hola, {name}:\n\nPara elegir una contraseña nueva abre este enlace en la próxima hora. Sirve una sola vez.\n\n{link}\n\n"
        "Si no lo pediste tú, no hagas nada: tu contraseña sigue siendo la misma.",
        name=person.first_name,
        link=link,
    )
    await send(person.email, translate(locale, "Elige una contraseña nueva"), body)


@jobs.task(name="mail_invitation", retry=3)
async def mail_invitation(tenant_id: int | None, invitation_id: int) -> None:
    """Mail the link of an invitation. The token is made here and stands behind `#`, which no browser sends to a server or to another site."""
    async with start_work(job_actor(tenant_id)) as work:
        found = await invitations.mail_of(work, invitation_id)
    if found is None:  # taken back or accepted meanwhile
        return
    token, row, clinic, inviter = found
    locale = clinic.language or "es"
    link = invitations.link_of(settings().address, token)
    body = translate(
        locale,
        "Hola:\n\n{inviter} te invita a trabajar en {clinic} como {role}. Abre este enlace en los próximos siete días para aceptar. "
        "Sirve una sola vez y solo para este correo.\n\n{link}\n\nSi no esperabas esta invitación, no hagas nada.",
        inviter=inviter, clinic=clinic.name, role=translate(locale, ROLE_WORDS[row.role]).lower(), link=link,
    )  # fmt: skip
    await send(row.email, translate(locale, "Te invitan a {clinic}", clinic=clinic.name), body)


NEW_SIDE = N_(
    "Hola, {name}:\n\nPediste usar esta dirección para entrar en Hampiq, en lugar de {other}. Confírmalo en las próximas 24 horas:\n\n{link}\n\n"
    "Hace falta además la confirmación desde la dirección anterior. Si no fuiste tú, no hagas nada o rechaza el cambio en el mismo enlace."
)
OLD_SIDE = N_(
    "Hola, {name}:\n\nAlguien que entró en tu cuenta pidió cambiar tu correo por {other}. Si fuiste tú, confírmalo en las próximas 24 horas. "
    "Si no fuiste tú, recházalo en el mismo enlace y cambia tu contraseña:\n\n{link}"
)


async def _mail_change(user_id: int, side: email_change.Side) -> None:
    letter = await email_change.letter(user_id, side)
    if letter is None:
        return
    link = f"{settings().address}/email/?token={letter.token}"
    body = translate(letter.language, NEW_SIDE if side == "new" else OLD_SIDE, name=letter.name, other=letter.other, link=link)
    await send(letter.to, translate(letter.language, "Confirma el cambio de correo"), body)


@jobs.task(name="mail_email_change_new", retry=3)
async def mail_email_change_new(tenant_id: int | None, user_id: int) -> None:
    """Ask the new address. As with every link, the token is made here and is nowhere else than in the mail."""
    await _mail_change(user_id, "new")


@jobs.task(name="mail_email_change_old", retry=3)
async def mail_email_change_old(tenant_id: int | None, user_id: int) -> None:
    """Tell the old address, and ask it."""
    await _mail_change(user_id, "old")


@jobs.periodic(cron="17 8 * * *", periodic_id="forget_old_sign_ins")  # UTC: the small hours in Lima
@jobs.task(name="forget_old_sign_ins", queueing_lock="forget_old_sign_ins")
async def forget_old_sign_ins(timestamp: int) -> None:
    """Drop what is past its time."""
    await history.forget_old()
