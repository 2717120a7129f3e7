"""What patients attach: fetched from the provider's own hosts, looked into, kept, shown; never from anywhere else."""

import asyncio
import socket
from typing import Any

import pytest
from post import sql
from test_webhooks import SECRETS, resigned, set_up, take_all

from clinic_app.core import files
from clinic_app.core.database import start_work
from clinic_app.core.jobs import job_actor
from clinic_app.integrations import media, registry
from clinic_app.integrations.media import FetchFailed, Source
from clinic_app.integrations.protocol import Account
from clinic_app.messaging import attachments, queries, retention, rows
from tests.core.pictures import photo
from tests.fakes.providers import Asked, Reply, running

OGG = b"OggS\0\2" + b"\0" * 40
NOWHERE = Account(1, 1, "twilio", {})


async def came(client: Any, cast: Any, body: bytes | Reply, kind: str = "image/jpeg") -> tuple[Any, list[Asked]]:
    """A message over Twilio with a file that a local server holds; what its row says after the job."""
    reply = body if isinstance(body, Reply) else Reply(200, body, {"content-type": kind})
    async with running(reply) as fake:
        path = await set_up(cast.owner, "twilio", base_url=fake.url)
        link = f"{fake.url}/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1"
        text = f"From=%2B51999000123&Body=mire&MessageSid=SMA1&AccountSid=AC{'0' * 32}&NumMedia=1&MediaContentType0={kind}&MediaUrl0={link}"
        fixture = {
            "request": {"raw_body": text, "headers": {"content-type": "application/x-www-form-urlencoded"}, "path": path, "method": "POST"}
        }
        answer = await client.post(path, content=text.encode(), headers=fixture["request"]["headers"] | resigned(fixture, path))
        assert answer.status_code == 200, answer.text
        await take_all(cast.owner)
        [(key,)] = await sql(cast.owner, "select id from app.message where direction = 'in'")
        jobs = await sql(cast.owner, "select args from procrastinate_jobs where task_name = 'fetch_attachment'")
        assert [each[0]["message_id"] for each in jobs] == [key]
        for _ in range(2):  # a job may run twice
            await attachments.keep(cast.owner.tenant_id, key, last=True)
        return (await sql(cast.owner, "select id, media, media_url, code from app.message where direction = 'in'"))[0], fake.asked


async def test_a_photo_is_kept_here_and_shown_by_a_signed_link(client: Any, cast: Any) -> None:
    (key, kind, kept, code), asked = await came(client, cast, photo())
    assert (kind, code) == ("image", "") and files.KEY.fullmatch(kept) and f"/{attachments.FOLDER}/" in kept
    assert len(asked) == 1 and asked[0].headers["authorization"].startswith("Basic ")
    async with start_work(cast.owner) as work:
        [(talk,)] = (await work.ask(("select id from app.conversation", ())))[0]
        [shown] = [each for each in rows.bubbles(work, await queries.said(work, talk)) if each.id == key]
    assert shown.file == "image" and shown.media_url.startswith("/media/")
    answer = await client.get(shown.media_url)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert (await client.get(shown.media_url[:-1] + "x")).status_code == 404
    await sql(cast.owner, "update app.message set at = now() - interval '3 months'")
    async with start_work(job_actor(cast.owner.tenant_id)) as work:
        await retention.wipe(work, 1)
    assert await sql(cast.owner, "select media_url from app.message where direction = 'in'") == [("",)]  # the sweep takes the file away


async def test_a_voice_note_is_heard_whatever_its_sender_called_it(client: Any, cast: Any) -> None:
    (_, _, kept, code), _ = await came(client, cast, OGG, "application/pdf")
    assert kept.endswith(".ogg") and code == "" and files.media_type(kept) == "audio/ogg"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"MZ\x90\0 a program", "other_type"),
        (b"<html><script>alert(1)</script></html>", "other_type"),
        (Reply(404, {}), "http_404"),
        (Reply(500, {}), "http_500"),
        (Reply(200, b"x", {"content-length": "99999999"}), "too_large"),
        (Reply(307, b"", {"location": "http://169.254.169.254/latest/meta-data/"}), "foreign_host"),
        (Reply(307, b"", {"location": "https://localhost/admin"}), "foreign_host"),
    ],
)
async def test_what_cannot_be_kept_is_said_and_nothing_is_followed_elsewhere(client: Any, cast: Any, body: Any, code: str) -> None:
    (_, _, kept, said), asked = await came(client, cast, body)
    assert said == code and not files.KEY.fullmatch(kept) and all("169.254" not in each.path for each in asked)


async def test_a_file_that_is_late_is_tried_again_by_the_job(client: Any, cast: Any, monkeypatch: Any) -> None:
    (key, _, _, _), _ = await came(client, cast, Reply(503, {}))
    with pytest.raises(attachments.AttachmentLate):
        await attachments.keep(cast.owner.tenant_id, key)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.twilio.com/x", "https://api.twilio.com:8443/x", "https://api.twilio.com.evil.pe/x", "https://evil.pe/api.twilio.com",
        "https://user@api.twilio.com/x", "https://127.0.0.1/x", "https://[::1]/x", "file:///etc/passwd", "https://api.twilio.com@10.0.0.1/x", "//x", "https://[", "",
    ],
)  # fmt: skip
async def test_only_the_providers_own_hosts_are_asked(url: str) -> None:
    with pytest.raises(FetchFailed, match="foreign_host"):
        await media.fetch(NOWHERE, Source(url, (".twilio.com",)))


async def test_a_name_that_leads_into_the_inner_network_is_not_asked(monkeypatch: Any) -> None:
    for address in ("10.0.0.5", "127.0.0.1", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1"):

        async def inner(*args: Any, found: str = address, **more: Any) -> list[Any]:
            return [
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443)),
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, 443)),
            ]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", inner, raising=False)
        with pytest.raises(FetchFailed, match="private_address"):
            await media.fetch(NOWHERE, Source("https://api.twilio.com/x", (".twilio.com",)))


async def test_meta_gives_a_link_for_an_id_and_it_opens_with_the_same_token() -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path.startswith("/v26.0/1234"):
            return Reply(200, {"url": f"{fake.url}/whatsapp_business/attachments/?mid=1", "mime_type": "audio/ogg"})
        return Reply(200, OGG)

    async with running(answer) as fake:
        account = Account(1, 1, "meta_whatsapp", SECRETS["meta_whatsapp"] | {"base_url": fake.url})
        source = await registry.PROVIDERS["meta_whatsapp"].media(account, "1234")  # type: ignore[misc]
        assert await media.fetch(account, source) == OGG
        assert [each.headers["authorization"] for each in fake.asked] == ["Bearer EAA"] * 2
        with pytest.raises(FetchFailed):
            await registry.PROVIDERS["meta_whatsapp"].media(account, "../me")  # type: ignore[misc]
