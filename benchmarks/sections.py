"""The sections that call the API: each returns its lines of the table."""

import itertools
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import httpx
import psycopg

from benchmarks import clinics, servers
from benchmarks.client import LoadClient, Result, request
from benchmarks.report import Line

ROUNDS, BLOCK = 6, 60  # interleaved: a block of ours, a block of the floor, and again
LOAD_SECONDS, CONNECTIONS = 4, 16
# what people type: a common letter, two letters, a surname, two words, a given name, part of a document, nothing that is there
WORDS = ("a", "ma", "quispe", "garcia%20lo", "rosa", "4567", "%C3%B1ahui", "zzzz")


@dataclass
class Bench:
    """What every section works with."""

    client: LoadClient
    data: Path
    superuser: str  # libpq URL
    app: str

    def today(self) -> date:
        return datetime.now(clinics.ZONE).date()


@dataclass
class Measured:
    """Ours against the floor, run in turns; processor time is per request."""

    ours: list[float]
    floor: list[float]
    cpu: float
    database_cpu: float
    floor_cpu: float

    @property
    def p50(self) -> float:
        return statistics.median(self.ours)

    @property
    def ratio(self) -> float:
        """The median over the rounds, so that a disturbed one does not decide."""
        parts = [
            statistics.median(one) / statistics.median(other) for one, other in zip(blocks(self.ours), blocks(self.floor), strict=True)
        ]
        return statistics.median(parts)


def blocks(values: list[float]) -> list[list[float]]:
    return [values[n : n + BLOCK] for n in range(0, len(values), BLOCK)]


def sign_in(port: int, user: int) -> str:
    """The access token of one of the people of `clinics`."""
    answer = httpx.post(f"http://127.0.0.1:{port}/api/auth/login/", json={"email": f"p{user}@bench.test", "password": clinics.PASSWORD})
    return answer.raise_for_status().json()["tokens"]["access"]


def checked(result: Result, *allowed: str) -> Result:
    """Raises RuntimeError when an answer was not what it should be: errors are fast."""
    strange = {status: count for status, count in result.statuses.items() if status not in (allowed or ("200",))}
    if strange:
        raise RuntimeError(f"answers of other kinds: {strange}")
    return result


def in_turns(bench: Bench, server: servers.Server, floor: servers.Server, ours: list[bytes], theirs: list[bytes]) -> Measured:
    for port, messages in ((server.port, ours), (floor.port, theirs)):
        checked(bench.client.run(port, messages, count=max(30, 2 * len(messages))))
    found = Measured([], [], 0, 0, 0)
    for turn in range(ROUNDS):
        for mine in (True, False) if turn % 2 == 0 else (False, True):
            measured = server if mine else floor
            began, stored = measured.cpu_seconds(), servers.database_cpu_seconds(bench.data)
            latencies = checked(bench.client.run(measured.port, ours if mine else theirs, count=BLOCK)).latencies
            spent = (measured.cpu_seconds() - began) * 1000 / (ROUNDS * BLOCK)
            if mine:
                found.ours += latencies
                found.cpu += spent
                found.database_cpu += (servers.database_cpu_seconds(bench.data) - stored) * 1000 / (ROUNDS * BLOCK)
            else:
                found.floor += latencies
                found.floor_cpu += spent
    return found


def costs(section: str, found: Measured) -> list[Line]:
    return [
        Line(section, "p95", sorted(found.ours)[int(len(found.ours) * 0.95)]),
        Line(section, "p50 of the floor", statistics.median(found.floor)),
        Line(section, "processor time a request, web server", found.cpu),
        Line(section, "processor time a request, floor", found.floor_cpu),
        Line(section, "processor time a request, database", found.database_cpu),
    ]


def patient_list(bench: Bench) -> list[Line]:
    """The first page of 20,000 patients."""
    with servers.api(bench.data) as server, servers.floor(bench.app) as floor:
        ours = [request("/api/pacientes/", sign_in(server.port, 1))]
        found = in_turns(bench, server, floor, ours, [request("/patients")])
        rates = [checked(bench.client.run(server.port, ours, connections=CONNECTIONS, seconds=LOAD_SECONDS)).rate for _ in range(2)]
        floor_rate = checked(bench.client.run(floor.port, [request("/patients")], connections=CONNECTIONS, seconds=LOAD_SECONDS)).rate
    return [
        Line("list", "p50", found.p50),
        Line("list", "p50 against the floor", found.ratio, "x", most=1.5),
        Line("list", f"{CONNECTIONS} connections", max(rates), "requests/s", least=1200),
        Line("list", f"{CONNECTIONS} connections, floor", floor_rate, "requests/s"),
        *costs("list", found),
    ]


