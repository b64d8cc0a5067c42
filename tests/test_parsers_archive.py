"""Archives: their photos and papers reach the right story, what is hostile or broken costs little and is told."""

import hashlib
import io
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.post import BODY, LEAD, NOTE, OTHER, STORY, TITLE, attach, mail, photo, read, word
from tinbai.model import Parsed
from tinbai.parsers import archive, zipped
from tinbai.parsers.zipped import Zip
from tinbai.sandbox import Sandbox
from tinbai.settings import Limits

SECONDS = 5


def pack(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def raw_name(packed: bytes, old: str, new: bytes) -> bytes:
    """The name of a member replaced by octets of the same length."""
    assert len(old) == len(new)
    return packed.replace(old.encode(), new)


def locked(packed: bytes) -> bytes:
    """Every member marked as asking for a password."""
    with zipfile.ZipFile(io.BytesIO(packed)) as made:
        places = [info.header_offset + 6 for info in made.infolist()]
    out = bytearray(packed)
    at = packed.find(b"PK\x01\x02")
    while at >= 0:
        places.append(at + 8)
        at = packed.find(b"PK\x01\x02", at + 4)
    for place in places:
        out[place] |= 1
    return bytes(out)


# --- What is inside reaches the story ------------------------------------------------------------------------------


def test_photos_in_an_archive_reach_the_story_and_junk_does_not() -> None:
    files = {
        "anh/": b"", "anh/IMG_1.jpg": photo(1), "anh/Thumbs.db": b"x" * 50, "__MACOSX/anh/._IMG_1.jpg": photo(2),
        "anh/.DS_Store": b"x", "desktop.ini": b"[x]", "anh/IMG_2.png": photo(3, form="PNG"), "anh/~$tin.docx": b"x",
    }  # fmt: skip
    found = read(attach(attach(mail(), "a.docx", word(*STORY)), "anh.zip", pack(files)))
    (item,) = found.parsed.items
    assert [(one.name, one.origin) for one in item.photos] == [("IMG_1.jpg", "archive"), ("IMG_2.png", "archive")]
    assert found.uses() == [("a.docx", "story"), ("anh.zip", "archive")]
    assert found.codes() == []
    assert all(one.sha256 in found.kept for one in item.photos)


def test_a_paper_in_an_archive_is_an_item_with_both_names() -> None:
    packed = pack({"tin/a.docx": word(*STORY), "tin/anh.jpg": photo(1)})
    found = read(attach(mail(), "tin.zip", packed))
    (item,) = found.parsed.items
    assert (item.kind, item.source, item.title, len(item.photos)) == ("story", "tin.zip > a.docx", TITLE, 1)
    assert found.parsed.class_ == "submission"
    assert hashlib.sha256(packed).hexdigest() in found.kept


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_in_an_archive_is_opened_once_more_but_not_twice(method: int) -> None:
    once = pack({"a.docx": word(*STORY)}, method)
    found = read(attach(mail(), "x.zip", pack({"y.zip": once}, method)))
    assert [item.source for item in found.parsed.items] == ["x.zip > y.zip > a.docx"]
    found = read(attach(mail(), "x.zip", pack({"y.zip": pack({"z.zip": once}, method)}, method)))
    assert [(one.code, one.where) for one in found.parsed.problems] == [
        ("archive-not-read", "x.zip > y.zip > z.zip")
    ]  # fmt: skip


def test_each_folder_is_a_story_with_its_photos() -> None:
    files = {
        "1/bai.docx": word(*STORY), "2/bai.docx": word(*OTHER), "1/DSC_1.jpg": photo(1), "2/DSC_1.jpg": photo(2),
        "2/DSC_2.jpg": photo(3),
    }  # fmt: skip
    found = read(attach(mail(), "tin.zip", pack(files)))
    assert [(item.title, len(item.photos)) for item in found.parsed.items] == [(TITLE, 1), (OTHER[0], 2)]
    assert found.codes() == []


def test_an_archive_named_after_a_story_belongs_to_it() -> None:
    message = attach(attach(mail(), "trong que.docx", word(*STORY)), "ca long.docx", word(*OTHER))
    attach(message, "anh trong que.zip", pack({"DSC_7.jpg": photo(7)}))
    first, second = read(attach(message, "anh ca long.zip", pack({"DSC_8.jpg": photo(8)}))).parsed.items
    assert [[one.name for one in item.photos] for item in (first, second)] == [["DSC_7.jpg"], ["DSC_8.jpg"]]


def test_a_photo_named_in_the_body_stands_at_its_place() -> None:
    text = "\n\n".join((TITLE, LEAD, "(Ảnh: IMG_2041.jpg)", *BODY, STORY[-1]))
    packed = pack({"IMG_2040.jpg": photo(1), "IMG_2041.jpg": photo(2)})
    (item,) = read(attach(mail(text), "anh.zip", packed)).parsed.items
    assert [block.photo for block in item.body if block.type == "figure"] == [0]
    assert [one.name for one in item.photos] == ["IMG_2041.jpg", "IMG_2040.jpg"]


def test_a_mail_in_an_archive_brings_its_items() -> None:
    inner = attach(mail(NOTE, "Tin quế"), "a.docx", word(*STORY)).as_bytes()
    found = read(attach(mail(), "thu.zip", pack({"tin.eml": inner})))
    assert [item.source for item in found.parsed.items] == ["thu.zip > tin.eml > a.docx"]


def test_a_bare_archive() -> None:
    found = read(pack({"a.docx": word(*STORY), "a.jpg": photo(1)}), "tin.zip")
    (item,) = found.parsed.items
    assert (found.parsed.mail, found.parsed.class_, item.source) == (None, "submission", "tin.zip > a.docx")


# --- Names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("octets", "name"),
    [
        ("Ảnh quế.jpg".encode(), "Ảnh quế.jpg"),
        ("Hội nghị tổng kết.jpg".encode("cp1258", "ignore"), None),
        (b"H\xe9i ngh\xde t\xe6ng k\xd5t.jpg", "Hội nghị tổng kết.jpg"),
        (b"caf\x82.jpg", "café.jpg"),
    ],
    ids=["UTF-8 not said", "windows-1258", "TCVN3", "cp437"],
)
def test_names_in_old_code_pages(octets: bytes, name: str | None) -> None:
    plain = "x" * len(octets)
    (entry,) = Zip(raw_name(pack({plain: b"1"}), plain, octets)).entries
    assert name is None or entry.path == name
    assert "\ufffd" not in entry.path


