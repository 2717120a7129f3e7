"""The API behind a proxy, from pages of another origin, and asked with HEAD."""

from ipaddress import ip_network
from typing import Any

import pytest

from clinic_app.core.settings import settings
from clinic_app.web import with_headers

FORWARDED = {"x-forwarded-proto": "https"}


@pytest.mark.parametrize(
    ("public_url", "proxies", "said", "expected"),
    [
        ("https://testserver", [], {}, "https"),
        ("https://clinica.pe", [], {}, "http"),  # asked under another name, past the proxy
        ("", ["127.0.0.0/8"], FORWARDED, "https"),
        ("", ["127.0.0.0/8"], {"x-forwarded-proto": "javascript"}, "http"),
        ("", ["10.0.0.0/8"], FORWARDED, "http"),  # no proxy of ours says so
        ("", [], FORWARDED, "http"),
    ],
)
async def test_links_have_the_scheme_that_people_use(
    client: Any, cast: Any, headers: Any, monkeypatch: Any, public_url: str, proxies: list[str], said: dict[str, str], expected: str
) -> None:
    monkeypatch.setattr(settings(), "public_url", public_url)
    monkeypatch.setattr(settings(), "trusted_proxies", [ip_network(each) for each in proxies])
    mine = headers(cast.owner) | said
    for number in (1, 2):
        body = {
            "numero_documento": f"1234567{number}",
            "nombres": "Ana",
            "apellido_paterno": "Rojas",
            "fecha_nacimiento": "2022-06-15",
            "sexo": "F",
        }
        assert (await client.post("/api/pacientes/", json=body, headers=mine)).status_code == 201
    page = (await client.get("/api/pacientes/?page_size=1", headers=mine)).json()
    assert page["next"].startswith(f"{expected}://testserver/api/pacientes/?")
    slash = await client.get("/api/pacientes", headers=mine)
    assert (slash.status_code, slash.headers["location"]) == (307, f"{expected}://testserver/api/pacientes/")


async def test_head_is_get_without_a_body(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.owner)
    for path in ("/api/pacientes/", "/api/auth/me/", "/api/subscriptions/plans/", "/health"):
        whole, head = await client.get(path, headers=mine), await client.head(path, headers=mine)
        assert (head.status_code, head.content) == (200, b"") and head.headers["content-length"] == str(len(whole.content)), path
    assert (await client.head("/api/pacientes/")).status_code == 401
    assert (await client.head("/api/auth/login/")).status_code == 405


async def test_a_refused_method_names_all_that_the_path_takes(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.owner)
    for method, path, taken in (
        ("DELETE", "/api/pacientes/", "GET, HEAD, POST"),
        ("PUT", "/api/auth/me/", "GET, HEAD, PATCH"),
        ("POST", "/api/pacientes/1/", "GET, HEAD, PUT, PATCH, DELETE"),
        ("GET", "/api/agenda/citas/1/cancelar/", "POST"),
    ):
        answer = await client.request(method, path, headers=mine)
        assert (answer.status_code, answer.headers["allow"]) == (405, taken), path


@pytest.mark.parametrize(
    ("path", "headers", "kept"),
    [
        ("/api/pacientes/", [(b"content-type", b"application/json")], [b"private, no-store"]),
        ("/api/ubigeo/", [(b"content-type", b"application/json"), (b"cache-control", b"private, max-age=9")], [b"private, max-age=9"]),
        ("/assets/es-AbCdEf12.json", [(b"content-type", b"application/json")], [b"public, max-age=31536000, immutable"]),
        ("/", [(b"content-type", b"text/html")], []),
    ],
)
def test_no_browser_keeps_data_unless_the_route_says_how_long(path: str, headers: list[Any], kept: list[bytes]) -> None:
    assert [value for name, value in with_headers(path, 200, headers, []) if name == b"cache-control"] == kept


async def test_a_page_of_a_friendly_origin_may_send_the_headers_that_clients_send(client: Any) -> None:
    asked = {"origin": "http://localhost:4200", "access-control-request-method": "PATCH"}
    names = "accept, accept-language, authorization, cache-control, content-type, pragma, x-csrftoken, x-requested-with"
    answer = await client.options("/api/pacientes/1/", headers=asked | {"access-control-request-headers": names})
    assert answer.status_code == 200, answer.text
    refused = await client.options("/api/pacientes/1/", headers=asked | {"origin": "https://evil.example"})
    assert refused.status_code == 400 and "access-control-allow-origin" not in refused.headers