def search(bench: Bench) -> list[Line]:
    """Words of every kind among 20,000 patients; found and counted."""
    with servers.api(bench.data) as server, servers.floor(bench.app) as floor:
        token = sign_in(server.port, 1)
        ours, theirs = (
            [request(path + word, who) for word in WORDS] for path, who in (("/api/pacientes/?search=", token), ("/patients?search=", ""))
        )
        found = in_turns(bench, server, floor, ours, theirs)
        each = {word: bench.client.run(server.port, [ours[n]], count=40).percentile(0.5) for n, word in enumerate(WORDS)}
    slowest = max(each, key=lambda word: each[word])
    return [
        Line("search", "p50", found.p50, most=6),
        Line("search", "p50 against the floor", found.ratio, "x", most=1.5),
        Line("search", f"p50 of the slowest word ({slowest})", each[slowest]),
        *costs("search", found),
    ]


def availability(bench: Bench) -> list[Line]:
    """The slots of a day of a professional; then the same with ten times the appointments."""
    day = bench.today() + timedelta(days=3)
    query = f"fecha={day}&tipo_servicio={clinics.service_id(1)}"
    theirs = [request(f"/day?day={day}&service={clinics.service_id(1)}")]
    path = f"/api/agenda/disponibilidad/?{query}"
    with servers.api(bench.data) as server, servers.floor(bench.app) as floor:
        found = in_turns(bench, server, floor, [request(path, sign_in(server.port, 1))], theirs)
    young = _copy_without_history(bench)
    with servers.api(bench.data) as old, servers.api(bench.data.with_name("young"), port=servers.FLOOR, **young) as server:
        aged = in_turns(bench, old, server, [request(path, sign_in(old.port, 1))], [request(path, sign_in(server.port, 1))])
    return [
        Line("availability", "p50", found.p50, most=3.5),
        Line("availability", "p50 against the floor", found.ratio, "x"),
        Line("availability", "p50 with ten times the history", aged.p50),
        Line("availability", "with ten times the history, against without", aged.ratio, "x", most=1.2),
        *costs("availability", found),
        Line("availability", "processor time a request, database, with ten times the history", aged.database_cpu),
    ]


def _copy_without_history(bench: Bench) -> dict[str, str]:
    """The database once more, as it is; then the history is added to the first. What points a server at the copy."""
    with psycopg.connect(bench.superuser, autocommit=True, dbname="postgres") as connection:
        connection.execute("create database young template clinic owner clinic_owner")
    with psycopg.connect(bench.superuser, autocommit=True) as connection:
        clinics.add_history(connection)
    app = bench.app.replace("/clinic?", "/young?")
    return {"DATABASE_URL": app, "DATABASE_OWNER_URL": app.replace("clinic_app@", "clinic_owner@")}


def wishes(token: str, clinic: int, professional: int, days: list[date]) -> list[bytes]:
    """One booking for each slot of some empty days."""
    service, patients = clinics.service_id(clinic), clinics.PATIENTS if clinic == 1 else clinics.FEW
    body = {"tipo_servicio": service, "profesional": professional, "notas": "Control"}
    slots = [f"{8 + n // 2:02}:{n % 2 * 30:02}" for n in range(clinics.DAY_SLOTS)]
    return [
        request(
            "/api/agenda/citas/",
            token,
            {**body, "paciente": clinics.patient_id(clinic, n % patients), "fecha": str(day), "hora_inicio": hour},
        )
        for n, (day, hour) in enumerate(itertools.product(days, slots))
    ]


