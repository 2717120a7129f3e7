"""A clinic to try everything with: invented people, a full agenda around today. Never mixed with real clinics."""

import random
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy import text

import clinic_app.wiring  # noqa: F401
from clinic_app.access import service as access
from clinic_app.access.models import Membership, UserAccount
from clinic_app.agenda import demo as agenda_demo
from clinic_app.agenda.models import Appointment, Status
from clinic_app.agenda.rooms.models import AgendaSettings
from clinic_app.catalog.models import Service
from clinic_app.core.database import NOBODY, Work, engine, start_work
from clinic_app.core.errors import ClinicError
from clinic_app.growth import demo_data as growth
from clinic_app.messaging import demo as messaging_demo
from clinic_app.patients.models import Guardian, Patient
from clinic_app.records.encounters import demo as encounters_demo
from clinic_app.records.history import demo as history_demo
from clinic_app.records.media import demo as media_demo
from clinic_app.records.notes import demo as notes_demo
from clinic_app.subscriptions import service as subscriptions

EMAIL, PASSWORD, RECEPTION = "demo@hampiq.app", "Demo-Hampiq-2026", "recepcion@hampiq.app"
PRACTICE = "Consultorio Sonqo (demostración)"
CHILDREN = [
    "Mateo",
    "Valentina",
    "Thiago",
    "Camila",
    "Joaquín",
    "Ximena",
    "Liam",
    "Dayana",
    "Santiago",
    "Milagros",
    "Gael",
    "Luciana",
    "Adriano",
    "Killa",
    "Inti",
    "Zoe",
    "Rumi",
    "Ariana",
    "Emilio",
    "Wayra",
]
ADULTS = ["Carmen", "Julio", "Rosa", "Hilda", "Percy", "Nélida", "Wilber", "Yessica"]
SURNAMES = [
    "Quispe",
    "Huallpa",
    "Condori",
    "Mamani",
    "Flores",
    "Yucra",
    "Tupa",
    "Paredes",
    "Salazar",
    "Ttito",
    "Puma",
    "Cusihuamán",
    "Vargas",
    "Ñahui",
    "Huamán",
    "Choque",
    "Ccori",
    "Soto",
]
HOURS = (time(8), time(9), time(10), time(11), time(12), time(15), time(16), time(17))


class NotADemoDatabase(ClinicError):
    sentence = "Esta base de datos ya tiene consultorios reales: la demostración no se mezcla con ellos."


async def load() -> str:
    """Make the demo clinic, once; a second call only says how to sign in. Raises NotADemoDatabase when there are other clinics."""
    async with start_work(NOBODY) as work:
        emails = [row.email for row in await work.session.execute(text("select email from app.user_account where not is_platform_admin"))]
    signs_in = f"{EMAIL} / {PASSWORD}"
    if EMAIL in emails:
        return signs_in
    if emails:
        raise NotADemoDatabase
    form = access.SignUp(
        email=EMAIL, password=PASSWORD, password_confirm=PASSWORD, first_name="Rosa", last_name="Mamani Quispe", phone="984123456",
        license_number="CEP58214", specialty="pediatrica", practice_name=PRACTICE, sex="F",
    )  # fmt: skip
    actor = await access.sign_up(form)
    async with start_work(actor) as work:
        await subscriptions.change_plan(work, "pro", "yearly")
        await _fill(work)
    await engine().dispose()
    return signs_in


async def _fill(work: Work) -> None:
    chance = random.Random(2026)  # noqa: S311 - the same people every time
    owner = await access.me(work)
    reception = UserAccount(email=RECEPTION, password_hash=owner.password_hash, first_name="Maritza", last_name="Soto")
    work.session.add(reception)
    await work.session.flush()
    work.session.add(Membership(user_id=reception.id, role="receptionist"))
    settings = (await work.session.execute(text("select id from app.agenda_settings"))).scalar_one()
    row = await work.session.get_one(AgendaSettings, {"tenant_id": work.actor.tenant_id, "id": settings})
    row.working_days = [1, 2, 3, 4, 5, 6]
    patients = [_patient(number, chance, work.today()) for number in range(40)]
    work.session.add_all(patients)
    await work.session.flush()
    work.session.add_all(_guardian(patient, chance) for patient in patients if patient.birth_date > work.today() - relativedelta(years=18))
    await _agenda(work, patients, chance)
    await history_demo.fill(work, patients)
    await notes_demo.fill(work, patients)
    await encounters_demo.fill(work, patients)
    await media_demo.fill(work, patients)
    await growth.fill(work, patients, random.Random(7))  # noqa: S311


def _patient(number: int, chance: random.Random, today: date) -> Patient:
    child = number % 5 != 0
    given = chance.choice(CHILDREN if child else ADULTS)
    born = today - (timedelta(days=chance.randint(20, 6 * 365)) if child else timedelta(days=chance.randint(25 * 365, 80 * 365)))
    return Patient(
        document_number=f"{70_000_000 + number * 137_911 % 9_999_999:08d}",
        given_names=given,
        first_surname=chance.choice(SURNAMES),
        second_surname=chance.choice(SURNAMES),
        birth_date=born,
        sex=chance.choice("MF"),
        department="Cusco",
        province="Cusco",
        district=chance.choice(("Wanchaq", "San Sebastián", "Santiago", "San Jerónimo")),
        ubigeo="080108",
        phone=f"+519840{number:05d}",
        blood_group=chance.choice(("O+", "A+", "ND")),
    )


def _guardian(patient: Patient, chance: random.Random) -> Guardian:
    return Guardian(
        patient_id=patient.id, document_number=f"{40_000_000 + patient.id * 7919 % 9_999_999:08d}", given_names=chance.choice(ADULTS),
        surnames=f"{patient.second_surname} {chance.choice(SURNAMES)}", relationship="madre", phone=patient.phone, is_principal=True, can_authorize=True,
    )  # fmt: skip


async def _agenda(work: Work, patients: list[Patient], chance: random.Random) -> None:
    services = [
        Service(**row._mapping)
        for row in await work.session.execute(text("select id, name, duration_minutes from app.service order by position"))
    ]
    professional = (await work.session.execute(text("select id from app.membership where role = 'owner'"))).scalar_one()
    today = work.today()
    for offset in range(-14, 15):
        day = today + timedelta(days=offset)
        if day.isoweekday() == 7:
            continue
        for at in HOURS:
            if chance.random() < 0.25:
                continue
            service, patient = chance.choice(services), chance.choice(patients)
            begins = datetime.combine(day, at, work.tz)
            work.session.add(
                Appointment(
                    patient_id=patient.id, professional_id=professional, service_id=service.id, starts_at=begins,
                    ends_at=begins + timedelta(minutes=service.duration_minutes), status=_status(begins, work, chance),
                )
            )  # fmt: skip
    await work.session.flush()
    await messaging_demo.fill(work, [row.id for row in patients])
    await agenda_demo.fill(work, [row.id for row in patients], [row.id for row in services], professional)


def _status(begins: datetime, work: Work, chance: random.Random) -> Status:
    if begins < datetime.now(work.tz) - timedelta(hours=1):
        return Status.ATTENDED if chance.random() < 0.9 else Status.NO_SHOW
    return Status.CONFIRMED if chance.random() < 0.6 else Status.SCHEDULED
