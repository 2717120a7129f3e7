"""E-mail: over SMTP when one is set, else into the folder `outbox` of the data folder, which the owner of the server can open."""

import asyncio
import contextlib
import os
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import format_datetime, make_msgid
from uuid import uuid4

import aiosmtplib

from clinic_app.core.settings import settings


async def send(to: str, subject: str, body: str) -> None:
    """Deliver one text mail. Raises what the SMTP server answers, so that the job is tried again."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        settings().smtp_from or "Hampiq <no-reply@localhost>",
        to,
        " ".join(subject.split()),
    )
    message["Date"], message["Message-ID"] = format_datetime(datetime.now(UTC)), make_msgid(domain="hampiq.local")
    message.set_content(body)
    if not settings().smtp_host:
        return await asyncio.to_thread(_keep, message)
    await aiosmtplib.send(
        message,
        hostname=settings().smtp_host,
        port=settings().smtp_port,
        username=settings().smtp_user or None,
        password=settings().smtp_password or None,
        use_tls=settings().smtp_port == 465,  # elsewhere STARTTLS, when the server offers it
        start_tls=None,
        timeout=20,
    )


def _keep(message: EmailMessage) -> None:
    folder = settings().data_dir / "outbox"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{uuid4().hex[:8]}.eml"
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(message.as_bytes(policy=SMTPUTF8))
    except OSError:  # a full disk: half a mail is worse than none, and the job tries again
        with contextlib.suppress(OSError):
            path.unlink()
        raise
