"""Mails without a mail server: what lies in the outbox."""

from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from clinic_app.core import mail
from clinic_app.core.settings import settings


async def test_a_line_break_in_a_name_neither_stops_a_mail_nor_adds_a_header(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(settings(), "data_dir", tmp_path)
    await mail.send("rosa@hampiq.test", "Te invitan a Sonqo\r\nBcc: otra@persona.pe", "Hola")
    (kept,) = (tmp_path / "outbox").glob("*.eml")
    letter = BytesParser(policy=policy.default).parsebytes(kept.read_bytes())
    assert letter["bcc"] is None and letter["subject"] == "Te invitan a Sonqo Bcc: otra@persona.pe"
