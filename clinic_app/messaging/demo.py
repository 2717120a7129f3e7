"""Conversations of the demo clinic: questions that were read in the sandbox an hour ago, and what came back. Automatic answers leave once the server runs."""

from clinic_app.core.database import Work
from clinic_app.integrations.protocol import Button, Inbound
from clinic_app.messaging import quick, service
from clinic_app.messaging.providers import sandbox_account

ASKED = "Hola, {name}: su cita en el consultorio está reservada. ¿Podrá venir?"
BUTTONS = (Button("confirm", "Sí, confirmo"), Button("reschedule", "Cambiar la hora"))
ANSWERS = (
    ("Sí, ahí estaré. Gracias", "confirm"),
    ("Señorita buen día, hoy no alcanzo. ¿Puede ser más tarde? Salgo a las 5", "reschedule"),
    ("¿Cuánto cuesta la vacuna de la influenza?", "question"),
    ("Mi hijita tiene fiebre muy alta desde la noche, qué hago", "urgent"),
)
QUICK = ("Con gusto, le busco otra hora.", "Traiga por favor el carné de vacunas.", "Atendemos de lunes a sábado, de 8 a 18 horas.")
LEFT = """
update app.message set state = 'read', provider = 'sandbox', provider_id = 'demo-' || id, at = now() - interval '1 hour', sent_at = now() - interval '1 hour',
  delivered_at = now() - interval '1 hour', read_at = now() - interval '50 minutes' where id = %s"""
GONE = "delete from app.outbox where clinic_id = %s and message_id = %s"
SEEN = "update app.conversation v set last_at = m.at from app.message m where m.id = %s and v.id = m.conversation_id"


async def fill(work: Work, patient_ids: list[int]) -> None:
    """A few questions of the clinic, some answers, and somebody whom nobody knows."""
    account = sandbox_account(work.actor.tenant_id or 0)
    for text in QUICK:
        await quick.add(work, text)
    for number, patient_id in enumerate(patient_ids[:7]):
        letter = service.Letter(patient_id, "confirmation", ASKED.format(name="buenos días"), buttons=BUTTONS, key=f"demo-{patient_id}")
        message_id = await service.enqueue(work, letter)
        if message_id is None:
            continue
        await work.ask((LEFT, (message_id,)), (GONE, (work.actor.tenant_id, message_id)), (SEEN, (message_id,)))
        if number >= len(ANSWERS):
            continue
        [[(phone, talk)]] = await work.ask((
            "select c.phone, v.id from app.message m join app.conversation v on v.id = m.conversation_id join app.contact c on c.id = v.contact_id"
            " where m.id = %s", (message_id,),
        ))  # fmt: skip
        words, mark = ANSWERS[number]
        await service.take(work, account, Inbound("message", provider_id=f"demo-{number}", phone=phone, text=words))
        await service.mark(work, talk, mark)
    told = Inbound(
        "message", provider_id="demo-unknown", phone="+51984555777", name="Felipa", text="Buenas tardes, ¿atienden los domingos?"
    )
    await service.take(work, account, told)