def booking(bench: Bench) -> list[Line]:
    """One nurse books one after the other; then many book at once, for different professionals and clinics. Each slot is free."""
    first = bench.today() + timedelta(days=80)
    days = [first + timedelta(days=n) for n in range(20)]
    with servers.api(bench.data) as server:
        token = sign_in(server.port, 1)
        alone = [wishes(token, 1, member, days) for member in range(1, 3)]
        checked(bench.client.run(server.port, alone[1], count=40), "201")
        began, stored = server.cpu_seconds(), servers.database_cpu_seconds(bench.data)
        single = checked(bench.client.run(server.port, alone[0], count=300), "201")
        cpu, database_cpu = server.cpu_seconds() - began, servers.database_cpu_seconds(bench.data) - stored
        queues = [wishes(token, 1, member, days) for member in range(3, clinics.PROFESSIONALS + 1)]
        queues += [wishes(sign_in(server.port, clinics.owner(n)[0]), n, clinics.owner(n)[1], days[:10]) for n in range(2, 22)]
        mixed = [message for turn in itertools.zip_longest(*queues) for message in turn if message]
        crowd = bench.client.run(server.port, mixed[:4000], connections=CONNECTIONS, once=True)
    refused = sum(count for status, count in crowd.statuses.items() if status != "201")
    return [
        Line("booking", "p50", single.percentile(0.5), most=6),
        Line("booking", "p95", single.percentile(0.95)),
        Line("booking", f"{CONNECTIONS} connections", crowd.rate, "bookings/s", least=400),
        Line("booking", "p95 under that load", crowd.percentile(0.95)),
        Line("booking", "free slots refused under load", refused, "", most=0),
        Line("booking", "processor time a booking, web server", cpu * 1000 / 300),
        Line("booking", "processor time a booking, database", database_cpu * 1000 / 300),
    ]


def today(bench: Bench) -> list[Line]:
    """What the first page shows: the day's 30 appointments and the numbers, one request after the other."""
    with servers.api(bench.data) as server:
        token = sign_in(server.port, 1)
        both = [request("/api/agenda/citas-hoy/", token), request("/api/reportes/dashboard/", token)]
        checked(bench.client.run(server.port, both, count=60))
        latencies = checked(bench.client.run(server.port, both, count=400)).latencies
    together = [sum(pair) for pair in zip(latencies[::2], latencies[1::2], strict=True)]
    return [
        Line("today", "p50, list and numbers together", statistics.median(together), most=9),
        Line("today", "p50, list alone", statistics.median(latencies[::2])),
    ]


def sign_ins(bench: Bench) -> list[Line]:
    """The list while four people a second sign in (argon2)."""
    with servers.api(bench.data) as server, LoadClient() as other:
        ours = [request("/api/pacientes/", sign_in(server.port, 1))]
        bench.client.run(server.port, ours, count=100)
        quiet = checked(bench.client.run(server.port, ours, count=600)).percentile(0.95)
        crowd = [
            request("/api/auth/login/", body={"email": f"p{clinics.owner(n)[0]}@bench.test", "password": clinics.PASSWORD})
            for n in range(30, 70)
        ]
        busy = during(lambda: bench.client.run(server.port, ours, count=100), other, server.port, crowd)
    return [
        Line("sign-ins", "list p95 alone", quiet),
        Line("sign-ins", "list p95 with 4 sign-ins a second", busy),
        Line("sign-ins", "against alone", busy / quiet, "x", most=2),
    ]


def during(measure: Callable[[], Result], other: LoadClient, port: int, crowd: list[bytes]) -> float:
    """The 95th percentile of what is measured while `other` sends four requests a second, for five seconds."""
    stop, latencies = threading.Event(), []

    def send() -> None:
        for message in crowd:
            if stop.is_set():
                return
            began = time.monotonic()
            checked(other.run(port, [message], count=1))
            stop.wait(max(0, 0.25 - (time.monotonic() - began)))

    sender = threading.Thread(target=send)
    sender.start()
    until = time.monotonic() + 5
    while time.monotonic() < until:
        latencies += checked(measure()).latencies
    stop.set()
    sender.join()
    return sorted(latencies)[int(len(latencies) * 0.95)]


def memory(bench: Bench) -> list[Line]:
    """The API with two workers, after some work."""
    with servers.api(bench.data, workers=2) as server:
        token = sign_in(server.port, 1)
        paths = ("/api/pacientes/", "/api/pacientes/?search=quispe", "/api/agenda/citas-hoy/")
        checked(bench.client.run(server.port, [request(path, token) for path in paths], connections=CONNECTIONS, seconds=3))
        return [Line("memory", "API with 2 workers and their supervisor", server.memory_mib(), "MiB", most=250)]


SECTIONS: dict[str, Callable[[Bench], list[Line]]] = {
    "list": patient_list,
    "search": search,
    "availability": availability,
    "booking": booking,
    "today": today,
    "sign-ins": sign_ins,
    "memory": memory,
}
