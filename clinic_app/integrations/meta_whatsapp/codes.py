"""Error codes of Meta's WhatsApp Cloud API. The code decides, not the HTTP status, which varies. What stands in no table is tried again."""

ACCOUNT = frozenset({0, 3, 10, 102, 190, 368, 463, 467, 131005, 131031, 131042, 131045, 133010, *range(200, 300)})
LATER = frozenset({1, 2, 4, 17, 613, 80007, 130429, 131000, 131016, 131048, 131049, 131052, 131053, 131056, 131057, 133004, 133016})
OPTED_OUT = frozenset({131050})  # she asked Meta for no more
PERMANENT = frozenset({
    33, 100, 130472, 130497, 131008, 131009, 131021, 131026, 131030, 131047, 131051, 132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018,
    132068, 132069, 135000, 134011, 131055,
})  # fmt: skip
NOT_AT_ONCE = {131049: 6 * 3600.0, 131048: 1800.0, 130429: 10.0, 131056: 30.0}  # seconds before another try makes sense


def is_permanent(code: int) -> bool:
    """Whether another try on this channel is of no use."""
    return code in PERMANENT or code in OPTED_OUT or code in ACCOUNT
