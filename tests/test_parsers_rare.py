"""Archives of rare kinds, through libarchive: what is inside reaches the story, what is hostile is told."""

import binascii
import gzip
import io
import tarfile
from collections.abc import Mapping

import libarchive
import pytest

from tests.post import STORY, attach, mail, photo, read, word
from tinbai.parsers import rare

FILES = {"anh/IMG_1.jpg": photo(1), "anh/tin.docx": word(*STORY)}


def tar(files: Mapping[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as made:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            made.addfile(info, io.BytesIO(data))
    return out.getvalue()


def seven(files: Mapping[str, bytes]) -> bytes:
    out = bytearray()

    def write(data: bytes) -> int:
        out.extend(data)
        return len(data)

    with libarchive.custom_writer(write, "7zip") as made:
        for name, data in files.items():
            made.add_file_from_memory(name, len(data), data)
    return bytes(out)


def stored_rar(name: str, data: bytes, flags: int = 0) -> bytes:
    """A .rar of version 4 with one member that is not packed."""

    def block(kind: int, flags: int, body: bytes) -> bytes:
        head = bytes([kind]) + flags.to_bytes(2, "little") + (7 + len(body)).to_bytes(2, "little") + body
        return (binascii.crc32(head) & 0xFFFF).to_bytes(2, "little") + head

    size = len(data).to_bytes(4, "little")
    body = size + size + b"\x02" + binascii.crc32(data).to_bytes(4, "little") + bytes(4) + b"\x14\x30"
    body += len(name).to_bytes(2, "little") + (0x20).to_bytes(4, "little") + name.encode()
    return b"Rar!\x1a\x07\0" + block(0x73, 0, bytes(6)) + block(0x74, 0x8000 | flags, body) + data


PACKED = {
    "a.tar": tar(FILES),
    "a.tar.gz": tar(FILES, "w:gz"),
    "a.7z": seven(FILES),
    "anh.zip": seven(FILES),  # the octets decide
}


@pytest.mark.parametrize("name", PACKED)
def test_the_story_and_its_photo_come_out(name: str) -> None:
    found = read(attach(mail(), name, PACKED[name]))
    (item,) = found.parsed.items
    assert (item.kind, item.source, len(item.photos)) == ("story", f"{name} > tin.docx", 1)
    assert (found.uses(), found.codes()) == ([(name, "archive")], [])


def test_a_rar() -> None:
    found = read(attach(mail(), "a.rar", stored_rar("tin.docx", FILES["anh/tin.docx"])))
    assert [item.source for item in found.parsed.items] == ["a.rar > tin.docx"]


def test_a_file_packed_alone_keeps_its_name() -> None:
    found = read(attach(mail(), "tin.docx.gz", gzip.compress(FILES["anh/tin.docx"])))
    assert [item.source for item in found.parsed.items] == ["tin.docx.gz > tin.docx"]


@pytest.mark.parametrize("name", ["../../etc/tin.docx", "/tmp/tin.docx", "..\\tin.docx"])
def test_no_name_is_a_path(name: str) -> None:
    found = read(attach(mail(), "a.tar", tar({name: FILES["anh/tin.docx"]})))
    assert [item.source for item in found.parsed.items] == ["a.tar > tin.docx"]


BAD = {
    "bomb.gz": (gzip.compress(bytes(150_000_000)), "archive-too-large"),
    "many.tar": (tar({f"{number}.txt": b"" for number in range(3000)}), "archive-too-large"),
    "cut.7z": (PACKED["a.7z"][:-200], "archive-damaged"),
    "noise.rar": (b"Rar!\x1a\x07\x01\0" + bytes(range(256)) * 8, "archive-damaged"),
    "locked.rar": (stored_rar("tin.docx", FILES["anh/tin.docx"], 0x4), "archive-encrypted"),
    "deep.tar": (tar({"a.tar": tar({"b.tar": PACKED["a.tar"]})}), "archive-not-read"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_one_is_told_and_its_neighbour_read(name: str) -> None:
    data, code = BAD[name]
    found = read(attach(attach(mail(), "a.docx", word(*STORY)), name, data))
    assert [item.source for item in found.parsed.items] == ["a.docx"]
    assert found.codes() == [code]


def test_a_secret_name_before_the_part_that_is_too_large_holds_the_mail() -> None:
    packed = tar({"TỐI MẬT - kế hoạch.txt": b"x", "phim.bin": bytes(120_000_000)}, "w:gz")
    found = read(attach(mail(), "a.tar.gz", packed))
    assert [item.hold for item in found.parsed.items] == ["secret"]
    assert not found.kept


def test_where_the_library_lacks_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rare, "known", lambda: False)
    found = read(attach(mail(), "a.7z", PACKED["a.7z"]))
    assert (found.codes(), found.uses()) == (["archive-not-read"], [("a.7z", "archive")])
