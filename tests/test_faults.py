"""What breaks is told in one shape, and tells nothing else."""

import logging
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, TimeoutError

from clinic_app.core.errors import NoRoom, Unavailable

URL = "/api/pacientes/"


async def test_an_unknown_route(client: Any) -> None:
    for path in ("/api/nothing/", "/api/", "/api/pacientes/1/nothing/"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()) == (404, {"detail": "No encontrado."})
        assert answer.headers["content-type"] == "application/json"


async def test_a_wrong_method(client: Any) -> None:
    answer = await client.delete("/api/auth/login/")
    assert (answer.status_code, answer.json()) == (405, {"detail": 'Método "DELETE" no permitido.'})


@pytest.mark.parametrize("body", [b"{", b"{'a': 1}", b"\xff\xfe", b'{"a": }', b"[" * 100_000])
async def test_what_is_no_json(client: Any, cast: Any, headers: Any, body: bytes) -> None:
    for path in ("/api/auth/login/", URL):
        answer = await client.post(path, content=body, headers=headers(cast.owner) | {"content-type": "application/json"})
        assert answer.status_code == 400 and list(answer.json()) == ["detail"], answer.text


async def test_half_a_surrogate_pair(client: Any, cast: Any, headers: Any) -> None:
    body = b'{"nombres": "\\ud800", "apellido_paterno": "\\udfff", "numero_documento": "12345678", "sexo": "F", "fecha_nacimiento": "2020-01-01"}'
    answer = await client.post(URL, content=body, headers=headers(cast.owner) | {"content-type": "application/json"})
    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize(("path", "field"), [("/api/agenda/citas/", "tipo_atencion"), ("/api/agenda/bloqueos/", "tipo")])
async def test_half_a_surrogate_pair_as_a_choice_is_quoted_without_breaking(
    client: Any, cast: Any, headers: Any, path: str, field: str
) -> None:
    body = f'{{"{field}": "\\ud800"}}'.encode()
    answer = await client.post(path, content=body, headers=headers(cast.owner) | {"content-type": "application/json"})
    assert answer.status_code == 400 and answer.json()[field] == ['"?" no es una elección válida.'], answer.text


GONE = [
    psycopg.OperationalError("connection to 10.0.0.5 failed"), TimeoutError("pool"), ConnectionRefusedError("10.0.0.5"),
    DBAPIError("select secret", {}, psycopg.errors.DiskFull("Quispe")),
]  # fmt: skip


@pytest.mark.parametrize("error", GONE, ids=lambda error: type(error).__name__)
async def test_the_database_is_away(client: Any, cast: Any, headers: Any, monkeypatch: Any, error: Exception, caplog: Any) -> None:
    from clinic_app.access import service

    async def broken(*args: Any) -> Any:
        raise error

    monkeypatch.setattr(service, "refresh", broken)
    with caplog.at_level(logging.DEBUG):
        answer = await client.post("/api/auth/refresh/", json={"refresh": "x"})
    assert answer.status_code == 503
    full = "DiskFull" in str(error)
    assert answer.json() == {"detail": NoRoom.sentence if full else Unavailable.sentence}
    assert "Quispe" not in caplog.text and "secret" not in caplog.text


async def test_connections_that_died_with_a_restarted_database_are_replaced(
    client: Any, cast: Any, headers: Any, server: Any, database: str
) -> None:
    """All of them sit dead in the pools; nobody is asked to try again."""
    mine = headers(cast.owner)
    requests = (("GET", "/api/pacientes/"), ("GET", "/api/agenda/servicios/"), ("PATCH", "/api/agenda/configuracion/"))
    for method, path in requests:
        assert (await client.request(method, path, headers=mine, json={"intervalo_minutos": 20})).status_code == 200
    with psycopg.connect(server.url("postgres", "postgres").replace("+psycopg", ""), autocommit=True) as connection:
        killed = connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (make_url(database).database,)
        )
        assert killed.rowcount >= 2
    for method, path in requests:
        answer = await client.request(method, path, headers=mine, json={"intervalo_minutos": 30})
        assert answer.status_code == 200, (path, answer.text)
    assert (await client.get("/api/agenda/configuracion/", headers=mine)).json()["intervalo_minutos"] == 30


async def test_who_comes_too_early_is_told_when_to_come_again(client: Any, cast: Any, monkeypatch: Any) -> None:
    from clinic_app.access import service

    for error, seconds, words in (
        (psycopg.OperationalError("gone"), "5", "no está disponible"),
        (psycopg.errors.DiskFull("full"), "60", "espacio"),
    ):

        async def broken(*args: Any, error: Exception = error) -> Any:
            raise error

        monkeypatch.setattr(service, "refresh", broken)
        answer = await client.post("/api/auth/refresh/", json={"refresh": "x"})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, seconds) and words in answer.json()["detail"]


async def test_a_form_of_a_browser_gets_its_page_again(client: Any, cast: Any, monkeypatch: Any) -> None:
    from clinic_app.access import sign_in

    async def broken(*args: Any) -> Any:
        raise psycopg.OperationalError("gone")

    monkeypatch.setattr(sign_in, "prove", broken)
    page = "http://testserver/login/?next=%2Fagenda&error=invalid"
    headers = {"accept": "text/html,*/*", "origin": "http://testserver", "referer": page}
    answer = await client.post("/auth/sign-in", data={"email": "a@b.pe", "password": "x"}, headers=headers)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login/?next=%2Fagenda&error=away")
    answer = await client.post("/auth/sign-in", headers=headers | {"referer": "https://evil.example/x"})
    assert answer.headers["location"] == "/login/?error=away"
    assert (await client.post("/auth/sign-in", headers={"origin": "http://testserver"})).status_code == 503


async def test_what_nobody_expected(client: Any, monkeypatch: Any) -> None:
    from clinic_app.access import service

    async def broken(*args: Any) -> Any:
        raise RuntimeError("internals of Quispe")

    monkeypatch.setattr(service, "refresh", broken)
    answer = await client.post("/api/auth/refresh/", json={"refresh": "x"})
    assert (answer.status_code, answer.json()) == (500, {"detail": "Error interno del servidor."})


async def test_another_origin_reads_nothing(client: Any, cast: Any, headers: Any) -> None:
    answer = await client.get(URL, headers=headers(cast.owner) | {"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    friend = await client.get(URL, headers=headers(cast.owner) | {"origin": "http://localhost:4200"})
    assert friend.headers["access-control-allow-origin"] == "http://localhost:4200"
    assert "access-control-allow-credentials" not in friend.headers


async def test_metrics_are_for_the_machine_itself(client: Any) -> None:
    assert (await client.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"})).status_code == 404


@pytest.mark.parametrize("length", ["10000000", "9" * 40, "1048577"])
async def test_a_body_too_large_is_refused_before_it_is_read(client: Any, length: str) -> None:
    from clinic_app.api import api

    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        raise AssertionError("the body was read")

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/api/auth/login/", "raw_path": b"", "query_string": b"", "http_version": "1.1", "scheme": "http",
        "headers": [(b"content-length", length.encode()), (b"content-type", b"application/json"), (b"host", b"x")], "server": ("x", 80), "client": ("x", 1),
    }  # fmt: skip
    await api(scope, receive, send)
    assert sent[0]["status"] == 413
