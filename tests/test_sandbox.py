"""Parsing in a child that may be killed: limits, a helper that dies, threads, answers that cannot be believed."""

import base64
import hashlib
import os
import signal
import time
import zlib
from binascii import crc32
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.letters_compare import LETTERS
from tinbai import codec
from tinbai.errors import ParserDied
from tinbai.model import Parsed
from tinbai.parsers.parse import parse
from tinbai.sandbox import Sandbox
from tinbai.settings import Limits

LETTER = LETTERS / "02-gmail-text-body.eml"
WITH_PHOTO = LETTERS / "01-gmail-docx-photo.eml"
HEAD = b"From: a@example.org\r\nSubject: Tin\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    running = Sandbox(Limits())
    yield running
    running.close()


def directly(letter: Path) -> Parsed:
    parsed = parse(letter.name, letter.read_bytes(), lambda content: None)
    return codec.parsed.loads(codec.parsed.dumps(parsed))


def with_limits(limits: Limits, file: Path, folder: Path) -> Parsed:
    sandbox = Sandbox(limits)
    try:
        return sandbox.parse(file, file.name, folder)
    finally:
        sandbox.close()


def attachments(folder: Path, name: bytes, content: bytes, count: int) -> Path:
    """A mail with the same file several times."""
    head = b"--b\r\nContent-Type: application/octet-stream; name=" + name
    part = head + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content)
    file = folder / "heavy.eml"
    file.write_bytes(HEAD + part * count + b"--b--\r\n")
    return file


def wide_png(side: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + crc32(kind + data).to_bytes(4, "big")

    size = side.to_bytes(4, "big")
    pixels = zlib.compress((b"\0" + b"\x7f" * side) * side, 1)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size * 2 + b"\x08\0\0\0\0") + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("fork", [True, False], ids=["forked", "fresh"])
def test_the_child_understands_what_the_parser_does(fork: bool, tmp_path: Path) -> None:
    sandbox = Sandbox(Limits(), fork=fork)
    try:
        assert sandbox.parse(WITH_PHOTO, WITH_PHOTO.name, tmp_path) == directly(WITH_PHOTO)
    finally:
        sandbox.close()


def test_contents_are_files_named_by_their_hash(sandbox: Sandbox, tmp_path: Path) -> None:
    parsed = sandbox.parse(WITH_PHOTO, WITH_PHOTO.name, tmp_path)
    files = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in tmp_path.iterdir()}
    assert all(name == digest for name, digest in files.items())
    assert parsed.mail
    assert {one.sha256 for one in parsed.mail.attachments} <= set(files)


