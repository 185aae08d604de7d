"""A secret of the installation's own."""

from __future__ import annotations

from mspf import _host


def secret_key(purpose: str) -> bytes:
    """32 bytes that belong to this installation alone: the same in each of its instances and after a new release,
    different for every installation and every `purpose`. For signing cookies and tokens.
    """
    return _host.current().secret_key(purpose)
