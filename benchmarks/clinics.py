"""A database as a busy installation has it: 1,000 clinics, 20,000 patients in one of them, 50,000 appointments.

Rows go in with COPY and with triggers off, as the server's superuser; the seed is fixed, so that every run measures the same data.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from pwdlib import PasswordHash
from sqlmodel import SQLModel

import clinic_app.api  # noqa: F401 -- every model of the product

CLINICS = 1_000
PATIENTS = 20_000  # in clinic 1; the others have FEW
FEW = 20
PROFESSIONALS = 20  # in clinic 1: members 1..20; the owner of clinic n is member 1_000_000 + n
APPOINTMENTS = 50_000
PASSWORD = "Consultorio-2026"
ZONE = ZoneInfo("America/Lima")
SLOT_MINUTES = 30
DAY_SLOTS = 20  # 8:00 to 18:00

SURNAMES = (
    "Quispe Mamani Flores García Rodríguez Huamán Vásquez Díaz Ñahui Peña Ríos Castro Chávez López Torres Condori Ramos Sánchez Rojas Muñoz "
    "Álvarez Núñez Salas Vega Pérez González Gutiérrez Mendoza Espinoza Ramírez Cruz Fernández Romero Morales Herrera Medina Aguilar Ortiz "
    "Guzmán Silva Vargas Paredes Cárdenas Zevallos Yupanqui Apaza Choque Ccopa Tapia Palomino Luján Bustamante Ibáñez Obregón Urrutia Wong"
).split()
NAMES = (
    "María José Luz Ana Sofía Pedro Inés Raúl Camila Mateo Valentina Thiago Luciana Dylan Alessia Liam Milagros Rosa Juan Carlos Luis Miguel "
    "Ángel Jesús Fernanda Daniela Diego Gabriel Sebastián Ximena Killa Inti Sumaq Wayra Zoe Emma Noah Elías Tomás Abril Renata Julieta Óscar "
    "Víctor Hugo Beatriz Gladys Nélida Teófilo Wilfredo Yolanda Edison Kevin Brayan Jhon Shirley Marisol Consuelo Esperanza Edith"
).split()


def fill(connection: psycopg.Connection) -> None:
    """Put everything into a migrated, empty database. The connection is a superuser's."""
    chance = random.Random(20_260_101)
    with connection.transaction():
        connection.execute("set local session_replication_role = replica")  # no triggers, no foreign key checks: the data is made to fit
        _people(connection)
        _patients(connection, chance)
        booked = _appointments(connection, chance)
        connection.execute("insert into app.clinic_count select tenant_id, count(*) from app.patient where is_active group by tenant_id")
    for table in ("clinic", "user_account", "membership", "patient", "guardian", "service", "appointment"):
        connection.execute(f"select setval(pg_get_serial_sequence('app.{table}', 'id'), 10_000_000)")  # type: ignore[call-overload]
    connection.execute("vacuum analyze")
    assert booked == APPOINTMENTS


def _defaults(table: str, given: list[str]) -> dict[str, Any]:
    """What the product's own model puts into the columns that are not given and may not be empty."""
    shape = SQLModel.metadata.tables[f"app.{table}"]
    model = next(mapper.class_ for mapper in SQLModel._sa_registry.mappers if mapper.local_table is shape)
    wanted = [c.name for c in shape.columns if not (c.nullable or c.server_default or c.identity or c.computed) and c.name not in given]
    return {name: model.model_fields[name].get_default(call_default_factory=True) for name in wanted if name != "id"}


