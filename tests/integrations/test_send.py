"""Sending against providers on a local port that answer as recorded, slowly, wrongly, or not at all."""

import json
from pathlib import Path
from typing import Any

import pytest

from clinic_app.integrations.botconversa import client as botconversa
from clinic_app.integrations.protocol import Account, Button, Outgoing, SendFailed, Sent
from clinic_app.integrations.registry import PROVIDERS
from tests.fakes.providers import Asked, FakeProvider, Reply, running

FIXTURES = Path(__file__).parent.parent / "fixtures" / "integrations"
VALUES = {
    "botconversa": {"api_key": "00000000-0000-4000-8000-000000000000"},
    "zapi": {
        "instance_id": "3E00000000000000000000000000TEST",
        "instance_token": "ZAPI-INSTANCE-TOKEN-TEST",
        "client_token": "ZAPI-ACCOUNT-SECURITY-TOKEN-TEST",
    },
    "twilio": {
        "account_sid": "AC" + "0" * 32,
        "auth_token": "f0" * 16,
        "from_sms": "+15005550006",
        "from_whatsapp": "whatsapp:+15005550006",
    },
    "meta_whatsapp": {"access_token": "EAAtestTESTtest", "app_secret": "x" * 32, "phone_number_id": "109876543210987"},
}
BUTTONS = (Button("CONFIRM:apt_0001", "Confirmar"), Button("CANCEL:apt_0001", "Cancelar"), Button("RESCHEDULE:apt_0001", "Reprogramar"))
TEXT = Outgoing("msg_0001", "whatsapp", "+51999000123", "Hola", name="María Fernanda Quispe")


def load(name: str) -> dict[str, Any]:
    return json.loads((FIXTURES / f"{name}.json").read_text())


def account(provider: str, fake: FakeProvider, **more: str) -> Account:
    return Account(
        1,
        7,
        provider,
        VALUES[provider] | {"base_url": fake.url + ("/api/v1/webhook" if provider == "botconversa" else "")} | more,
        "https://clinica.example.pe/webhook/x/y",
    )


def recorded(name: str) -> Reply:
    found = load(name)["response"]
    return Reply(found["status"], found["json"], found.get("headers", {}))


async def send(provider: str, message: Outgoing, answer: Any, **more: str) -> tuple[Sent, list[Asked]]:
    async with running(answer) as fake:
        return await PROVIDERS[provider].send(account(provider, fake, **more), message), fake.asked


async def failure(provider: str, answer: Any, message: Outgoing = TEXT, **more: str) -> SendFailed:
    with pytest.raises(SendFailed) as failed:
        await send(provider, message, answer, **more)
    return failed.value


def path_of(name: str) -> str:
    return "/" + load(name)["request"]["url"].split("/", 3)[3]


# --- what is sent, as recorded


async def test_meta_sends_texts_buttons_templates_and_to_people_without_a_phone() -> None:
    thanks = "Gracias, su cita quedó confirmada."
    cases = {
        "send_text": Outgoing("", "whatsapp", "+51999000123", thanks),
        "send_text_to_bsuid": Outgoing("", "whatsapp", "", thanks, contact_id="PE.1500000000000001"),
        "send_interactive_buttons": Outgoing("", "whatsapp", "+51999000123", "¿Confirma su cita del jueves 3 a las 09:00?", buttons=BUTTONS),
        "send_template_reminder": Outgoing(
            "msg_0001", "whatsapp", "+51999000123", "x", buttons=BUTTONS, template="recordatorio_cita_v1",
            template_values=("María Fernanda", "jueves 3 de diciembre", "09:00", "Dra. Ñahui"),
        ),
    }  # fmt: skip
    for name, message in cases.items():
        fixture = f"meta_whatsapp/api/{name}"
        sent, [asked] = await send("meta_whatsapp", message, recorded(fixture))
        assert (asked.path, asked.json) == (path_of(fixture), load(fixture)["request"]["json"]), name
        assert asked.headers["authorization"] == "Bearer EAAtestTESTtest"
        assert sent == Sent("wamid.TESTOUTBOUND0001", "PE.1500000000000001")


