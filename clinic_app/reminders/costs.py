"""What messages cost: prices that the clinic wrote down, times what its providers took. Without a price nobody claims a cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid
from clinic_app.core.i18n import N_
from clinic_app.integrations.protocol import CHANNELS

WRONG = N_("Escribe un precio como 0.05, o deja el campo vacío.")
MOST = Decimal("99999")
FREE = "sandbox"  # nothing leaves
PRICES = "select channel, price from app.message_price"
KEEP = """
insert into app.message_price (channel, price) values (%s, %s)
on conflict (tenant_id, channel) do update set price = excluded.price returning id"""
# every attempt that a provider took: one that went by WhatsApp, failed there and then went by SMS was paid twice
TAKEN = """
select a.channel, case when a.channel = 'sms' then m.text else '' end, m.wiped and a.channel = 'sms', count(*)
from app.message_attempt a join app.message m on m.tenant_id = a.tenant_id and m.id = a.message_id
where a.outcome = 'sent' and a.started_at >= %s and a.provider <> %s group by 1, 2, 3"""
# GSM 03.38: what an SMS holds with seven bits a sign; those of the second alphabet take two places
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE = frozenset("^{}\\[~]|€\f")


class Cost(NamedTuple):
    """Of one channel. `units`: messages, or parts of SMS. `unsure`: how many of them had a text that is kept no longer, and count as one part."""

    channel: str
    messages: int
    units: int
    price: Decimal | None
    unsure: int = 0

    @property
    def amount(self) -> Decimal | None:
        return None if self.price is None else self.price * self.units


def segments(text: str) -> int:
    """Of how many parts an SMS is: 160 signs of its own alphabet or 70 of any other, somewhat fewer when there are several."""
    if all(sign in BASIC or sign in TWICE for sign in text):
        length, one, each = sum(1 + (sign in TWICE) for sign in text), 160, 153
    else:
        length, one, each = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= one else -(-length // each)


async def prices(work: Work) -> dict[str, Decimal]:
    """By channel; those that were written down."""
    [rows] = await work.ask((PRICES, ()))
    return dict(rows)


def _read(written: str) -> Decimal | None:
    """Raises Invalid for what is no price."""
    text = written.strip().replace(",", ".")
    if not text:
        return None
    try:
        price = Decimal(text)
    except InvalidOperation:
        raise Invalid from None
    if not price.is_finite() or not 0 <= price <= MOST or price.normalize().as_tuple().exponent < -4:  # type: ignore[operator]
        raise Invalid
    return price


async def save_prices(work: Work, written: Mapping[str, str]) -> None:
    """Keep the price of each channel as it was typed; an empty one is forgotten. Raises Invalid beside the channel."""
    found, wrong = {}, {}
    for channel in CHANNELS:
        try:
            found[channel] = _read(written.get(channel, ""))
        except Invalid:
            wrong[channel] = [WRONG]
    if wrong:
        raise Invalid(wrong)
    for channel, price in found.items():
        if price is None:
            await work.ask(("delete from app.message_price where channel = %s", (channel,)))
        else:
            await work.ask((KEEP, (channel, price)))
    changes = {channel: None if price is None else str(price) for channel, price in found.items()}
    await audit.record(work, "update", "message_price", work.actor.tenant_id or 0, changes)


async def of_period(work: Work, since: datetime) -> list[Cost]:
    """What was sent since then, by channel, in their order; channels that were not used are left out."""
    taken, known = await work.ask((TAKEN, (since, FREE)), (PRICES, ()))
    return totals([tuple(row) for row in taken], dict(known))


def totals(taken: Sequence[tuple[str, str, bool, int]], known: Mapping[str, Decimal]) -> list[Cost]:
    """`taken`: channel, text (of SMS), whether the text is gone, how many such. Pure."""
    found = {}
    for channel in CHANNELS:
        rows = [row for row in taken if row[0] == channel]
        if rows:
            units = sum(count * (segments(text) if channel == "sms" and not gone else 1) for _, text, gone, count in rows)
            unsure = sum(count for *_, gone, count in rows if gone)
            found[channel] = Cost(channel, sum(row[3] for row in rows), units, known.get(channel), unsure)
    return list(found.values())
