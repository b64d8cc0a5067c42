"""A compound file (MS-CFB) made by hand: nested storages and streams, whatever a test needs."""

import struct
from collections.abc import Mapping
from typing import TypeAlias, Union

Storage: TypeAlias = Mapping[str, Union[bytes, "Storage"]]

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def compound(root: Storage) -> bytes:
    entries = _entries("Root Entry", root, 5)
    small = [entry for entry in entries if entry.kind == 2 and len(entry.octets) < _CUTOFF]
    mini_fat: list[int] = []
    mini = bytearray()
    for entry in small:
        entry.start = _chain(mini_fat, -(-len(entry.octets) // _MINI)) if entry.octets else _END
        mini += entry.octets.ljust(-(-len(entry.octets) // _MINI) * _MINI, b"\0")
    entries[0].octets = bytes(mini)
    fat: list[int] = []
    sectors = bytearray()

    def put(octets: bytes) -> int:
        count = -(-len(octets) // _SECTOR)
        sectors.extend(octets.ljust(count * _SECTOR, b"\0"))
        return _chain(fat, count) if count else _END

    for entry in entries:
        if entry not in small and entry.kind != 1:
            entry.start = put(entry.octets)
    mini_start = put(
        b"".join(struct.pack("<I", one) for one in mini_fat).ljust(-(-len(mini_fat) // 128) * 512, b"\xff")
    )
    directory = b"".join(entry.packed() for entry in entries)
    directory_start = put(directory + _Entry("", 0).packed() * (-len(entries) % 4))
    count = 1
    while (len(fat) + count) > 128 * count:
        count += 1
    places = list(range(len(fat), len(fat) + count))
    fat += [_FAT] * count
    fat += [_FREE] * (128 * count - len(fat))
    sectors.extend(struct.pack(f"<{len(fat)}I", *fat))
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, count,
        directory_start, 0, _CUTOFF, mini_start, -(-len(mini_fat) // 128), _END, 0, places[0],
    )  # fmt: skip
    head += b"".join(struct.pack("<I", place) for place in places[1:])
    return head.ljust(_SECTOR, b"\xff") + bytes(sectors)


class _Entry:
    def __init__(self, name: str, kind: int, octets: bytes = b"") -> None:
        self.name, self.kind, self.octets = name, kind, octets
        self.start, self.next, self.child = 0 if kind == 1 else _END, _NONE, _NONE

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0" if self.name else b""
        size = len(self.octets)
        return struct.pack(
            "<64sHBBIII36xIQ", name, len(name), self.kind, 1, _NONE, self.next, self.child, self.start, size
        )


def _entries(name: str, storage: Storage, kind: int) -> list[_Entry]:
    """The storage, then all below it; children are a chain to the right, in the order of their names."""
    entries = [_Entry(name, kind)]
    before: _Entry | None = None
    for called in sorted(storage, key=lambda one: (len(one), one.upper())):
        inner = storage[called]
        below = [_Entry(called, 2, inner)] if isinstance(inner, bytes) else _entries(called, inner, 1)
        place = len(entries)
        for entry in below[1:]:
            entry.next += place if entry.next != _NONE else 0
            entry.child += place if entry.child != _NONE else 0
        below[0].child += place if below[0].child != _NONE else 0
        if before is None:
            entries[0].child = place
        else:
            before.next = place
        before = below[0]
        entries += below
    return entries


def _chain(fat: list[int], count: int) -> int:
    start = len(fat)
    fat.extend([*range(start + 1, start + count), _END])
    return start
