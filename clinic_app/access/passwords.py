"""Passwords: argon2id, always off the event loop."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from pwdlib import PasswordHash

from clinic_app.core.i18n import N_, Sentence

T = TypeVar("T")
MIN_LENGTH, MAX_LENGTH = 8, 256
HASHERS = 2  # at a time; each takes 64 MiB while it works
COMMON = frozenset(
    [
        "password",
        "password1",
        "password123",
        "12345678",
        "123456789",
        "1234567890",
        "contraseña",
        "contrasena",
        "enfermera",
        "qwertyui",
        "qwerty123",
        "iloveyou",
        "abcd1234",
        "11111111",
        "00000000",
    ]
)


@cache
def hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def decoy() -> str:
    """Verified when there is no such person, so that the time of the answer tells nothing."""
    return hasher().hash("nobody has this password")


def _step_back() -> None:
    if sys.platform == "linux":  # elsewhere a thread has no priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


@cache
def _threads() -> ThreadPoolExecutor:
    """Of lower priority, which argon2's own threads inherit: a burst of sign-ins does not slow down those who work."""
    return ThreadPoolExecutor(HASHERS, thread_name_prefix="argon2", initializer=_step_back)


async def _aside(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_threads(), work)


async def hashed(password: str) -> str:
    return await _aside(lambda: hasher().hash(password))


async def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; as slow for an unknown person as for a known one."""
    right = await _aside(lambda: hasher().verify(password[:MAX_LENGTH], stored or decoy()))
    return bool(stored) and right


def weaknesses(password: str, *personal: str) -> list[str]:
    """What is wrong with a new password, as sentences; empty when it is good."""
    found = []
    if len(password) < MIN_LENGTH:
        found.append(Sentence("Esta contraseña es demasiado corta. Debe contener al menos {least} caracteres.", least=MIN_LENGTH))
    if len(password) > MAX_LENGTH:
        found.append(Sentence("Asegúrese de que este campo no tenga más de {longest} caracteres.", longest=MAX_LENGTH))
    if password.lower() in COMMON:
        found.append(N_("Esta contraseña es demasiado común."))
    if password.isdigit():
        found.append(N_("Esta contraseña es completamente numérica."))
    if any(len(part) > 3 and part.lower() == password.lower() for part in personal):
        found.append(N_("Esta contraseña se parece demasiado a tus datos."))
    return found
