"""`hashlib.pbkdf2_hmac` and `hashlib.scrypt`, computed by the host: CPython has them from OpenSSL, which is not here."""

import hashlib

from componentize_py_types import Err
from wit_world.imports import crypto

_HASHES = {name: crypto.Hash[name.upper()] for name in ("sha1", "sha224", "sha256", "sha384", "sha512")}


def fill() -> None:
    """Puts both into `hashlib`."""
    hashlib.pbkdf2_hmac = pbkdf2_hmac
    hashlib.scrypt = scrypt


def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    """Password based key derivation function 2 (PKCS #5 v2.0) with HMAC, as in `hashlib`."""
    name = hash_name.lower().replace("-", "").removeprefix("hash")
    if name not in _HASHES:
        raise ValueError(f"unsupported hash type {hash_name}: the platform has {', '.join(_HASHES)}")
    length = hashlib.new(name).digest_size if dklen is None else dklen
    return _ask(crypto.pbkdf2_hmac, _HASHES[name], bytes(password), bytes(salt), iterations, length)


def scrypt(password, *, salt, n, r, p, maxmem=0, dklen=64):
    """scrypt password-based key derivation function, as in `hashlib`. The platform has its own limit on memory."""
    return _ask(crypto.scrypt, bytes(password), bytes(salt), n, r, p, dklen)


def _ask(function, *arguments) -> bytes:
    for number in arguments:
        if isinstance(number, int) and not 0 <= number < 1 << 32:
            raise ValueError(f"{number} is out of range")
    try:
        return bytes(function(*arguments))
    except Err as error:
        raise ValueError(error.value) from None
