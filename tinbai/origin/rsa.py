"""RSA signatures of mail (RFC 8017 8.2.2): an integer, a power, and what it must be; nothing of it is secret."""

from dataclasses import dataclass

_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")  # of SHA-256, RFC 8017 9.2 note 1
_OBJECT = bytes.fromhex("06092a864886f70d010101")  # rsaEncryption
_MOST_BITS = 8192
_LARGEST_EXPONENT = 1 << 33  # a longer one would only cost time


class BadKey(Exception):
    """The octets are no RSA key one uses."""


@dataclass(frozen=True, slots=True)
class Key:
    modulus: int
    exponent: int


def key_of(octets: bytes) -> Key:
    """A key as DNS holds it: SubjectPublicKeyInfo, or RSAPublicKey alone. Raises BadKey."""
    inner, _ = _read(octets, 0x30)
    if _OBJECT in inner[:32]:
        _, rest = _read(inner, 0x30)
        bits, _ = _read(rest, 0x03)
        inner, _ = _read(bits[1:], 0x30)
    modulus, rest = _read(inner, 0x02)
    exponent, _ = _read(rest, 0x02)
    key = Key(int.from_bytes(modulus, "big"), int.from_bytes(exponent, "big"))
    if key.modulus.bit_length() > _MOST_BITS or not 1 < key.exponent < _LARGEST_EXPONENT or key.modulus < 3:
        raise BadKey("out of measure")
    return key


def is_signed(key: Key, signature: bytes, digest: bytes) -> bool:
    """Whether the holder of the key signed the SHA-256 digest. What must come out is made here and compared whole."""
    size = (key.modulus.bit_length() + 7) // 8
    told = _DIGEST_INFO + digest
    number = int.from_bytes(signature, "big")
    if len(signature) != size or number >= key.modulus or size < len(told) + 11:
        return False
    expected = b"\x00\x01" + b"\xff" * (size - len(told) - 3) + b"\x00" + told
    return pow(number, key.exponent, key.modulus) == int.from_bytes(expected, "big")


def _read(octets: bytes, tag: int) -> tuple[bytes, bytes]:
    """(content of the first DER element, what follows it)."""
    if len(octets) < 2 or octets[0] != tag:
        raise BadKey("no key")
    length, at = octets[1], 2
    if length & 0x80:
        count = length & 0x7F
        length, at = int.from_bytes(octets[2 : 2 + count], "big"), 2 + count
    if at + length > len(octets):
        raise BadKey("cut off")
    return octets[at : at + length], octets[at + length :]
