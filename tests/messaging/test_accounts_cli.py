"""`python -m clinic_app integrations …`: accounts without the screens."""

from typing import Any

import pytest
from typer.testing import CliRunner

from clinic_app.cli import cli
from clinic_app.clinics import slugs
from clinic_app.core.database import engine, reads
from clinic_app.core.errors import ClinicError

SECRET = "f0" * 16


def run(*words: str, typed: str = "") -> tuple[int, str]:
    reads.cache_clear()  # each command is a process of its own
    engine.cache_clear()
    found = CliRunner().invoke(cli, ["integrations", *words], input=typed)
    return found.exit_code, found.output


def test_an_account_is_set_up_listed_tried_and_forgotten(database: str) -> None:
    code, said = run(
        "set",
        "twilio",
        "--clinic",
        "consultorio-sonqo",
        "account_sid=AC1",
        "auth_token=-",
        "base_url=http://127.0.0.1:9",
        typed=SECRET + "\n",
    )
    assert code == 0 and "/webhook/twilio/" in said and SECRET not in said, said
    code, listed = run("list")
    assert code == 0 and "account_sid=AC1" in listed and SECRET not in listed and "consultorio-ajeno" in listed
    assert run("set", "twilio", "--clinic", "consultorio-sonqo", "from_sms=+15005550006")[1] == said  # the address stays
    code, rotated = run("set", "twilio", "--clinic", "Consultorio Sonqo", "from_sms=+15005550006", "--rotate")
    assert code == 0 and rotated != said
    assert run("test", "twilio", "--clinic", "consultorio-sonqo") == (1, "twilio: No se pudo llegar al servidor del proveedor.\n")
    assert run("remove", "twilio", "--clinic", "consultorio-sonqo")[0] == 0
    assert "account_sid=AC1" not in run("list", "--clinic", "consultorio-sonqo")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "twilio", "--clinic", "nobody", "a=b"), "no clinics"),
        (("set", "pigeon", "--clinic", "consultorio-sonqo", "a=b"), "botconversa, meta_whatsapp"),
        (("set", "twilio", "--clinic", "consultorio-sonqo", "account_sid=AC1"), "auth_token: "),
        (("set", "twilio", "--clinic", "consultorio-sonqo", "secret-without-a-name"), "key=value"),
        (("test", "zapi", "--clinic", "consultorio-sonqo"), "not set up"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(database: str, words: tuple[str, ...], said: str) -> None:
    code, output = run(*words)
    assert code == 1 and said in output and "Traceback" not in output


def test_secrets_made_up_are_printed_once(database: str) -> None:
    first = run("set", "n8n", "--clinic", "consultorio-sonqo", "flow=7")[1]
    assert "token: token-" in first and "token: token-" not in run("set", "n8n", "--clinic", "consultorio-sonqo", "flow=8")[1]


def test_clinics_with_one_name_are_told_apart() -> None:
    clinics: list[Any] = [(1, "Consultorio Ñandú"), (2, "consultorio  ñandu"), (3, "!!!"), (4, "12")]
    assert slugs.name_all(clinics) == {1: "consultorio-nandu", 2: "consultorio-nandu-2", 3: "clinic", 4: "12-4"}


def test_a_clinic_is_found_by_number_slug_or_name(database: str) -> None:
    from clinic_app.core.settings import settings

    url = settings().libpq_owner_url
    key = slugs.find(url, "consultorio-sonqo")
    assert slugs.find(url, str(key)) == slugs.find(url, "Consultorio Sonqo") == key
    with pytest.raises(ClinicError):
        slugs.find(url, "consultorio")
