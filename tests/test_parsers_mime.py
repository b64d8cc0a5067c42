"""Messages cut into parts, whatever is wrong with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbai.parsers.mail.mime import DEEPEST, MOST_PARTS, Part, Splitter, split_body, split_headers


def split(raw: bytes) -> tuple[Part, list[str]]:
    splitter = Splitter()
    part = splitter.message(memoryview(raw))
    return part, [problem.code for problem in splitter.problems]


def multipart(*parts: bytes, boundary: bytes = b"b", closed: bool = True, line_end: bytes = b"\r\n") -> bytes:
    head = b'Content-Type: multipart/mixed; boundary="' + boundary + b'"' + line_end * 2
    body = b"".join(b"--" + boundary + line_end + part + line_end for part in parts)
    return head + body + (b"--" + boundary + b"--" + line_end if closed else b"")


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_parts_are_what_stands_between_the_delimiters(line_end: bytes) -> None:
    part, problems = split(multipart(b"A: 1" + line_end * 2 + b"one", line_end + b"two" + line_end, line_end=line_end))
    assert [bytes(child.body) for child in part.children] == [b"one", b"two" + line_end]
    assert problems == []


def test_preamble_and_epilogue_are_no_parts() -> None:
    raw = multipart(b"\r\none").replace(b"\r\n\r\n--b", b"\r\n\r\nThis is MIME.\r\n--b", 1) + b"epilogue\r\n"
    assert [bytes(child.body) for child in split(raw)[0].children] == [b"one"]


def test_a_boundary_that_begins_another_is_not_mistaken_for_it() -> None:
    inner = multipart(b"\r\nin", boundary=b"b2")
    part, _ = split(multipart(inner, b"\r\nout"))
    assert [child.media_type for child in part.children] == ["multipart/mixed", "text/plain"]
    assert [bytes(child.body) for child in part.children[0].children] == [b"in"]


def test_a_delimiter_counts_only_at_the_start_of_a_line() -> None:
    part, _ = split(multipart(b"\r\nsee --b for more"))
    assert bytes(part.children[0].body) == b"see --b for more"


def test_a_missing_end_is_told_and_only_the_last_part_suffers() -> None:
    part, problems = split(multipart(b"\r\none", b"\r\ntwo", closed=False))
    assert [child.complete for child in part.children] == [True, False]
    assert problems == ["mail-cut-off"]


def test_a_missing_boundary_is_guessed() -> None:
    raw = multipart(b"\r\none").replace(b'; boundary="b"', b"")
    assert [bytes(child.body) for child in split(raw)[0].children] == [b"one"]


@pytest.mark.parametrize("boundary", [b"a  b", b"\xe1 \xff", b"=?utf-8?q?a?="])
def test_every_octet_of_a_boundary_counts(boundary: bytes) -> None:
    root, problems = split(multipart(b"\r\none", b"\r\ntwo", boundary=boundary))
    assert [bytes(part.body) for part in root.children] == [b"one", b"two"]
    assert not problems


def test_where_no_boundary_stands_at_all_it_is_told() -> None:
    part, problems = split(b"Content-Type: multipart/mixed; boundary=x\r\n\r\nJust words.\r\n")
    assert (part.children, problems) == ((), ["mail-boundary-missing"])


def test_nesting_ends_somewhere() -> None:
    raw = b"\r\ndeep"
    for number in range(DEEPEST + 20):
        raw = multipart(raw, boundary=b"level%d" % number)
    part, problems = split(raw)
    depth = 0
    while part.children:
        part, depth = part.children[0], depth + 1
    assert (depth, problems) == (DEEPEST, ["mail-too-nested"])


def test_parts_end_somewhere() -> None:
    part, problems = split(multipart(*[b"\r\nx"] * (MOST_PARTS + 50)))
    assert len(part.children) < MOST_PARTS
    assert problems == ["mail-too-many-parts"]


def test_parts_are_slices_not_copies() -> None:
    raw = memoryview(multipart(b"\r\n" + b"x" * 1000))
    assert Splitter().message(raw).children[0].body.obj is raw.obj


@pytest.mark.parametrize(
    ("head", "names", "body"),
    [
        (b"A: 1\r\nB: 2\r\n\r\nbody", ["a", "b"], b"body"),
        (b"A: 1\n continued\n\nbody", ["a"], b"body"),
        (b"A: 1\r\n \r\n\tcontinued\r\nB: 2\r\n\r\nbody", ["a", "b"], b"body"),
        (b"A: 1\r\n \r\nbody", ["a"], b"body"),
        (b"From x@y Mon Aug 22\nA: 1\n\nbody", ["a"], b"body"),
        (b"no header at all\nonly words", [], b"no header at all\nonly words"),
        (b"\r\nbody", [], b"body"),
        (b"A: 1\r\nnonsense line\r\nB: 2\r\n\r\nbody", ["a", "b"], b"body"),
        (b"A : 1\r\n\r\nbody", ["a"], b"body"),
        (b"", [], b""),
    ],
)
def test_where_the_header_ends(head: bytes, names: list[str], body: bytes) -> None:
    fields, rest = split_headers(memoryview(head))
    assert [name for name, _ in fields] == names
    assert bytes(rest) == body


LINES = (
    b"--b\r\n",
    b"--b--",
    b"\r\n",
    b"A: 1\r\n",
    b"Content-Type: multipart/x; boundary=b\r\n",
    b" \r\n",
    b"x",
    b"\0",
    b":",
)


@given(st.lists(st.sampled_from(LINES), max_size=60))
def test_no_order_of_lines_makes_it_fail(lines: list[bytes]) -> None:
    part, _ = split(b"".join(lines))
    assert all(bytes(child.body) in b"".join(lines) for child in part.children)


def test_the_sender_is_found_below_a_million_octets_of_stations() -> None:
    fields, body = split_headers(memoryview(b"Received: from a by b;\r\n x\r\n" * 50_000 + b"From: a@b.vn\r\n\r\nTin"))
    assert fields[-1] == ("from", b" a@b.vn")
    assert bytes(body) == b"Tin"


def test_without_a_boundary_there_are_no_parts() -> None:
    assert split_body(memoryview(b"--\r\nx"), b"", 10) == ([], False)
