"""A package (zip or compound file) as one run of its parts, so that a change is made inside a part and not to its
wrapping, where a checksum or a chain of sectors would undo it."""

import io
import struct
import warnings
import zipfile
import zlib

import olefile  # type: ignore[import-untyped]

from tests.ole import Storage, compound

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADS = {ZIP: b"\x1ezip", OLE: b"\x1eole"}
_NEXT = b"\x1f"  # before the name of a part
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, struct.error)

Parts = list[tuple[bytes, bytes]]


def is_apart(data: bytes) -> bool:
    return data[:4] in _HEADS.values()


def apart(data: bytes) -> bytes:
    """The parts of a package, each with its name; anything else as it is."""
    head = next((head for head in _HEADS if data.startswith(head)), None)
    try:
        parts = _of_zip(data) if head == ZIP else _of_ole(data) if head == OLE else []
    except _BROKEN:
        return data
    return written(_HEADS[head], parts) if head and parts else data


def together(data: bytes) -> bytes:
    """The package again; anything else as it is."""
    if not is_apart(data):
        return data
    parts = parts_of(data)
    return _zip(parts) if data.startswith(_HEADS[ZIP]) else _ole(parts)


def parts_of(data: bytes) -> Parts:
    """(name, content) of each; what stands before the first name has none."""
    found = (part.partition(b"\n") for part in data[4:].split(_NEXT)[1:])
    return [(name, content.replace(b"\x1b\x01", b"\x1f").replace(b"\x1b\x00", b"\x1b")) for name, _, content in found]


def written(head: bytes, parts: Parts) -> bytes:
    hidden = ((name, content.replace(b"\x1b", b"\x1b\x00").replace(b"\x1f", b"\x1b\x01")) for name, content in parts)
    return head + b"".join(_NEXT + name + b"\n" + content for name, content in hidden)


def _of_zip(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name.encode(), archive.read(name)) for name in archive.namelist()]


def _zip(parts: Parts) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w") as archive:  # a name twice is wanted
        for name, content in parts:
            archive.writestr(name[:200].decode("utf-8", "replace") or "-", content)
    return out.getvalue()


def _of_ole(data: bytes) -> Parts:
    with olefile.OleFileIO(data) as file:
        return [("/".join(path).encode(), file.openstream(path).read()) for path in file.listdir()]


def _ole(parts: Parts) -> bytes:
    """A storage for each folder; where a name is both folder and stream, the stream stays."""
    root: dict[str, bytes | Storage] = {}
    for name, content in parts:
        *folders, last = name[:200].decode("utf-8", "replace").split("/")
        place = root
        for folder in folders[:4]:
            inner = place.setdefault(folder[:31], {})
            if not isinstance(inner, dict):
                break
            place = inner
        place[last[:31]] = content
    return compound(root)
