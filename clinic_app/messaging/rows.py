"""Conversations and messages as the screens show them."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from clinic_app.core import files
from clinic_app.core.database import Work
from clinic_app.core.permissions import Permission
from clinic_app.integrations.protocol import CHANNELS
from clinic_app.messaging import hooks, queries

P = Permission
PLACE = re.compile(r"geo:-?\d{1,3}(\.\d{1,12})?,-?\d{1,3}(\.\d{1,12})?", re.ASCII)


def wall(work: Work, at: datetime | None) -> str:
    """A moment as the clinic's clock shows it."""
    return at.astimezone(work.tz).replace(tzinfo=None).isoformat(timespec="minutes") if at else ""


def initials(name: str) -> str:
    words = [word for word in name.replace(",", " ").split() if word[0].isalpha()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


def number_of(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0


@dataclass
class TalkRow:
    """A line of the list."""

    id: int
    name: str
    initials: str
    detail: str  # the patient, when she is another than the contact
    known: bool
    unread: int
    mark: str
    at: str
    today: bool
    text: str
    out: bool
    state: str
    media: str
    assignee: str


@dataclass
class ButtonRow:
    payload: str = ""
    label: str = ""


@dataclass
class Bubble:
    """One message; `day` is set on the first of each day."""

    id: int = 0
    side: str = "in"
    kind: str = ""
    state: str = ""
    text: str = ""
    channel: str = ""
    at: str = ""
    day: str = ""
    code: str = ""
    author: str = ""
    payload: str = ""
    media: str = ""
    media_url: str = ""
    file: str = ""  # how to show what is kept here: image, audio, video, pdf
    earlier: list[str] = field(default_factory=list)
    wiped: bool = False
    buttons: list[ButtonRow] = field(default_factory=list)
    round: int = 0
    again: str = ""  # how it can be repeated: send, late (its hour is over: ask first), doubt (it may have arrived: ask first)


@dataclass
class ComingRow:
    id: int
    text: str
    at: str


@dataclass
class Panel:
    """The open conversation but for its messages. id 0: none is open."""

    id: int = 0
    contact_id: int = 0
    name: str = ""
    initials: str = ""
    phone: str = ""
    email: str = ""
    patient_id: int = 0
    patient: str = ""
    taken: bool = False
    assignee: str = ""
    refused: list[str] = field(default_factory=list)  # channels
    refused_on: str = ""
    visit: bool = False
    visit_from: str = ""
    visit_until: str = ""
    visit_service: str = ""
    visit_who: str = ""
    visit_status: str = ""
    coming: list[ComingRow] = field(default_factory=list)
    mark: str = ""
    assigned: str = ""  # the user's id; empty: the automatic answers


@dataclass
class Person:
    id: int
    name: str


@dataclass
class Desk:
    """What stands above the list."""

    which: str = ""
    words: str = ""
    unread: int = 0
    mine: int = 0
    troubles: int = 0  # what did not arrive and waits for somebody
    sandbox: bool = False
    can_write: bool = False
    writing: bool = False  # the answer is under the hand: the focus stays in its field
    team: list[Person] = field(default_factory=list)


SHOWN_AS = {"png": "image", "jpg": "image", "webp": "image", "ogg": "audio", "mp3": "audio", "m4a": "audio", "mp4": "video", "pdf": "pdf"}


def _file(each: queries.Said) -> tuple[str, str]:
    """(link, how to show it) of what was attached: our own signed link, else the place it names on the map, else nothing.

    The provider's link is no use to the staff: it opens with the clinic's key only, or soon not any more.
    """
    if files.KEY.fullmatch(each.media_url):
        return files.signed_path(each.media_url), SHOWN_AS[each.media_url.rpartition(".")[2]]
    if each.media == "location" and PLACE.fullmatch(each.media_url):
        return f"https://www.openstreetmap.org/?mlat={'&mlon='.join(each.media_url[4:].split(','))}#map=17", "link"
    return "", ""


def again(each: queries.Said | queries.Trouble) -> str:
    """How a message of ours can be repeated; "" when it did not fail, or its text is not kept any more."""
    if each.wiped:
        return ""
    if each.state == "unknown":
        return "doubt"
    return "" if each.state != "failed" else "late" if each.late else "send"


def bubbles(work: Work, said: list[queries.Said]) -> list[Bubble]:
    """Messages as the screen shows them, with the day above the first of each."""
    rows, last = [], ""
    for each in said:
        at = wall(work, each.at)
        day = "" if at[:10] == last else at[:10]
        last = at[:10]
        buttons = [ButtonRow(str(button.get("payload", "")), str(button.get("label", ""))) for button in each.buttons or ()]
        link, shown = _file(each)
        rows.append(
            Bubble(
                each.id, each.direction, each.kind, each.state, each.text, each.channel, at, day, each.code, each.author, each.payload, each.media, link, shown,
                list(each.earlier or ()), each.wiped, buttons, each.round, again(each),
            )
        )  # fmt: skip
    return rows


async def panel_of(work: Work, head: queries.Head) -> Panel:
    """Who she is, what comes next for her, and what goes out by itself."""
    patient_id = head.patient_id or 0
    names = await hooks.names(work, [patient_id]) if patient_id else {}
    visit = await hooks.next_visit(work, patient_id) if patient_id and P.AGENDA_READ in work.actor.permissions else None
    panel = Panel(
        head.id, head.contact_id, head.name or head.phone or head.email, initials(head.name), head.phone, head.email, patient_id, names.get(patient_id, ""),
        head.taken, head.assignee.strip(), [each for each in CHANNELS if each in head.opted_out], wall(work, head.opted_at)[:10],
        coming=[ComingRow(key, text, wall(work, at)) for key, _, text, at in await queries.coming(work, head.id)],
        mark=head.mark, assigned=str(head.assigned_to or ""),
    )  # fmt: skip
    if visit is not None:
        panel.visit, panel.visit_from, panel.visit_until = True, wall(work, visit.starts_at), wall(work, visit.ends_at)
        panel.visit_service, panel.visit_who, panel.visit_status = visit.service, visit.professional, visit.status
    return panel


async def talk_rows(work: Work, found: list[queries.Talk]) -> list[TalkRow]:
    """The list with the names of the patients."""
    names = await hooks.names(work, [each.patient_id for each in found if each.patient_id])
    today = work.today().isoformat()
    rows = []
    for each in found:
        patient, at = names.get(each.patient_id or 0, ""), wall(work, each.last_at)
        name = each.name or each.phone or each.email or "?"
        detail = patient or each.phone or each.email
        rows.append(
            TalkRow(
                each.id, name, initials(each.name), detail if detail != name else "", each.patient_id is not None, each.unread, each.mark, at,
                at[:10] == today, each.text[:140], each.direction == "out", each.state, each.media, each.assignee,
            )
        )  # fmt: skip
    return rows