@pytest.mark.parametrize("name", ["../../etc/anh.jpg", "/tmp/anh.jpg", "C:\\anh\\anh.jpg", "./anh.jpg"])
def test_no_name_is_a_path(name: str) -> None:
    found = read(attach(attach(mail(), "a.docx", word(*STORY)), "anh.zip", pack({name: photo(1)})))
    assert [one.name for one in found.parsed.items[0].photos] == ["anh.jpg"]


# --- Stamps ----------------------------------------------------------------------------------------------------------


def test_a_stamped_paper_inside_holds_itself_and_the_archive() -> None:
    packed = pack({"mat.docx": word("MẬT", *STORY), "b.docx": word(*OTHER)})
    found = read(attach(attach(mail(), "tin.zip", packed), "c.jpg", photo(1)))
    assert [(item.hold, item.title) for item in found.parsed.items] == [("secret", None), (None, OTHER[0])]
    assert hashlib.sha256(packed).hexdigest() not in found.kept
    assert all(one.data[:2] != b"PK" for one in found.kept.values())


def test_a_stamp_in_a_nested_archive_keeps_all_around_it() -> None:
    packed = pack({"y.zip": pack({"mat.docx": word("MẬT", *STORY)}), "anh.jpg": photo(1)})
    found = read(attach(mail(), "tin.zip", packed))
    assert [item.hold for item in found.parsed.items] == ["secret"]
    assert found.kept == {}


def test_a_secret_name_inside_holds_everything() -> None:
    packed = pack({"27-BC (MẬT).docx": word(*STORY)})
    found = read(attach(attach(mail(), "tin.zip", packed), "b.docx", word(*OTHER)))
    assert [(item.hold, item.text) for item in found.parsed.items] == [("secret", ""), ("secret", "")]
    assert found.kept == {}


# --- Broken and hostile ----------------------------------------------------------------------------------------------


def test_a_cut_off_archive_gives_what_it_has() -> None:
    packed = pack({"a.docx": word(*STORY), "anh.jpg": photo(1)}, zipfile.ZIP_STORED)
    found = read(attach(mail(), "tin.zip", packed[:-6000]))
    (item,) = found.parsed.items
    assert (item.title, [one.name for one in item.photos]) == (TITLE, ["anh.jpg"])
    assert set(found.codes()) == {"archive-damaged", "photo-cut-off"}


def test_a_damaged_member_costs_only_itself() -> None:
    data = word(*STORY)
    packed = bytearray(pack({"xấu.docx": word(*OTHER), "a.docx": data}))
    packed[200:260] = bytes(60)
    found = read(attach(mail(), "tin.zip", bytes(packed)))
    assert TITLE in [item.title for item in found.parsed.items]
    assert "archive-damaged" in found.codes()


