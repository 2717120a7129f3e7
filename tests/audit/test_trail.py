"""Reading the trail: filters, pages, names, files, and who may."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import psycopg
import pytest
from sqlalchemy import text

from clinic_app.audit import queries
from clinic_app.audit.filters import Cursor, Filters, kind_of, parse
from clinic_app.core.database import start_work
from clinic_app.core.errors import Invalid

URL, EXPORT = "/api/audit/", "/api/audit/export/"


async def a_patient(actor: Any, names: str = "Mateo", surname: str = "Quispe") -> int:
    from clinic_app.patients.models import Patient

    async with start_work(actor) as work:
        row = Patient(
            document_number=str(abs(hash(names + surname)))[:8],
            given_names=names,
            first_surname=surname,
            birth_date=date(2020, 1, 1),
            sex="F",
        )
        work.session.add(row)
        await work.session.flush()
        return row.id


@pytest.fixture
async def some(cast: Any, write: Any) -> dict[str, int]:
    """Two patients and facts by three people."""
    one, two = await a_patient(cast.owner), await a_patient(cast.owner, "Killa", "Ñahui")
    await write(cast.owner, ("create", "patient", one), ("create", "patient", two))
    await write(cast.nurse, ("open", "patient", one), ("update", "patient", one), detail={"fields": ["telefono", "=cmd"]})
    await write(cast.nurse, ("book", "appointment", 9), detail={"patient": two})
    await write(cast.receptionist, ("open", "patient", one))
    await write(cast.receptionist, ("cancel", "appointment", 9), patient_id=two)
    await write(cast.outsider, ("open", "patient", one))
    return {"one": one, "two": two}


async def found(actor: Any, **filters: Any) -> list[tuple[str, str]]:
    entries, _ = await queries.page(actor, Filters(**filters))
    return [(entry.action, entry.entity) for entry in entries if entry.action != "sign_up"]


async def test_each_filter_leaves_what_fits(cast: Any, some: dict[str, int]) -> None:
    assert len(await found(cast.owner)) == 7
    assert await found(cast.owner, user_id=cast.receptionist.user_id) == [("cancel", "appointment"), ("open", "patient")]
    assert await found(cast.owner, kind="opened") == [("open", "patient")] * 2
    assert await found(cast.owner, kind="changed") == [("update", "patient")]
    assert await found(cast.owner, kind="removed") == [("cancel", "appointment")]
    assert await found(cast.owner, kind="created", entity="appointment") == [("book", "appointment")]
    assert await found(cast.owner, kind="signed") == []
    assert await found(cast.owner, patient_id=some["two"]) == [("cancel", "appointment"), ("book", "appointment"), ("create", "patient")]
    assert await found(cast.owner, words="nahui KILLA") == [("cancel", "appointment"), ("book", "appointment"), ("create", "patient")]
    assert await found(cast.owner, words="killa 100%") == [] and await found(cast.owner, words="\\") == []


async def test_names_are_those_of_members_even_of_former_ones_and_of_nobody_else(cast: Any, some: dict[str, int], write: Any) -> None:
    async with start_work(cast.owner) as work:
        await work.session.execute(text("update app.membership set is_active = false where user_id = :user"), {"user": cast.nurse.user_id})
    entries, _ = await queries.page(cast.owner, Filters(user_id=cast.nurse.user_id))
    assert {entry.user for entry in entries} == {"Nurse Sonqo"}
    people = await queries.people(cast.owner)
    assert people[-1] == (cast.nurse.user_id, "Nurse Sonqo", False) and cast.outsider.user_id not in [person.id for person in people]
    assert {entry.patient for entry in entries} == {"Mateo Quispe", "Killa Ñahui"}
    elsewhere, _ = await queries.page(cast.outsider, Filters())
    assert {entry.user for entry in elsewhere} == {"Otilia Mamani Quispe"} and {entry.patient for entry in elsewhere} == {""}


async def test_who_opened_a_record(cast: Any, some: dict[str, int], write: Any) -> None:
    await write(cast.nurse, ("open", "patient", some["one"]))
    rows = await queries.openings(cast.owner, some["one"])
    assert [(row.user, row.times) for row in rows] == [("Nurse Sonqo", 2), ("Receptionist Sonqo", 1)]
    assert rows[0].first < rows[0].last
    assert await queries.openings(cast.outsider, some["two"]) == []


async def test_the_trail_of_a_merged_patient_belongs_to_the_one_who_stays(cast: Any, some: dict[str, int]) -> None:
    async with start_work(cast.owner) as work:
        await work.session.execute(text("update app.patient set merged_into = :one, is_active = false where id = :two"), some)
    assert ("book", "appointment") in await found(cast.owner, patient_id=some["one"])


async def test_pages_follow_each_other_without_a_gap(cast: Any, write: Any) -> None:
    await write(cast.owner, *[("open", "patient", number) for number in range(120)])  # all at the same moment
    seen, before = [], None
    while True:
        entries, before = await queries.page(cast.owner, Filters(kind="opened", before=before))
        assert len(entries) <= 50
        seen += [entry.entity_id for entry in entries]
        if before is None:
            break
        before = parse({"before": str(before)}, ZoneInfo("UTC")).before
    assert seen == list(range(119, -1, -1))


async def test_days_are_those_of_the_clinic(cast: Any, superuser: psycopg.Connection) -> None:
    lima = ZoneInfo("America/Lima")
    for moment in ("2026-03-10 04:59:59+00", "2026-03-10 05:00:00+00", "2026-03-11 04:59:59.999999+00", "2026-03-11 05:00:00+00"):
        superuser.execute(
            "insert into app.audit_entry (tenant_id, at, action, entity, request_id) values (%s, %s, 'open', 'x', '')",
            (cast.owner.tenant_id, moment),
        )
    entries, _ = await queries.page(cast.owner, parse({"from": "2026-03-10", "to": "2026-03-10"}, lima))
    assert [entry.at.astimezone(lima).strftime("%d %H:%M:%S") for entry in entries] == ["10 23:59:59", "10 00:00:00"]


@pytest.mark.parametrize(
    "asked",
    [
        {"user": "x"}, {"user": "-1"}, {"user": "9" * 30}, {"kind": "nothing"}, {"patient": "1 or 1=1"}, {"from": "2026-13-01"}, {"from": "20260101"}, {"to": "9999-12-31"},
        {"from": "0001-01-01"}, {"before": "x"}, {"before": "1.x"}, {"before": "99999999999999999999.1"}, {"before": "9" * 19 + ".1"}, {"user": "१"},
    ],
)  # fmt: skip
def test_a_filter_that_says_nothing_is_refused(asked: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        parse(asked, ZoneInfo("America/Lima"))
    assert list(refused.value.fields or {}) == list(asked)


def test_a_cursor_says_exactly_where_a_page_ended() -> None:
    cursor = Cursor(datetime(2026, 3, 10, 4, 59, 59, 123457, tzinfo=UTC), 42)
    assert parse({"before": str(cursor)}, ZoneInfo("America/Lima")).before == cursor
    assert kind_of("open") == "opened" and kind_of("anything") == "changed"


async def test_the_api_shows_a_page_and_the_next(client: Any, cast: Any, headers: Any, some: dict[str, int]) -> None:
    answer = await client.get(URL, params={"page_size": 3}, headers=headers(cast.auditor))
    first = answer.json()
    assert answer.status_code == 200 and len(first["results"]) == 3
    row = first["results"][0]
    assert (
        row["action"] == "cancel"
        and row["kind"] == "removed"
        and row["user"]["name"] == "Receptionist Sonqo"
        and row["patient"]["name"] == "Killa Ñahui"
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+-05:00", row["at"])
    rest = (await client.get(URL, params={"before": first["next"]}, headers=headers(cast.auditor))).json()
    assert rest["next"] is None and not {one["id"] for one in first["results"]} & {one["id"] for one in rest["results"]}
    mine = (
        await client.get(URL, params={"patient": some["one"], "kind": "opened", "user": cast.nurse.user_id}, headers=headers(cast.owner))
    ).json()
    assert [one["action"] for one in mine["results"]] == ["open"]
    assert (await client.get(URL, params={"patient": some["one"]}, headers=headers(cast.outsider))).json()["results"][0]["patient"] == {
        "id": some["one"],
        "name": "",
    }


async def test_the_api_names_what_it_cannot_read(client: Any, cast: Any, headers: Any) -> None:
    for params, field in (
        ({"from": "yesterday"}, "from"),
        ({"page_size": "-1"}, "page_size"),
        ({"before": "x"}, "before"),
        ({"user": "x"}, "user"),
    ):
        answer = await client.get(URL, params=params, headers=headers(cast.owner))
        assert (answer.status_code, answer.json()) == (400, {field: ["Valor inválido."]})
    assert (await client.get(URL, params={"q": "a\0b", "entity": "' or 1=1 --"}, headers=headers(cast.owner))).json() == {
        "results": [],
        "next": None,
    }
    assert (await client.get(EXPORT, params={"format": "exe"}, headers=headers(cast.owner))).status_code == 400


async def test_the_reference_has_an_example(client: Any) -> None:
    said = (await client.get("/api/openapi.json")).json()["paths"][URL]["get"]
    assert said["responses"]["200"]["content"]["application/json"]["example"]["results"][0]["action"] == "update"
    assert {one["name"] for one in said["parameters"]} == {"user", "kind", "entity", "patient", "q", "from", "to", "before", "page_size"}


async def test_the_csv_holds_what_the_filters_leave_and_runs_nothing(client: Any, cast: Any, some: dict[str, int], write: Any) -> None:
    from clinic_app.access import service

    async with start_work(cast.nurse) as work:
        await work.session.execute(
            text("update app.user_account set first_name = '=HYPERLINK(1)' where id = :user"), {"user": cast.nurse.user_id}
        )
    await write(cast.nurse, ("@SUM", "+x", 1), ("-1", "\tx", 2))
    cookie = await service.open_session(cast.owner)
    answer = await client.get(EXPORT, params={"user": cast.nurse.user_id}, cookies={"sid": cookie})
    assert (
        answer.status_code == 200
        and answer.headers["content-type"].startswith("text/csv")
        and ".csv" in answer.headers["content-disposition"]
    )
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Fecha y hora", "Persona", "Acción", "Sobre"] and len(rows) == 6
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell]
    assert rows[1][1:4] == ["'=HYPERLINK(1) Sonqo", "'-1", "'\tx"] and rows[4][2:7] == [
        "Cambió",
        "Paciente",
        str(some["one"]),
        "Mateo Quispe",
        "Teléfono, =cmd",
    ]
    entries, _ = await queries.page(cast.owner, Filters(entity="trail"))
    assert [(entry.action, entry.user, entry.detail) for entry in entries] == [
        ("export", "Rosa Mamani Quispe", {"format": "csv", "filters": ["user"]})
    ]


async def test_the_workbook_holds_texts_and_true_dates(client: Any, cast: Any, headers: Any, some: dict[str, int], write: Any) -> None:
    await write(cast.nurse, ("=1+1", "http://evil.example", 1))
    answer = await client.get(EXPORT, params={"format": "xlsx"}, headers=headers(cast.owner))
    sheet: Any = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert (
        rows[0][1] == "Persona"
        and isinstance(rows[1][0], datetime)
        and abs(rows[1][0] - datetime.now(cast.owner.tz).replace(tzinfo=None)) < timedelta(minutes=5)
    )
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert ("'=1+1", "http://evil.example") in [row[2:4] for row in rows]


async def test_a_long_trail_is_exported_whole(client: Any, cast: Any, headers: Any, superuser: psycopg.Connection) -> None:
    fill(superuser, cast.owner.tenant_id, 20_000)
    answer = await client.get(EXPORT, params={"kind": "opened"}, headers=headers(cast.owner))
    lines = answer.text.splitlines()[1:]
    numbers = [line.rsplit(",", 1)[1] for line in lines]
    assert (
        len(set(numbers))
        == len(lines)
        == superuser.execute("select count(*) from app.audit_entry where action in ('open', 'export')").fetchone()[0]
        > 2_800
    )


def fill(superuser: psycopg.Connection, tenant: int, rows: int) -> None:
    superuser.execute(
        """
        insert into app.audit_entry (tenant_id, at, user_id, action, entity, entity_id, patient_id, request_id)
        select %s, now() - interval '400 days' + n * interval '400 days' / %s, 1 + n %% 5, (array['open','update','book','sign','cancel','create','move'])[1 + n %% 7],
          case when n %% 500 = 0 then 'clinic' else (array['patient','appointment','guardian'])[1 + n %% 3] end, n %% 2000, n %% 2000, 'r'
        from generate_series(1, %s) n
        """,
        (tenant, rows, rows),
    )


async def test_no_filter_reads_the_whole_of_a_long_trail(cast: Any, superuser: psycopg.Connection, owner_url: str) -> None:
    """100,000 entries of this clinic, as many of another."""
    superuser.execute("select app.make_audit_parts(3)")
    for tenant in (cast.owner.tenant_id, cast.outsider.tenant_id):
        fill(superuser, tenant, 100_000)
    superuser.execute("analyze app.audit_entry")
    now = datetime.now(UTC)
    some = [
        {}, {"user_id": 3}, {"kind": "opened"}, {"kind": "signed"}, {"kind": "changed"}, {"entity": "patient"}, {"patient_id": 77}, {"words": "mateo"},
        {"since": now - timedelta(days=40), "until": now - timedelta(days=39)}, {"before": Cursor(now - timedelta(days=200), 50_000)},
        {"user_id": 2, "kind": "signed", "entity": "appointment", "since": now - timedelta(days=300)}, {"entity": "clinic"},
    ]  # fmt: skip
    from clinic_app.core.settings import settings

    with psycopg.connect(settings().libpq_url) as app:
        app.execute("select set_config('app.tenant_id', %s, false)", (str(cast.owner.tenant_id),))
        for filters in some:
            sql, values = queries.page_query(cast.owner, Filters(**filters), 51)
            [[plan]] = app.execute("explain (analyze, buffers, format json) " + sql, values).fetchall()  # type: ignore[call-overload]
            said = str(plan)
            whole = re.findall(r"'Node Type': 'Seq Scan'[^{}]*?'Relation Name': '(audit_entry\w*)'[^{}]*?'Actual Rows': ([\d.]+)", said)
            assert not [name for name, rows in whole if float(rows) > 100], (filters, whole)
            assert plan[0]["Execution Time"] < 120, (filters, plan[0]["Execution Time"])
            print(filters, round(plan[0]["Execution Time"], 1), "ms")
