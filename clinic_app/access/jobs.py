"""Mails of the accounts."""

from clinic_app.access import service
from clinic_app.core.i18n import translate
from clinic_app.core.jobs import jobs
from clinic_app.core.mail import send
from clinic_app.core.settings import settings


@jobs.task(name="mail_reset_link", retry=3)
async def mail_reset_link(tenant_id: int | None, user_id: int) -> None:
    """Mail a one-time link. The token is made here, so that it is nowhere else than in the mail.

    The address comes from the settings and never from the request: a forged Host header must not choose where the link leads.
    """
    token, person = await service.new_reset_link(user_id)
    locale = person.language or "es"
    link = f"{settings().public_url or 'http://localhost:3000'}/reset/?token={token}"
    body = translate(
        locale,
        "Hola, {name}:\n\nPara elegir una contraseña nueva abre este enlace en la próxima hora. Sirve una sola vez.\n\n{link}\n\n"
        "Si no lo pediste tú, no hagas nada: tu contraseña sigue siendo la misma.",
        name=person.first_name,
        link=link,
    )
    await send(person.email, translate(locale, "Elige una contraseña nueva"), body)
