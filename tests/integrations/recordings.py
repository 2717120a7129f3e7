"""The recorded deliveries of providers, and an account of each that they fit."""

import json
from pathlib import Path
from typing import Any

from clinic_app.integrations.protocol import Account, Delivery, Inbound
from clinic_app.integrations.registry import PROVIDERS

FIXTURES = Path(__file__).parent.parent / "fixtures" / "integrations"
PUBLIC = "https://clinica.example.pe/webhook/x/secret"
VALUES = {
    "twilio": {"account_sid": "AC" + "0" * 32, "auth_token": "f0" * 16},
    "meta_whatsapp": {"app_secret": "0123456789abcdef" * 2, "verify_token": "verify-token-test", "phone_number_id": "109876543210987"},
    "zapi": {"instance_id": "3E00000000000000000000000000TEST", "instance_token": "ZAPI-INSTANCE-TOKEN-TEST"},
    "botconversa": {"token": "n8n-shared-secret-test"},
}
PERSON, BSUID = "+51999000123", "PE.1500000000000001"


def load(name: str) -> dict[str, Any]:
    return json.loads((FIXTURES / f"{name}.json").read_text())


def account(provider: str, **changed: str) -> Account:
    return Account(1, 1, provider, VALUES[provider] | changed, PUBLIC)


def delivery_of(fixture: dict[str, Any], origin: str = "http://10.0.0.5:8000") -> Delivery:
    asked = fixture["request"]
    headers = {name.lower(): value for name, value in asked.get("headers", {}).items()}
    query = dict(pair.split("=", 1) for pair in asked["path"].partition("?")[2].split("&") if pair)
    return Delivery(asked["method"], origin + asked["path"], headers, asked.get("raw_body", "").encode(), query | asked.get("query", {}))


def told(provider: str, name: str) -> list[Inbound]:
    """Verified as its provider, then read."""
    delivery = delivery_of(load(name))
    PROVIDERS[provider].verify(account(provider), delivery)
    return PROVIDERS[provider].parse(delivery)


def in_folder(folder: str) -> list[str]:
    return sorted(f"{folder}/{path.stem}" for path in (FIXTURES / folder).glob("*.json"))
