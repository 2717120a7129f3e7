"""Section 2 of the documented API: plans, what they let a clinic do, and what happens when one has run out."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from clinic_app.core import hooks
from clinic_app.core.database import read, start_light_work, start_work
from clinic_app.core.errors import ClinicError, PaymentRequired
from clinic_app.patients.api import PATIENT
from clinic_app.subscriptions import service
from clinic_app.subscriptions.plans import Feature

URL = "/api/subscriptions/"
EXPIRED = {"detail": "Tu suscripción ha vencido. Renueva tu plan para continuar."}


async def change(actor: Any, sql: str, **values: Any) -> None:
    async with start_work(actor) as work:
        await work.session.execute(text(sql), values)


async def add(client: Any, headers: dict[str, str], number: int) -> Any:
    return await client.post("/api/pacientes/", json=PATIENT | {"numero_documento": f"{10_000_000 + number}"}, headers=headers)


async def test_plans_are_open_and_shaped_as_documented(client: Any) -> None:
    answer = await client.get(f"{URL}plans/")
    assert answer.status_code == 200
    free, initial, pro = answer.json()
    head = {
        "id": 1, "code": "freemium", "name": "Freemium", "description": "Plan gratuito con funcionalidades básicas", "price_monthly": "0.00",
        "price_yearly": "0.00", "is_recommended": False,
    }  # fmt: skip
    assert {name: free[name] for name in head} == head
    features = {row["code"]: row for row in free["features"]}
    assert features["max_patients"] == {
        "code": "max_patients",
        "name": "Máximo de pacientes",
        "is_enabled": True,
        "limit": 10,
        "unlimited": False,
    }
    assert features["custom_services"]["limit"] == 3
    assert features["whatsapp_reminders"] == {"code": "whatsapp_reminders", "name": "Recordatorios WhatsApp", "is_enabled": False}
    assert (initial["price_monthly"], initial["price_yearly"], initial["is_recommended"], initial["features"][0]["limit"]) == (
        "29.90",
        "299.00",
        True,
        50,
    )
    assert (pro["price_monthly"], pro["price_yearly"]) == ("59.90", "599.00")
    everything = {row["code"]: row for row in pro["features"]}
    assert (everything["max_patients"]["limit"], everything["max_patients"]["unlimited"]) == (None, True)
    assert everything["reports_his"] == {"code": "reports_his", "name": "Reportes HIS", "is_enabled": True}


async def test_my_subscription_and_usage(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.owner)
    for number in range(5):
        assert (await add(client, mine, number)).status_code == 201
    found = (await client.get(f"{URL}my-subscription/", headers=mine)).json()
    assert {name: found["plan"][name] for name in ("id", "code", "name", "price_monthly")} == {
        "id": 1, "code": "freemium", "name": "Freemium", "price_monthly": "0.00",
    }  # fmt: skip
    assert (found["status"], found["start_date"], found["end_date"], found["is_valid"]) == ("active", str(cast.owner.today()), None, True)
    patients = {"name": "Máximo de pacientes", "current": 5, "limit": 10, "unlimited": False, "percentage": 50.0}
    services = {"name": "Servicios personalizados", "current": 0, "limit": 3, "unlimited": False, "percentage": 0.0}
    assert found["usage_stats"] == {"max_patients": patients, "custom_services": services}
    assert (await client.get(f"{URL}usage/", headers=mine)).json() == found["usage_stats"]
    foreign = (await client.get(f"{URL}usage/", headers=headers(cast.outsider))).json()
    assert foreign["max_patients"]["current"] == 0


async def test_check_feature(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.owner)

    async def check(code: str) -> Any:
        return await client.get(f"{URL}check-feature/{code}/", headers=mine)

    missing = {"feature_code": "whatsapp_reminders", "has_feature": False, "limit": None, "unlimited": False, "within_limit": True}
    assert (await check("whatsapp_reminders")).json() == missing
    assert (await check("max_patients")).json() == {
        "feature_code": "max_patients",
        "has_feature": True,
        "limit": 10,
        "unlimited": False,
        "within_limit": True,
    }
    enabled = (await check("cred_graphs")).json()
    assert enabled["has_feature"] is enabled["within_limit"] is True
    for odd in ("nothing", "%00", "x" * 3000, "max_patients'--"):
        assert (await check(odd)).status_code == 404


async def test_upgrade_and_cancel(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.owner)
    nothing = await client.post(f"{URL}cancel/", headers=mine)
    assert nothing.status_code == 400
    answer = await client.post(f"{URL}upgrade/", json={"plan_code": "initial", "payment_period": "monthly"}, headers=mine)
    assert answer.status_code == 200
    found = answer.json()
    assert found["message"] == "Plan actualizado a Initial"
    assert found["subscription"]["plan"] == {"code": "initial", "name": "Initial"} and found["subscription"]["status"] == "active"
    assert (await client.get(f"{URL}check-feature/pdf_consent/", headers=mine)).json()["has_feature"] is True
    for untouched in (None, ""):
        again = await client.post(f"{URL}upgrade/", json={"plan_code": "initial", "payment_period": untouched}, headers=mine)
        assert again.status_code == 200, again.text
    for wrong, said in ((5, "No es una cadena válida."), (None, "Este campo es requerido.")):
        refused = await client.post(f"{URL}upgrade/", json={"plan_code": wrong}, headers=mine)
        assert (refused.status_code, refused.json()) == (400, {"plan_code": [said]})
    ended = await client.post(f"{URL}cancel/", headers=mine)
    assert ended.status_code == 200 and ended.json()["subscription"]["plan"]["code"] == "initial"
    await change(cast.owner, "update app.subscription set end_date = :day", day=cast.owner.today() - timedelta(days=1))
    after = (await client.get(f"{URL}my-subscription/", headers=mine)).json()
    assert (after["plan"]["code"], after["is_valid"], after["end_date"]) == ("freemium", True, None)
    yearly = (await client.post(f"{URL}upgrade/", json={"plan_code": "pro", "payment_period": "yearly"}, headers=mine)).json()[
        "subscription"
    ]
    assert yearly["end_date"][:4] == str(int(yearly["start_date"][:4]) + 1)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "plan_code"), ({"plan_code": "gold"}, "plan_code"), ({"plan_code": 5}, "plan_code"), ({"plan_code": "\0"}, "plan_code"), ([], "plan_code"),
        ("x", "plan_code"), (None, "plan_code"), ({"plan_code": "pro", "payment_period": "daily"}, "payment_period"),
        ({"plan_code": "pro", "payment_period": []}, "payment_period"),
    ],
)  # fmt: skip
async def test_upgrade_with_nonsense(client: Any, cast: Any, headers: Any, body: Any, field: str) -> None:
    mine = headers(cast.owner)
    answer = await client.post(f"{URL}upgrade/", json=body, headers=mine)
    assert answer.status_code == 400 and (field in answer.json() or body is None), answer.text
    assert (await client.get(f"{URL}my-subscription/", headers=mine)).json()["plan"]["code"] == "freemium"


async def test_only_the_owner_changes_the_plan(client: Any, cast: Any, headers: Any) -> None:
    for role, actor in cast.by_role().items():
        answer = await client.post(f"{URL}upgrade/", json={"plan_code": "initial"}, headers=headers(actor))
        assert answer.status_code == (200 if role == "owner" else 403), role


async def test_a_missing_feature_is_refused_in_the_documented_words(cast: Any) -> None:
    async with start_work(cast.owner) as work:
        with pytest.raises(ClinicError) as refused:
            await service.require(work, Feature.PDF_CONSENT)
    assert refused.value.status == 403
    assert refused.value.body() == {"detail": 'La funcionalidad "pdf_consent" no está disponible en tu plan actual.'}


async def test_the_limit_of_patients(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.owner)
    made = [(await add(client, mine, number)).json()["id"] for number in range(10)]
    refused = await add(client, mine, 10)
    assert refused.status_code == 403
    assert refused.json() == {"detail": "Has alcanzado el límite de max_patients: 10/10. Actualiza tu plan para continuar."}
    assert (await client.get(f"{URL}check-feature/max_patients/", headers=mine)).json()["within_limit"] is False
    assert (await client.get(f"{URL}usage/", headers=mine)).json()["max_patients"]["percentage"] == 100.0
    assert (await client.delete(f"/api/pacientes/{made[0]}/", headers=mine)).status_code == 204
    assert (await add(client, mine, 11)).status_code == 201
    assert (await add(client, mine, 12)).status_code == 403
    assert (await add(client, headers(cast.outsider), 13)).status_code == 201
    await client.post(f"{URL}upgrade/", json={"plan_code": "initial"}, headers=mine)
    assert (await add(client, mine, 14)).status_code == 201


async def test_what_travels_with_the_question_whether_one_may_write_is_undone_with_its_refusal(
    client: Any, cast: Any, headers: Any
) -> None:
    await client.post(f"{URL}upgrade/", json={"plan_code": "initial"}, headers=headers(cast.owner))
    await change(cast.owner, "update app.subscription set end_date = :day", day=cast.owner.today() - timedelta(days=1))
    with pytest.raises(PaymentRequired):
        async with start_light_work(cast.owner) as work:
            await hooks.check_writable(work)
            await work.ask(("update app.clinic set name = 'Otra'", ()))
    [[(name,)]] = await read(cast.owner, ("select name from app.clinic where id = app.tenant()", ()))
    assert name != "Otra"


async def test_the_limit_is_exact_when_many_are_added_at_once(client: Any, cast: Any, headers: Any) -> None:
    people = [headers(actor) for actor in (cast.owner, cast.nurse, cast.receptionist)]
    answers = await asyncio.gather(*(add(client, people[number % 3], number) for number in range(30)))
    assert sorted(answer.status_code for answer in answers) == [201] * 10 + [403] * 20
    assert (await client.get(f"{URL}usage/", headers=people[0])).json()["max_patients"]["current"] == 10


async def test_an_expired_plan_still_reads_but_writes_nothing(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.owner)
    await client.post(f"{URL}upgrade/", json={"plan_code": "initial"}, headers=mine)
    patient = (await add(client, mine, 1)).json()["id"]
    await change(cast.owner, "update app.subscription set end_date = :day", day=cast.owner.today())
    assert (await add(client, mine, 2)).status_code == 201  # its last day is paid for
    await change(cast.owner, "update app.subscription set end_date = :day", day=cast.owner.today() - timedelta(days=1))
    writes = [
        ("POST", "/api/pacientes/", PATIENT | {"numero_documento": "87654321"}), ("PATCH", f"/api/pacientes/{patient}/", {"nombres": "Otra"}),
        ("DELETE", f"/api/pacientes/{patient}/", None), ("PATCH", "/api/agenda/configuracion/", {"intervalo_minutos": 30}),
        ("POST", "/api/agenda/citas/", {}), ("POST", "/api/agenda/servicios/", {"nombre": "x"}),
    ]  # fmt: skip
    for method, path, body in writes:
        answer = await client.request(method, path, json=body, headers=mine)
        assert (answer.status_code, answer.json()) == (402, EXPIRED), path
    for path in (
        "/api/pacientes/",
        f"/api/pacientes/{patient}/",
        "/api/agenda/citas/",
        "/api/agenda/configuracion/",
        "/api/auth/me/",
        f"{URL}usage/",
    ):
        assert (await client.get(path, headers=mine)).status_code == 200, path
    assert (await client.get(f"/api/pacientes/{patient}/", headers=mine)).json()["nombres"] == PATIENT["nombres"]
    shown = (await client.get(f"{URL}my-subscription/", headers=mine)).json()
    assert (shown["is_valid"], shown["status"]) == (False, "expired")
    assert (await client.post(f"{URL}upgrade/", json={"plan_code": "initial"}, headers=mine)).status_code == 200
    assert (await add(client, mine, 3)).status_code == 201