def test_a_password_is_told_and_the_names_are_looked_at() -> None:
    found = read(attach(mail(), "tin.zip", locked(pack({"a.docx": word(*STORY), "b.docx": word(*OTHER)}))))
    assert [(one.code, one.where) for one in found.parsed.problems] == [("archive-encrypted", "tin.zip")]
    assert found.parsed.class_ == "submission"
    found = read(attach(mail(), "tin.zip", locked(pack({"BC - TỐI MẬT.docx": b"x"}))))
    assert [item.hold for item in found.parsed.items] == ["secret"]


def test_a_rare_method_is_told() -> None:
    found = read(attach(mail(), "tin.zip", pack({"a.docx": word(*STORY)}, zipfile.ZIP_LZMA)))
    assert found.codes() == ["archive-damaged"]


def flat_bomb() -> bytes:
    return pack({f"{number}.txt": b"0" * 50_000_000 for number in range(8)})


def bomb_of_bombs() -> bytes:
    inner = pack({"a.txt": b"0" * 50_000_000})
    return pack({f"{number}.zip": inner for number in range(400)})


def patient_bomb() -> bytes:
    """Each member stays below the ratio that is looked at."""
    return pack({f"{number}.mp3": b"ID3" + b"\0" * 1_000_000 for number in range(600)})


def overlapping_bomb() -> bytes:
    """All entries of the list point at the same member."""
    packed = pack({"aaaa.txt": b"0" * 1_000_000})
    at = packed.index(b"PK\x01\x02")
    end = packed.index(b"PK\x05\x06")
    entries = b"".join(packed[at:end].replace(b"aaaa", b"%04d" % number) for number in range(1900))
    close = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1900, 1900, len(entries), at, 0)
    return packed[:at] + entries + close


BOMBS: dict[str, Callable[[], bytes]] = {
    "eight of 50 MB": flat_bomb,
    "400 bombs in one": bomb_of_bombs,
    "600 of 1 MB": patient_bomb,
    "one member 1,900 times": overlapping_bomb,
    "400 photos": lambda: pack(
        {f"{number}.jpg": data + b"%d" % number for data in [photo(1, 320, 240)] for number in range(400)}
    ),
    "3,000 members": lambda: pack({f"{number}.txt": b"x" for number in range(3000)}),
    "100,000 members": lambda: pack({"a": b"x"}) + b"PK\x01\x02" * 100_000,
    "a nested one of 300 MB": lambda: pack({"x.zip": pack({"a.txt": b"0" * 300_000_000})}),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    running = Sandbox(Limits(parse_cpu_seconds=SECONDS))  # 512 MiB is the room it gives
    yield running
    running.close()


def in_sandbox(sandbox: Sandbox, folder: Path, raw: bytes) -> Parsed:
    """Raises ParserDied when time or memory did not suffice."""
    file = folder / "mail.eml"
    file.write_bytes(raw)
    return sandbox.parse(file, file.name, folder)


def test_a_secret_name_counts_also_where_the_files_are_too_many() -> None:
    files = {f"{number}.txt": b"x" for number in range(400)} | {"BC (TỐI MẬT).docx": b"x"}
    found = read(attach(mail(), "tin.zip", pack(files)))
    assert {item.hold for item in found.parsed.items} == {"secret"}
    assert found.kept == {}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.slow
def test_a_bomb_is_told_and_its_neighbour_read(name: str, sandbox: Sandbox, tmp_path: Path) -> None:
    message = attach(attach(mail(), "bom.zip", BOMBS[name]()), "a.docx", word(*STORY))
    found = in_sandbox(sandbox, tmp_path, message.as_bytes())
    assert {one.code for one in found.problems} & {"archive-too-large", "archive-damaged"}
    assert TITLE in [item.title for item in found.items]


@pytest.mark.slow
def test_many_small_papers_and_photos_are_read_in_time(sandbox: Sandbox, tmp_path: Path) -> None:
    data = photo(1, 320, 240)
    files = {f"{number}.jpg": data + bytes([number]) for number in range(90)}
    files |= {f"{number}.txt": f"Tin số {number}".encode() for number in range(90)}
    found = in_sandbox(sandbox, tmp_path, attach(mail(), "a.zip", pack(files)).as_bytes())
    assert found.items


def test_a_member_is_unpacked_no_further_than_allowed() -> None:
    bomb = Zip(pack({"a": b"0" * 5_000_000}))
    with pytest.raises(zipped.TooLarge):
        bomb.octets(0, archive.MOST_OCTETS)
    assert bomb.head(0, 100) == b"0" * 100
