"""Secrets of inboxes are sealed where they are stored: a copy of the database alone opens no mailbox.

AES-256-GCM under a key derived from the installation's secret. The name of the setting is sealed in, so that one
secret cannot be put in the place of another.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from typing import Any, Final, TypeGuard

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from balcao.channels.about import About
from balcao.channels.checks import put, take
from balcao.channels.outcomes import Disconnected
from balcao.kit.crypto import Keyring

_MARK: Final = "sealed:1:"
_NONCE = 12


class WrongKey(Disconnected):
    """What was sealed cannot be opened: the installation's secret key is another one, or the value was changed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The setting {name} of an inbox cannot be opened. Was BALCAO_SECRET_KEY, or secret.key in the data folder, "
            "replaced? With the old key it opens again; without it the secret has to be entered anew."
        )
        self.name = name


def sealed(
    about: About, settings: Mapping[str, Any], keyring: Keyring, stored: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The settings as they are stored. What is sealed already stays as it is, and so does what equals the `stored`."""
    values, known = dict(settings), readable(about, stored or {}, keyring)
    for name in about.secrets:
        value = take(values, name)
        if value in (None, "") or is_sealed(value):
            continue
        same = stored is not None and take(known, name) == value
        put(values, name, take(stored or {}, name) if same else _seal(name, value, keyring))
    return values


def opened(about: About, settings: Mapping[str, Any], keyring: Keyring) -> dict[str, Any]:
    """The settings as a channel works with them. Raises `WrongKey`."""
    values = dict(settings)
    for name in about.secrets:
        if is_sealed(value := take(values, name)):
            put(values, name, _open(name, value, keyring))
    return values


def readable(about: About, settings: Mapping[str, Any], keyring: Keyring) -> dict[str, Any]:
    """The same, where a secret that cannot be opened any more counts as one that nobody has entered."""
    values = dict(settings)
    for name in about.secrets:
        if is_sealed(value := take(values, name)):
            try:
                put(values, name, _open(name, value, keyring))
            except WrongKey:
                put(values, name, None)
    return values


def is_sealed(value: Any) -> TypeGuard[str]:
    """Whether a stored value is a sealed one."""
    return isinstance(value, str) and value.startswith(_MARK)


def _seal(name: str, value: Any, keyring: Keyring) -> str:
    nonce = os.urandom(_NONCE)
    secret = _cipher(keyring).encrypt(nonce, msgspec.json.encode(value), name.encode())
    return _MARK + base64.urlsafe_b64encode(nonce + secret).decode()


def _open(name: str, value: str, keyring: Keyring) -> Any:
    try:
        raw = base64.urlsafe_b64decode(value.removeprefix(_MARK))
        return msgspec.json.decode(_cipher(keyring).decrypt(raw[:_NONCE], raw[_NONCE:], name.encode()))
    except (InvalidTag, binascii.Error, ValueError):
        raise WrongKey(name) from None


def _cipher(keyring: Keyring) -> AESGCM:
    return AESGCM(keyring.key("settings"))