def test_an_empty_file_is_no_fault(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "empty.eml"
    file.touch()
    assert sandbox.parse(file, file.name, tmp_path).items == ()


def test_too_much_time_kills_the_child(tmp_path: Path) -> None:
    with pytest.raises(ParserDied, match="took too long"):
        with_limits(Limits(parse_seconds=0.001), LETTER, tmp_path)


@pytest.mark.slow
def test_too_much_processor_kills_the_child(tmp_path: Path) -> None:
    file = attachments(tmp_path, b"anh.png", wide_png(8000), 40)
    with pytest.raises(ParserDied, match="too much processor time"):
        with_limits(Limits(parse_cpu_seconds=1, parse_seconds=60), file, tmp_path)


@pytest.mark.slow
def test_too_much_memory_kills_the_child(tmp_path: Path) -> None:
    file = attachments(tmp_path, b"a.bin", bytes(90_000_000), 1)
    with pytest.raises(ParserDied, match="out of memory"):
        with_limits(Limits(parse_memory_mb=128), file, tmp_path)


@pytest.mark.slow
def test_a_killed_child_harms_no_other(sandbox: Sandbox, tmp_path: Path) -> None:
    for letter in (LETTER, WITH_PHOTO):
        with pytest.raises(ParserDied):
            with_limits(Limits(parse_seconds=0.001), letter, tmp_path)
        assert sandbox.parse(letter, letter.name, tmp_path) == directly(letter)


def test_a_helper_that_dies_comes_back(sandbox: Sandbox, tmp_path: Path) -> None:
    before = sandbox.parse(LETTER, LETTER.name, tmp_path)
    first = sandbox.pid
    os.kill(first, signal.SIGKILL)
    assert sandbox.parse(LETTER, LETTER.name, tmp_path) == before
    assert sandbox.pid not in (0, first)


def children(of: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{of}/task/{of}/children").read_text().split()]


def is_gone(pid: int, within: float = 20.0) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            if "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text():
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.01)
    return False


def test_a_spare_child_that_dies_is_replaced(sandbox: Sandbox, tmp_path: Path) -> None:
    before = sandbox.parse(WITH_PHOTO, WITH_PHOTO.name, tmp_path)
    helper = sandbox.pid
    for spare in children(helper):
        os.kill(spare, signal.SIGKILL)
        assert is_gone(spare)
    assert sandbox.parse(WITH_PHOTO, WITH_PHOTO.name, tmp_path) == before
    assert sandbox.pid == helper


@pytest.mark.parametrize("end", ["closed", "killed"])
def test_no_child_outlives_the_helper(end: str, sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.parse(LETTER, LETTER.name, tmp_path)
    left = children(sandbox.pid)
    assert left
    if end == "closed":
        sandbox.close()
    else:
        os.kill(sandbox.pid, signal.SIGKILL)
    assert all(is_gone(pid) for pid in left)


def test_a_child_reads_one_document_and_ends(sandbox: Sandbox, tmp_path: Path) -> None:
    for _ in range(3):
        sandbox.parse(WITH_PHOTO, WITH_PHOTO.name, tmp_path)
        waiting = children(sandbox.pid)
        sandbox.parse(WITH_PHOTO, WITH_PHOTO.name, tmp_path)
        assert all(is_gone(pid) for pid in waiting)


def test_several_threads_share_one_helper(sandbox: Sandbox, tmp_path: Path) -> None:
    letters = [LETTERS / f"{number:02}" for number in (2, 3, 17, 18, 27, 31, 34, 37)]
    files = [next(LETTERS.glob(f"{letter.name}-*.eml")) for letter in letters] * 3

    def one(file: Path) -> Parsed:
        return sandbox.parse(file, file.name, tmp_path)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(one, files))
    assert found == [directly(file) for file in files]


def test_closing_ends_the_helper(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.parse(LETTER, LETTER.name, tmp_path)
    helper = sandbox.pid
    sandbox.close()
    with pytest.raises(ProcessLookupError):
        os.kill(helper, 0)


class Lying(Sandbox):
    """A sandbox whose child answers as it likes."""

    def __init__(self, answer: bytes) -> None:
        super().__init__(Limits())
        self._answer = answer

    def _ask(self, request: Mapping[str, object]) -> bytes:
        return self._answer


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"not json",
        b"[]",
        b'{"class_": "story", "mail": null, "items": [], "problems": []}',
        b'{"class_": "other", "mail": {"subject": 5}, "items": []}',
        b'{"class_": "other", "mail": null, "items": [{"kind": "story"}]}',
        b"\xff\xfe",
    ],
)
def test_an_answer_that_is_none_is_not_believed(answer: bytes, tmp_path: Path) -> None:
    with pytest.raises(ParserDied, match="no parse result"):
        Lying(answer).parse(LETTER, LETTER.name, tmp_path)


def test_a_photo_is_derived_in_the_child_too(sandbox: Sandbox, tmp_path: Path) -> None:
    photo = tmp_path / "photo"
    photo.write_bytes(wide_png(700))
    assert sandbox.derive(photo, 320, tmp_path).startswith(b"RIFF")
    photo.write_bytes(b"\xff\xd8\xff nothing")
    with pytest.raises(ParserDied):
        sandbox.derive(photo, 320, tmp_path)
