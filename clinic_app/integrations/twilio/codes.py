"""Twilio's error codes (twilio.com/docs/api/errors), as far as they change what we do. What stands in no table is tried again."""

ACCOUNT = frozenset({20003, 20005, 20008, 20403, 20404, 30002, 90010})
OPTED_OUT = frozenset({21610, 63033})
LATER = frozenset({20429, 14107, 30001, 30003, 30008, 30022, 21611, 63018, 63038, 63049, 20500, 20503})
PERMANENT = frozenset({
    21211, 21214, 21217, 21219, 21265, 21401, 21407, 21408, 21421, 21601, 21602, 21603, 21604, 21605, 21606, 21607, 21608, 21612, 21614, 21617, 21619,
    21620, 21635, 21654, 21655, 21656, 21703, 30004, 30005, 30006, 30007, 30011, 30019, 30034, 63001, 63003, 63005, 63007, 63013, 63015, 63016, 63019, 63020,
    63021, 63024, 63026, 63027, 63028, 63030, 63032, 63036, 63040, 63041, 63042, 63051,
})  # fmt: skip


def is_permanent(code: int) -> bool:
    """Whether another try on this channel is of no use."""
    return code in PERMANENT or code in OPTED_OUT or code in ACCOUNT
