"""Mail to a local server that answers every step as it is told."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from clinic_app.integrations.protocol import Account, Outgoing, SendFailed
from clinic_app.integrations.smtp import PROVIDER

CASES = json.loads((Path(__file__).parent.parent / "fixtures/integrations/smtp/reply_codes.json").read_text())["cases"]
MAIL = Outgoing("msg-1", "email", "maria@example.pe", "Su cita es mañana.\nÑandú", subject="Recordatorio\r\nBcc: x@y.z")


class FakeMail:
    """`replies`: what a command is answered instead of 250; `dies`: it hangs up after this one."""

    def __init__(self, replies: dict[str, str] | None = None, dies: str = "") -> None:
        self.replies, self.dies, self.letters, self.port = replies or {}, dies, [], 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())
            await writer.drain()

        try:
            await say("220 fake ESMTP")
            while line := (await reader.readline()).decode().strip():
                word = line.split(" ")[0].upper().split(":")[0]
                if word == "DATA" and "DATA" not in self.replies:
                    await say("354 go on")
                    self.letters.append(await reader.readuntil(b"\r\n.\r\n"))
                    word = "SENT"
                if word == self.dies:
                    break
                await say(
                    self.replies.get(word) or {"EHLO": "250-fake\r\n250 AUTH PLAIN LOGIN", "AUTH": "235 2.7.0 Ok"}.get(word, "250 2.0.0 Ok")
                )
                if word == "QUIT":
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def mail_server(replies: dict[str, str] | None = None, dies: str = "") -> AsyncIterator[FakeMail]:
    fake = FakeMail(replies, dies)
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.port = server.sockets[0].getsockname()[1]
    async with server:
        yield fake


def account(fake: FakeMail, **more: str) -> Account:
    return Account(
        1, 1, "smtp", {"host": "127.0.0.1", "port": str(fake.port), "from": "Clínica <citas@clinica.example.pe>", "timeout": "2"} | more
    )


async def test_a_mail_arrives_and_a_subject_cannot_smuggle_a_header() -> None:
    async with mail_server() as fake:
        sent = await PROVIDER.send(account(fake), MAIL)
    [letter] = fake.letters
    assert sent.provider_id.startswith("<") and b"msg1@clinica.example.pe" in letter
    assert b"\r\nSubject: Recordatorio Bcc: x@y.z\r\n" in letter and b"\r\nBcc:" not in letter


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["code"]))
async def test_reply_codes_mean_what_rfc_5321_says(case: dict) -> None:
    line = f"{case['code']} {case['enhanced']} {case['text']}"
    step = {535: "AUTH", 454: "AUTH", 550: "RCPT", 450: "RCPT", 421: "MAIL"}.get(case["code"], "SENT")
    async with mail_server({step: line}) as fake:
        mine = account(fake, **({"user": "u", "password": "p"} if step == "AUTH" else {}))
        if case["action"] == "sent":
            await PROVIDER.send(mine, MAIL)
            return
        with pytest.raises(SendFailed) as failed:
            await PROVIDER.send(mine, MAIL)
    found = failed.value
    assert found.code == str(case["code"]) and not found.unknown
    assert found.permanent == (case["action"] != "retry") and found.account == (case["action"] == "open_circuit")


async def test_a_line_that_breaks_before_the_text_sent_nothing_and_after_it_nobody_knows() -> None:
    for dies, unknown in (("RCPT", False), ("SENT", True)):
        async with mail_server(dies=dies) as fake:
            with pytest.raises(SendFailed) as failed:
                await PROVIDER.send(account(fake), MAIL)
        assert (failed.value.unknown, failed.value.permanent) == (unknown, False), dies


async def test_no_mail_goes_to_an_address_that_is_none() -> None:
    for to in ("51999000123@sms.cal.com", "nobody", "a@b", "a@b.c,d@e.f"):
        with pytest.raises(SendFailed) as failed:
            await PROVIDER.send(Account(1, 1, "smtp", {"host": "x", "from": "a@b.pe"}), Outgoing("m", "email", to, "x"))
        assert failed.value.permanent


async def test_an_account_is_tried_without_a_mail() -> None:
    async with mail_server() as fake:
        await PROVIDER.check(account(fake, user="u", password="p"))
        assert fake.letters == []
    with pytest.raises(SendFailed):
        await PROVIDER.check(account(fake))
