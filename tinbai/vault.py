"""Short secrets that must be read again (a mailbox's password, the secret of a second factor), shut with our own keys.

Encrypt, then MAC, of HMAC-SHA256 alone: the key stream is HMAC(key, nonce, counter), the tag HMAC(other key, nonce and
ciphertext). Why no library does it: docs/decisions/2026-11-25-what-the-desk-sets.md.
"""

import base64
import hmac
import secrets
from collections.abc import Sequence

from tinbai.errors import BadSettings

_NONCE, _TAG, _BLOCK = 16, 32, 32  # octets


def shut(keys: Sequence[bytes], purpose: str, words: str) -> str:
    """The words as text only the holder of the keys can read; `purpose` keeps them from serving elsewhere."""
    nonce, plain = secrets.token_bytes(_NONCE), words.encode()
    hidden = _mixed(keys[0], purpose, nonce, plain)
    return base64.b64encode(nonce + _tag(keys[0], purpose, nonce + hidden) + hidden).decode()


def opened(keys: Sequence[bytes], purpose: str, text: str) -> str:
    """The words again, with whichever of the keys shut them. Raises BadSettings when none did."""
    octets = base64.b64decode(text)
    nonce, tag, hidden = octets[:_NONCE], octets[_NONCE : _NONCE + _TAG], octets[_NONCE + _TAG :]
    for key in keys:
        if hmac.compare_digest(tag, _tag(key, purpose, nonce + hidden)):
            return _mixed(key, purpose, nonce, hidden).decode()
    raise BadSettings("the file of keys is not the one this was kept with")


def _mixed(key: bytes, purpose: str, nonce: bytes, octets: bytes) -> bytes:
    of_stream = hmac.digest(key, f"stream {purpose}".encode(), "sha256")
    blocks = range(-(-len(octets) // _BLOCK))
    stream = b"".join(hmac.digest(of_stream, nonce + no.to_bytes(8, "big"), "sha256") for no in blocks)
    return bytes(one ^ other for one, other in zip(octets, stream, strict=False))


def _tag(key: bytes, purpose: str, octets: bytes) -> bytes:
    return hmac.digest(hmac.digest(key, f"tag {purpose}".encode(), "sha256"), octets, "sha256")