async def test_twilio_sends_sms_and_whatsapp_templates() -> None:
    fixture = load("twilio/api/send_sms")["request"]
    sent, [asked] = await send(
        "twilio", Outgoing("msg_0001", "sms", "+51999000123", fixture["form"]["Body"]), recorded("twilio/api/send_sms")
    )
    assert sent.provider_id == "SM00000000000000000000000000000100" and asked.path == path_of("twilio/api/send_sms")
    wanted = fixture["form"] | {"StatusCallback": "https://clinica.example.pe/webhook/x/y?m=msg_0001"}
    assert asked.form == wanted and asked.headers["authorization"].startswith("Basic ")
    template = Outgoing(
        "msg_0001", "whatsapp", "+51999000123", "x", template="HX" + "0" * 32, template_values=("María Fernanda", "3 dic 09:00")
    )
    _, [asked] = await send("twilio", template, recorded("twilio/api/send_whatsapp_template"))
    form = load("twilio/api/send_whatsapp_template")["request"]["form"]
    assert json.loads(asked.form["ContentVariables"]) == json.loads(form["ContentVariables"])
    assert [asked.form[name] for name in ("To", "From", "ContentSid")] == [form[name] for name in ("To", "From", "ContentSid")]


async def test_zapi_sends_text_and_buttons_only_where_they_work() -> None:
    sent, [asked] = await send("zapi", TEXT, recorded("zapi/api/send_text"))
    assert sent.provider_id == "3EB00000000000000AAA" and asked.path == path_of("zapi/api/send_text")
    assert asked.json == {"phone": "51999000123", "message": "Hola"} and asked.headers["client-token"] == VALUES["zapi"]["client_token"]
    fixture = load("zapi/api/send_button_list")["request"]["json"]
    question = Outgoing("m", "whatsapp", "+51999000123", fixture["message"], buttons=BUTTONS[:2])
    _, [asked] = await send("zapi", question, recorded("zapi/api/send_button_list"), buttons="1")
    assert asked.json == fixture
    _, [asked] = await send("zapi", question, recorded("zapi/api/send_text"))
    assert asked.path.endswith("/send-text")


def botconversa_answers(asked: Asked) -> Reply:
    for path in sorted((FIXTURES / "botconversa" / "api").glob("*.json")):
        fixture = json.loads(path.read_text())
        same = fixture["request"]["method"] == asked.method and path_of(f"botconversa/api/{path.stem}").rstrip("/") == asked.path.rstrip(
            "/"
        )
        if same and fixture["request"].get("json", {}).get("type", "text") == "text" and "ninth" not in path.stem:
            return Reply(fixture["response"]["status"], fixture["response"]["json"])
    return Reply(404, {"detail": "Not found."})


async def test_botconversa_finds_or_makes_the_subscriber_and_writes() -> None:
    sent, [made, wrote] = await send("botconversa", TEXT, botconversa_answers)
    assert made.json == load("botconversa/api/subscriber_create")["request"]["json"] | {
        "first_name": "María",
        "last_name": "Fernanda Quispe",
    }
    assert wrote.json == {"type": "text", "value": "Hola"} and wrote.headers["api-key"] == VALUES["botconversa"]["api_key"]
    assert sent == Sent("abc123", "786000001")
    known = Outgoing("m", "whatsapp", "+51999000123", "Hola", contact_id="786000001")
    assert len((await send("botconversa", known, botconversa_answers))[1]) == 1


async def test_botconversa_flows_campaigns_tags_and_fields() -> None:
    async with running(botconversa_answers) as fake:
        mine = account("botconversa", fake)
        assert await botconversa.flows(mine) == [(7000001, "CONFIRMACION CITA")]
        assert await botconversa.campaigns(mine) == [(289001, "Confirmación de citas")]
        assert await botconversa.tags(mine) == [(15000001, "Confirmado"), (15000002, "Cancelado")]
        assert await botconversa.custom_fields(mine) == [(4300001, "agendamento_id")]
        assert await botconversa.subscribers(mine) == [(786000001, "+51999000123")]
        assert await botconversa.find_subscriber(mine, "+51999000123") == "786000001"
        assert await botconversa.find_subscriber(mine, "+51999000124") == ""
        await botconversa.add_tag(mine, "786000001", 15000001)
        await botconversa.add_to_campaign(mine, "786000001", 289001)
    flow = Outgoing("apt_0001", "whatsapp", "+51999000123", "x", contact_id="786000001", template="7000001")
    _, asked = await send("botconversa", flow, botconversa_answers)
    assert [each.json for each in asked] == [None, {"value": "apt_0001"}, {"flow": 7000001}]


