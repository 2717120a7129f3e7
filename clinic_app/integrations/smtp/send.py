"""Out over SMTP (RFC 5321), step by step: until the text was handed over nothing is sent, and after that nobody knows if the answer is lost."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid, parseaddr

import aiosmtplib

from clinic_app.integrations.protocol import Account, Outgoing, SendFailed, Sent

SECONDS = 20.0
ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\"]+")
INVENTED = ("@sms.cal.com", "@wa.cal.com")  # addresses that a scheduler makes of a phone: nobody reads them
ACCOUNT = (530, 534, 535, 538)


def failure(code: int, step: str) -> SendFailed:
    """What a reply code means. 4xx is for now, 5xx for ever; refused credentials or a refused sender are the account's fault."""
    if code in ACCOUNT or (step in ("login", "mail") and 500 <= code < 600):
        return SendFailed(str(code), permanent=True, account=True)
    if 400 <= code < 500:
        return SendFailed(str(code), retry_after=300.0 if code == 450 else None)  # greylisted
    return SendFailed(str(code), permanent=True)


def letter(account: Account, message: Outgoing) -> EmailMessage:
    """The mail itself; its Message-ID is made of our reference. Raises SendFailed for an address that is none."""
    if not ADDRESS.fullmatch(message.to) or message.to.lower().endswith(INVENTED):
        raise SendFailed("bad_address", permanent=True)
    name, sender = parseaddr(account.values.get("from", ""))
    if not ADDRESS.fullmatch(sender):
        raise SendFailed("no_sender", permanent=True, account=True)
    mail = EmailMessage()
    mail["From"], mail["To"] = formataddr((name, sender)), message.to
    mail["Subject"] = " ".join(message.subject.split()) or " ".join(message.text.split())[:70]
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = make_msgid(re.sub(r"[^A-Za-z0-9]", "", message.reference)[:60] or None, domain=sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    return mail


@asynccontextmanager
async def _connected(account: Account) -> AsyncIterator[aiosmtplib.SMTP]:
    values = account.values
    try:
        port, seconds = int(values.get("port") or 587), float(values.get("timeout") or SECONDS)
    except ValueError:
        raise SendFailed("bad_port", permanent=True, account=True) from None
    smtp = aiosmtplib.SMTP(hostname=values.get("host", ""), port=port, use_tls=port == 465, start_tls=None, timeout=seconds)
    try:
        await smtp.connect()
        if values.get("user"):
            await smtp.login(values["user"], values.get("password", ""))
    except aiosmtplib.SMTPResponseException as error:
        raise failure(error.code, "login") from None
    except (aiosmtplib.SMTPException, OSError, TimeoutError):
        raise SendFailed("connection") from None
    try:
        yield smtp
    finally:
        with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
            await smtp.quit()
        smtp.close()


async def _deliver(smtp: aiosmtplib.SMTP, sender: str, to: str, mail: EmailMessage) -> None:
    step = "mail"
    try:
        await smtp.mail(sender)
        step = "rcpt"
        await smtp.rcpt(to)
        step = "data"
        await smtp.data(mail.as_bytes())
    except aiosmtplib.SMTPResponseException as error:
        if error.code < 0:  # no answer at all
            raise SendFailed("no_answer", unknown=step == "data") from None
        raise failure(error.code, step) from None
    except (aiosmtplib.SMTPException, OSError, TimeoutError):
        raise SendFailed("no_answer", unknown=step == "data") from None


async def send(account: Account, message: Outgoing) -> Sent:
    """Mail one person. Raises SendFailed."""
    mail = letter(account, message)
    async with _connected(account) as smtp:
        await _deliver(smtp, parseaddr(account.values.get("from", ""))[1], message.to, mail)
    return Sent(str(mail["Message-ID"]))


async def check(account: Account) -> None:
    """Whether the server answers and takes the credentials. Raises SendFailed."""
    async with _connected(account):
        return