def _copy(connection: psycopg.Connection, table: str, columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    rest = _defaults(table, columns.split(", "))
    names = ", ".join([columns, *rest])
    with connection.cursor().copy(f"copy app.{table} ({names}) from stdin") as copy:  # type: ignore[call-overload]
        for row in rows:
            copy.write_row((*row, *rest.values()))


def owner(clinic: int) -> tuple[int, int]:
    """The user and the membership of the person who owns a clinic."""
    return (clinic, clinic) if clinic == 1 else (1_000_000 + clinic, 1_000_000 + clinic)


def _people(connection: psycopg.Connection) -> None:
    hashed = PasswordHash.recommended().hash(PASSWORD)
    clinics = range(1, CLINICS + 1)
    staff = [(user, clinic, member, "owner") for clinic in clinics for user, member in (owner(clinic),)]
    staff += [(number, 1, number, "nurse") for number in range(2, PROFESSIONALS + 1)]
    _copy(connection, "clinic", "id, name", ((n, f"Consultorio {n}") for n in clinics))
    _copy(
        connection, "user_account", "id, email, password_hash, first_name, last_name",
        ((user, f"p{user}@bench.test", hashed, "Rosa", "Mamani") for user, *_ in staff),
    )  # fmt: skip
    _copy(
        connection, "membership", "tenant_id, id, user_id, role, is_active",
        ((clinic, member, user, role, True) for user, clinic, member, role in staff),
    )  # fmt: skip
    _copy(
        connection, "subscription", "tenant_id, plan_code, start_date",
        ((n, "pro" if n == 1 else "freemium", date(2026, 1, 1)) for n in clinics),
    )  # fmt: skip
    _copy(
        connection,
        "agenda_settings",
        "tenant_id, start_time, end_time, working_days, interval_minutes, gap_minutes, allow_same_day, horizon_days",
        ((n, time(8), time(18), [1, 2, 3, 4, 5, 6, 7], SLOT_MINUTES, 0, True, 365) for n in clinics),
    )
    _copy(
        connection, "service", "tenant_id, id, name, duration_minutes, price, position",
        ((n, service_id(n) + k, f"Control {k + 1}", SLOT_MINUTES, 80, k) for n in clinics for k in range(4)),
    )  # fmt: skip


def service_id(clinic: int) -> int:
    """The first service of a clinic."""
    return clinic * 10 + 1


def patient_id(clinic: int, number: int) -> int:
    """The id of a clinic's nth patient (from 0)."""
    return number + 1 if clinic == 1 else PATIENTS + (clinic - 2) * FEW + number + 1


def _patients(connection: psycopg.Connection, chance: random.Random) -> None:
    owners = [(clinic, number) for clinic in range(1, CLINICS + 1) for number in range(PATIENTS if clinic == 1 else FEW)]
    chance.shuffle(owners)  # as they come over the years: a page of the list lies all over the table
    first_day = date(1950, 1, 1)

    def rows() -> Iterator[tuple[Any, ...]]:
        for clinic, number in owners:
            key = patient_id(clinic, number)
            age_days = int(27_000 * chance.random() ** 0.25)
            yield (
                clinic, key, "dni", f"{10_000_000 + key * 37 % 79_999_999:08}", " ".join(chance.sample(NAMES, 2)), chance.choice(SURNAMES),
                chance.choice(SURNAMES), first_day + timedelta(days=age_days), chance.choice("MF"), "", f"Av. Arequipa {key}", "Lince",
                "Lima", "Lima", "150116", "O+", f"+519{chance.randrange(10**8):08}", f"familia{key}@correo.test", "", True,
            )  # fmt: skip

    _copy(
        connection,
        "patient",
        "tenant_id, id, document_type, document_number, given_names, first_surname, second_surname, birth_date, sex, birth_place, address, "
        "district, province, department, ubigeo, blood_group, phone, email, notes, is_active",
        rows(),
    )
    _copy(
        connection,
        "guardian",
        "tenant_id, patient_id, document_type, document_number, given_names, surnames, relationship, phone, is_principal, can_authorize",
        (
            (clinic, key, "dni", f"{key:08}", "Ana", chance.choice(SURNAMES), "madre", f"+519{key:08}", True, True)
            for clinic, number in owners
            for key in (patient_id(clinic, number),)
            if key % 4
        ),
    )


APPOINTMENT_COLUMNS = "tenant_id, patient_id, professional_id, service_id, starts_at, ends_at, care_type, status, notes, cancel_reason, reminder_sent, version"


def _day_rows(clinic: int, day: date, professional: int, slots: list[int], status: str, patients: list[int]) -> Iterator[tuple[Any, ...]]:
    for slot, patient in zip(slots, patients, strict=True):
        begins = datetime.combine(day, time(8), ZONE).astimezone(UTC) + timedelta(minutes=SLOT_MINUTES * slot)
        ends = begins + timedelta(minutes=SLOT_MINUTES)
        yield clinic, patient, professional, service_id(clinic), begins, ends, "consultorio", status, "", "", False, 1


def _appointments(connection: psycopg.Connection, chance: random.Random) -> int:
    """30 a day today in clinic 1, the rest in its past and coming weeks; 20 in every other clinic."""
    today = datetime.now(ZONE).date()
    rows: list[tuple[Any, ...]] = []
    for clinic in range(2, CLINICS + 1):
        for shift in (-2, -1, 0, 1):
            patients = [patient_id(clinic, chance.randrange(FEW)) for _ in range(5)]
            rows += _day_rows(clinic, today + timedelta(days=shift), owner(clinic)[1], [0, 2, 4, 6, 8], _status(shift), patients)
    shifts = [0, *(sign * n for n in range(1, 1000) for sign in (-1, 1) if not (sign > 0 and n > 60))]
    for shift in shifts:
        for professional in range(1, (3 if shift == 0 else PROFESSIONALS) + 1):
            slots = sorted(chance.sample(range(DAY_SLOTS), 10))
            patients = [patient_id(1, chance.randrange(PATIENTS)) for _ in slots]
            rows += _day_rows(1, today + timedelta(days=shift), professional, slots, _status(shift), patients)
        if len(rows) >= APPOINTMENTS:
            break
    rows = rows[:APPOINTMENTS]
    chance.shuffle(rows)
    _copy(connection, "appointment", APPOINTMENT_COLUMNS, iter(rows))
    return len(rows)


def _status(shift: int) -> str:
    return "atendida" if shift < 0 else "programada"


def add_history(connection: psycopg.Connection, times: int = 9) -> None:
    """So many times the appointments again in the years before, for clinic 1."""
    with connection.transaction():
        connection.execute("set local session_replication_role = replica")
        for n in range(1, times + 1):
            connection.execute(
                f"insert into app.appointment ({APPOINTMENT_COLUMNS}) select tenant_id, patient_id, professional_id, service_id, "  # type: ignore[call-overload]
                "starts_at - make_interval(days => 400 * %s), ends_at - make_interval(days => 400 * %s), care_type, 'atendida', '', '', "
                "false, 1 from app.appointment where starts_at > now() - interval '250 days'",
                (n, n),
            )
    connection.execute("vacuum analyze app.appointment")
