"""Telephone numbers: kept as E.164, read and shown as the clinic's country writes them. Pure."""

from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat


def stored_phone(written: str, country: str) -> str:
    """E.164 of a number as a person of that country writes it. Raises ValueError when it is no telephone number."""
    try:
        number = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException as error:
        raise ValueError(written) from error
    if number.extension or not phonenumbers.is_valid_number(number):
        raise ValueError(written)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


@lru_cache(maxsize=20_000)  # a list formats the same numbers over and over; parsing one takes 50 microseconds
def shown_phone(stored: str, country: str) -> str:
    """`987654321` for a number of the clinic's own country, `+56…` for a foreign one."""
    if not stored.startswith("+"):
        return stored
    try:
        number = phonenumbers.parse(stored)
    except phonenumbers.NumberParseException:
        return stored
    if phonenumbers.region_code_for_number(number) != country:
        return stored
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return "".join(sign for sign in national if sign in "0123456789")
