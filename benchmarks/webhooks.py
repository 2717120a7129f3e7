"""The section `webhooks`: a provider posts signed deliveries as fast as they are answered; each is verified, stored, and taken in behind the answer."""

import asyncio
import hashlib
import hmac
import time
from urllib.parse import urlsplit

import orjson
import psycopg

from benchmarks import servers
from benchmarks.report import Line
from benchmarks.sections import Bench, checked

DELIVERIES, PEOPLE, CONNECTIONS, CLINIC, PATIENCE = 1_000, 200, 8, 1, 300
SECRET, NUMBER = "0123456789abcdef0123456789abcdef", "109876543210987"
DONE = "select count(*) filter (where done_at is not null), (select count(*) from app.message where direction = 'in') from app.webhook_delivery"


async def _address() -> str:
    """The path that Meta would call for a clinic."""
    import clinic_app.wiring  # noqa: F401
    from clinic_app.core.database import Actor, engine, reads, start_work
    from clinic_app.messaging import accounts

    keys = {"app_secret": SECRET, "phone_number_id": NUMBER, "access_token": "none", "verify_token": "none"}
    async with reads(), start_work(Actor(user_id=0, tenant_id=CLINIC)) as work:
        done = await accounts.save(work, "meta_whatsapp", keys, operator=True)
    await engine().dispose()
    return urlsplit(done.url).path


def _post(path: str, number: int) -> bytes:
    """One message of one of some people, signed."""
    person = f"5198400{number % PEOPLE:04}"
    message = {
        "from": person,
        "id": f"wamid.{number}",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": "¿A qué hora es?"},
    }
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER}, "messages": [message]}
    body = orjson.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"value": value, "field": "messages"}]}]})
    mark = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    head = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"X-Hub-Signature-256: sha256={mark}", "Content-Type: application/json"]
    return "\r\n".join([*head, f"Content-Length: {len(body)}", "", ""]).encode() + body


def webhooks(bench: Bench) -> list[Line]:
    """From the first post to the last effect. Raises RuntimeError when one has not its effect exactly once."""
    path = asyncio.run(_address())
    posts = [_post(path, number) for number in range(DELIVERIES)]
    with servers.api(bench.data) as server, psycopg.connect(bench.superuser, autocommit=True) as connection:
        cpu, database, began = server.cpu_seconds(), servers.database_cpu_seconds(bench.data), time.perf_counter()
        found = checked(bench.client.run(server.port, posts, connections=CONNECTIONS, once=True), "200")
        answered = server.cpu_seconds() - cpu
        doubled = checked(bench.client.run(server.port, posts[:100], connections=CONNECTIONS, once=True), "200")
        while (now := connection.execute(DONE).fetchone()) != (DELIVERIES, DELIVERIES):
            if time.perf_counter() - began > PATIENCE:
                raise RuntimeError(f"{now} of {DELIVERIES} have their effect")
            time.sleep(0.2)
        seconds = time.perf_counter() - began
        whole, database = server.cpu_seconds() - cpu, servers.database_cpu_seconds(bench.data) - database
    return [
        Line("webhooks", f"answered, {CONNECTIONS} connections, while others are taken in", found.rate, "deliveries/s", least=100),
        Line("webhooks", "p50 of an answer", found.percentile(0.5)),
        Line("webhooks", "p95 of an answer", found.percentile(0.95)),
        Line("webhooks", "p50 of an answer to one that came before", doubled.percentile(0.5)),
        Line("webhooks", "processor time until all were answered, each", answered * 1000 / DELIVERIES),
        Line("webhooks", "processor time until each had its effect, each (server)", whole * 1000 / DELIVERIES),
        Line("webhooks", "the same of the database", database * 1000 / DELIVERIES),
        Line("webhooks", "rate from the post to the effect", DELIVERIES / seconds, "deliveries/s"),
    ]
