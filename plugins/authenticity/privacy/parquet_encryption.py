"""Column encryption of Parquet (modular encryption) under the keyring's master keys.

The footer stays readable, so that an engine without keys reads codes, dates and tokens, and
is refused the personal columns. Every file has data keys of its own, wrapped by the master key
of the column's class (AES-256-GCM).
"""

from __future__ import annotations

import base64
import os
from datetime import timedelta

import pyarrow.parquet.encryption as pe
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from authenticity.errors import KeyringError
from authenticity.privacy.keyring import Keyring

_NONCE_BYTES = 12
_FOOTER_KEY = "identity"


class _KeyringClient(pe.KmsClient):  # type: ignore[misc]
    """pyarrow's view of the keyring: wraps and unwraps data keys, gives no key away."""

    def __init__(self, keyring: Keyring) -> None:
        pe.KmsClient.__init__(self)
        self._keyring = keyring

    def wrap_key(self, key_bytes: bytes, master_key_identifier: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        master = AESGCM(self._keyring.master_key(master_key_identifier))
        return base64.b64encode(nonce + master.encrypt(nonce, key_bytes, None))

    def unwrap_key(self, wrapped_key: bytes | str, master_key_identifier: str) -> bytes:
        wrapped = base64.b64decode(wrapped_key)
        master = AESGCM(self._keyring.master_key(master_key_identifier))
        try:
            return master.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], None)
        except InvalidTag:
            raise KeyringError(
                "the lake was written under another keyring; restore that keyring"
            ) from None


def _factory(keyring: Keyring) -> pe.CryptoFactory:
    return pe.CryptoFactory(lambda _config: _KeyringClient(keyring))


def writing(keyring: Keyring, columns_by_key: dict[str, list[str]]) -> pe.FileEncryptionProperties:
    """Properties for a writer that encrypts `columns_by_key` (master key name → columns)."""
    configuration = pe.EncryptionConfiguration(
        footer_key=_FOOTER_KEY,
        column_keys=columns_by_key,
        plaintext_footer=True,
        data_key_length_bits=256,
        double_wrapping=False,
        cache_lifetime=timedelta(minutes=10),
    )
    return _factory(keyring).file_encryption_properties(pe.KmsConnectionConfig(), configuration)


def reading(keyring: Keyring) -> pe.FileDecryptionProperties:
    """Properties for a reader that may see the encrypted columns."""
    return _factory(keyring).file_decryption_properties(pe.KmsConnectionConfig())
