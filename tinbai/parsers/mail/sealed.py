"""Mails signed or encrypted as a whole (S/MIME, RFC 8551; PGP/MIME, RFC 3156; Outlook's rights): what was signed can be
taken out of its cover, what is encrypted can only be told. Signatures are not checked here."""

from typing import Final

TYPES: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_ENCRYPTED: Final = frozenset({*TYPES, "application/x-microsoft-rpmsg-message"})
_PGP: Final = b"-----BEGIN PGP MESSAGE-----"
_SIGNED: Final = bytes.fromhex("06092a864886f70d010702")  # the object identifier of SignedData (RFC 5652 5.1)
_SEQUENCE, _OCTETS, _JOINED, _TAGGED = 0x30, 0x04, 0x24, 0xA0
_ENDLESS = 0x80  # a length that is not told; two zero octets end it
_DEEPEST = 10


def is_encrypted(declared: str, octets: bytes) -> bool:
    """Whether a part can be read with its addressee's key only."""
    return (declared in _ENCRYPTED and _SIGNED not in octets[:40]) or octets[:64].lstrip().startswith(_PGP)


def signed_content(octets: bytes) -> bytes | None:
    """The part that was signed, its header included; None for anything else."""
    if _SIGNED not in octets[:40]:
        return None
    try:
        content = _children(octets, _entered(octets, 0, _SEQUENCE))
        signed = _children(octets, _entered(octets, _entered(octets, content[1], _TAGGED), _SEQUENCE))
        enclosed = _children(octets, _entered(octets, signed[2], _SEQUENCE))
        return _said(octets, _entered(octets, enclosed[1], _TAGGED), 0)
    except (IndexError, ValueError):
        return None


def _head(octets: bytes, at: int) -> tuple[int, int, int]:
    """(tag, where the content begins, its length; -1: not told) of the value at `at` (X.690 8.1)."""
    tag, length = octets[at], octets[at + 1]
    if length == _ENDLESS:
        return tag, at + 2, -1
    if length < _ENDLESS:
        return tag, at + 2, length
    more = length - _ENDLESS
    if more > 4:
        raise ValueError("no mail is so long")
    return tag, at + 2 + more, int.from_bytes(octets[at + 2 : at + 2 + more])


def _entered(octets: bytes, at: int, wanted: int) -> int:
    """Where the content of a value begins that must be of that tag."""
    tag, start, _ = _head(octets, at)
    if tag != wanted:
        raise ValueError("another structure")
    return start


def _children(octets: bytes, at: int) -> list[int]:
    """Where the first values begin that stand at `at` one after the other: as many as may be asked for."""
    found: list[int] = []
    while len(found) < 3 and at < len(octets) and octets[at : at + 2] != b"\0\0":
        found.append(at)
        if len(found) < 3:
            at = _after(octets, at, 0)
    return found


def _after(octets: bytes, at: int, depth: int) -> int:
    _, start, length = _head(octets, at)
    if length >= 0:
        return start + length
    if depth > _DEEPEST:
        raise ValueError("too deep")
    while octets[start : start + 2] != b"\0\0":
        start = _after(octets, start, depth + 1)
    return start + 2


def _said(octets: bytes, at: int, depth: int) -> bytes:
    """The octets of a string, which may be written in pieces."""
    tag, start, length = _head(octets, at)
    if tag == _OCTETS:
        return octets[start : start + length]
    if tag != _JOINED or depth > _DEEPEST:
        raise ValueError("no string")
    end = start + length if length >= 0 else len(octets)
    pieces: list[bytes] = []
    while start < end and octets[start : start + 2] != b"\0\0":
        pieces.append(_said(octets, start, depth + 1))
        start = _after(octets, start, 0)
    return b"".join(pieces)