async def test_botconversa_never_overwrites_a_name_with_nothing_and_looks_up_an_id_it_was_not_told() -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(200, {"phone": "+551199990001"}) if asked.method == "POST" else Reply(200, {"id": 786000002, "phone": "+551199990001"})

    async with running(answer) as fake:
        assert await botconversa.get_or_create(account("botconversa", fake), "+5511999990001") == "786000002"  # not the phone: the id
        assert fake.asked[0].json == {"phone": "5511999990001", "has_opt_in_whatsapp": True}


# --- what goes wrong


@pytest.mark.parametrize(
    ("provider", "name", "expected"),
    [
        ("meta_whatsapp", "error_130429_throughput", ("130429", False, False)),
        ("meta_whatsapp", "error_131047_window", ("131047", True, False)),
        ("meta_whatsapp", "error_131053_media", ("131053", False, False)),
        ("meta_whatsapp", "error_131056_pair_rate", ("131056", False, False)),
        ("meta_whatsapp", "error_132001_template_missing", ("132001", True, False)),
        ("meta_whatsapp", "error_190_token", ("190", True, True)),
        ("twilio", "error_21211_invalid_to", ("21211", True, False)),
        ("twilio", "error_21610_stopped", ("21610", True, False)),
        ("twilio", "error_401_20003", ("20003", True, True)),
        ("twilio", "error_429_20429", ("20429", False, False)),
        ("zapi", "error_200_with_error_body", ("disconnected", False, True)),
        ("zapi", "error_no_client_token", ("bad_token", True, True)),
        ("botconversa", "subscriber_get_by_phone_404", ("http_404", True, False)),
    ],
)
async def test_recorded_refusals_are_known_for_what_they_are(provider: str, name: str, expected: tuple[str, bool, bool]) -> None:
    failed = await failure(provider, recorded(f"{provider}/api/{name}"), Outgoing("m", "whatsapp", "+5199", "x", contact_id="1"))
    assert (failed.code, failed.permanent, failed.account) == expected
    assert not failed.unknown and failed.opted_out == (failed.code == "21610")


PROVIDERS_HERE = sorted(VALUES)
KNOWN = Outgoing("m", "whatsapp", "+51999000123", "Hola", contact_id="1")


@pytest.mark.parametrize("provider", PROVIDERS_HERE)
async def test_nobody_knows_after_silence_a_hung_up_line_a_500_or_nonsense(provider: str) -> None:
    for answer in (Reply(slow=5), Reply(drop=True), Reply(500, {}), Reply(502, b"<html>"), Reply(200, b"<html>ok</html>"), Reply(200, [])):
        failed = await failure(provider, answer, KNOWN, timeout="0.3")
        assert failed.unknown and not failed.permanent, answer


@pytest.mark.parametrize("provider", PROVIDERS_HERE)
async def test_too_many_or_not_now_is_tried_again_when_the_provider_says(provider: str) -> None:
    failed = await failure(provider, Reply(429, {}, {"retry-after": "20"}), KNOWN)
    assert (failed.unknown, failed.permanent, failed.retry_after) == (False, False, 20.0)
    failed = await failure(provider, Reply(503, {}), KNOWN)
    assert (failed.unknown, failed.permanent) == (False, False)


@pytest.mark.parametrize("provider", PROVIDERS_HERE)
async def test_a_provider_that_is_down_took_nothing(provider: str) -> None:
    failed = await failure(provider, Reply(), KNOWN, base_url="http://127.0.0.1:9")
    assert (failed.code, failed.unknown, failed.permanent) == ("connection", False, False)


async def test_zapi_an_answer_without_a_messages_id_is_no_success() -> None:
    for body in ({}, {"error": "Invalid phone"}, {"value": True}):
        failed = await failure("zapi", Reply(200, body))
        assert failed.unknown != ("error" in body)


@pytest.mark.parametrize("provider", PROVIDERS_HERE)
async def test_an_account_is_tried_without_writing_to_anybody(provider: str) -> None:
    async with running(Reply(200, {"connected": True, "status": "active", "results": []})) as fake:
        await PROVIDERS[provider].check(account(provider, fake))
        assert [asked.method for asked in fake.asked] == ["GET"]
    async with running(Reply(401, {"error": {"code": 190}, "code": 20003})) as fake:
        with pytest.raises(SendFailed) as failed:
            await PROVIDERS[provider].check(account(provider, fake))
        assert failed.value.account
