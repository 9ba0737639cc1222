"""Seeds, from which the inputs of the checks are drawn; a short one must not be found by trying."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from functools import cache

PUBLIC_SEED = "gradlings"
SLOW = 200_000  # rounds, so that a short seed is not found by trying
LONG = 24  # bytes of a new one, which nobody finds


def chosen_seed(seed: int | str | None) -> str:
    """The seed given, else GRADLINGS_SEED, else the public one."""
    return str(seed if seed is not None else os.environ.get("GRADLINGS_SEED") or PUBLIC_SEED)


def new_seed() -> str:
    return secrets.token_urlsafe(LONG)


@cache
def drawing_seed(seed: str) -> str:
    """What inputs are drawn from: feedback shows some, and whoever tries a seed on them pays for each try."""
    return seed if seed == PUBLIC_SEED else _derived(seed, b"gradlings inputs").hex()


def individual_seed(seed: str, student: str) -> str:
    """What the inputs of one student are drawn from; whoever knows it knows nothing of another's."""
    key = drawing_seed(seed).encode()
    return hmac.new(key, student.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


@cache
def seed_id(seed: str) -> str:
    """Tells seeds apart without telling them."""
    return "public" if seed == PUBLIC_SEED else _derived(seed, b"gradlings seed").hex()[:12]


def _derived(seed: str, purpose: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", seed.encode(), purpose, SLOW)
