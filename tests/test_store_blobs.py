"""Blobs: named by content, durable, and no room left is said before it is too late."""

import hashlib
from pathlib import Path

import pytest

from tinbai.errors import DiskFull, NotFound
from tinbai.store import Blobs


def test_octets_come_back_under_their_digest(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    name = blobs.put(b"story")
    assert name == hashlib.sha256(b"story").hexdigest()
    assert blobs.open(name).read_bytes() == b"story"


def test_a_file_is_moved_in_not_copied(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    big = blobs.spool / "big"
    big.write_bytes(b"x" * 1000)
    name = blobs.put(big)
    assert not big.exists() and blobs.open(name).stat().st_size == 1000


def test_the_same_octets_are_kept_once(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    first = blobs.open(blobs.put(b"same")).stat().st_ino
    again = blobs.spool / "again"
    again.write_bytes(b"same")
    assert blobs.open(blobs.put(again)).stat().st_ino == first and not again.exists()


def test_a_job_folder_becomes_blobs_and_goes(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    with blobs.job_folder() as folder:
        (folder / "claimed-name").write_bytes(b"picture")
        names = blobs.adopt_all(folder)
    assert names == [hashlib.sha256(b"picture").hexdigest()] and not folder.exists()
    assert blobs.open(names[0]).read_bytes() == b"picture"


def test_too_little_room_is_said_before_writing(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path, keep_free=1 << 60)
    with pytest.raises(DiskFull):
        blobs.put(b"one more")
    assert list(blobs.spool.iterdir()) == []


def test_a_missing_blob_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="is missing"):
        Blobs(tmp_path).open("0" * 64)


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    (blobs.spool / "left").write_bytes(b"")
    (blobs.spool / "job-left").mkdir()
    assert blobs.sweep(older_than=0) == 0
    assert blobs.sweep(older_than=1 << 40) == 2 and list(blobs.spool.iterdir()) == []
