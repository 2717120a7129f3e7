"""The phrases and templates of one person: `.ctl` becomes a text while a note is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, Invalid, NotFound
from clinic_app.core.fields import Rule, a_text, parse
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.records.notes.defaults import PHRASES, TEMPLATES, Snippet
from clinic_app.records.notes.models import NotePhrase
from clinic_app.records.notes.wire import SECTION_NAMES

MOST_PHRASES = 300
SHORTCUT = re.compile(r"[^\W_]([\w/-]{0,18}[^\W_])?")
BAD_SHORTCUT = N_("Usa de 1 a 20 letras o números, sin espacios ni puntos.")
TAKEN = N_("Ya tienes una frase con ese atajo.")
NO_TEXT = N_("Escribe el texto.")
TOO_MANY = N_("Puedes guardar hasta 300 frases. Borra alguna para añadir otra.")


def _shortcut(raw: Any) -> str:
    value = a_text(40)(raw).lstrip(".").lower()
    if len(value) > 20 or not SHORTCUT.fullmatch(value):
        raise ValueError(BAD_SHORTCUT)
    return value


RULES = {
    "atajo": Rule("shortcut", _shortcut, required=True),
    "titulo": Rule("title", a_text(80), blank=True),
    "texto": Rule("text", a_text(4000), blank=True),
    **{name: Rule(name, a_text(4000), blank=True) for name in SECTION_NAMES.values()},
}


async def own(work: Work) -> list[NotePhrase]:
    """The actor's own phrases and templates, by shortcut."""
    work.require(Permission.RECORDS_READ)
    query = select(NotePhrase).where(NotePhrase.author_id == work.actor.user_id).order_by(col(NotePhrase.shortcut))
    return list((await work.session.execute(query)).scalars().all())


def defaults(say: Callable[[str], str]) -> list[Snippet]:
    """What everybody begins with, in the language of `say`."""
    return [
        replace(
            one,
            title=say(one.title),
            text=say(one.text) if one.text else "",
            sections={name: say(text) for name, text in one.sections.items()},
        )
        for one in (*PHRASES, *TEMPLATES)
    ]


async def at_hand(work: Work, say: Callable[[str], str]) -> list[Snippet]:
    """What the actor may use while writing: her own, and the defaults whose shortcut she did not take."""
    mine = [Snippet(one.shortcut, one.title, one.text, dict(one.sections or {})) for one in await own(work)]
    taken = {one.shortcut for one in mine}
    return [*mine, *(one for one in defaults(say) if one.shortcut not in taken)]


async def save(work: Work, body: Any, phrase_id: int = 0) -> NotePhrase:
    """Make a phrase, or change one's own. With texts in sections it is a template. Raises Invalid, NotFound, ClinicError (too many)."""
    work.require(Permission.RECORDS_WRITE)
    values = parse(body, RULES)
    sections = {name: values[name] for name in SECTION_NAMES.values() if values.get(name)}
    if not sections and not values.get("text"):
        raise Invalid(texto=NO_TEXT)
    mine = await own(work)
    if any(one.shortcut == values["shortcut"] and one.id != phrase_id for one in mine):
        raise Invalid(atajo=TAKEN)
    if phrase_id:
        row = await _held(work, phrase_id)
    elif len(mine) >= MOST_PHRASES:
        raise ClinicError(TOO_MANY)
    else:
        row = NotePhrase(author_id=work.actor.user_id, shortcut=values["shortcut"])
        work.session.add(row)
    row.shortcut, row.title, row.updated_at = values["shortcut"], values.get("title", ""), datetime.now(UTC)
    row.text, row.sections = ("" if sections else values.get("text", "")), sections or None
    await work.session.flush()
    return row


async def remove(work: Work, phrase_id: int) -> None:
    """Take one's own phrase away. Raises NotFound, also for another person's."""
    work.require(Permission.RECORDS_WRITE)
    await work.session.delete(await _held(work, phrase_id))
    await work.session.flush()


async def _held(work: Work, phrase_id: int) -> NotePhrase:
    query = select(NotePhrase).where(NotePhrase.id == phrase_id, NotePhrase.author_id == work.actor.user_id)
    if (found := (await work.session.execute(query)).scalars().first()) is None:
        raise NotFound
    return found
