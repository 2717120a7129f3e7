"""Secrets that must be read again (a second factor's): encrypted with a key made from the installation's own."""

import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from clinic_app.core.settings import secret_key

NONCE_BYTES = 12


@lru_cache(maxsize=8)
def _key(purpose: str, master: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"hampiq|{purpose}".encode()).derive(master.encode())


def seal(purpose: str, owner: int, secret: bytes) -> bytes:
    """Encrypt a secret of one owner; copied to another owner's row it cannot be opened."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_key(purpose, secret_key())).encrypt(nonce, secret, str(owner).encode())


def unseal(purpose: str, owner: int, sealed: bytes) -> bytes | None:
    """The secret, or nothing when it was sealed with another installation's key or for another owner."""
    try:
        return AESGCM(_key(purpose, secret_key())).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], str(owner).encode())
    except (InvalidTag, ValueError):
        return None


def keyed_hash(purpose: str, owner: int, text: str) -> bytes:
    """A hash that cannot be searched through without the installation's key."""
    return hmac.new(_key(purpose, secret_key()), f"{owner}|{text}".encode(), hashlib.sha256).digest()
