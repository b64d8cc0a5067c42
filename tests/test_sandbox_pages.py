"""Pages a child is going to write to are known, and copied before it has anything to do."""

import ctypes
import mmap
import os
import resource
import sys

import pytest

from tinbai import sandbox_pages

_PAGE = mmap.PAGESIZE
_COUNT = 50

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc tells of pages on Linux only")


def memory() -> mmap.mmap:
    made = mmap.mmap(-1, _COUNT * _PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    write(made, b"1")
    return made


def write(made: mmap.mmap, octet: bytes) -> None:
    for page in range(_COUNT):
        made[page * _PAGE : page * _PAGE + 1] = octet


def count_of(made: mmap.mmap, pages: sandbox_pages.Pages) -> int:
    """How many pages of it are among these."""
    start = ctypes.addressof(ctypes.c_char.from_buffer(made))
    ends = start + _COUNT * _PAGE
    return sum(max(0, min(address + size, ends) - max(address, start)) for address, size in pages) // _PAGE


def test_what_is_written_to_is_told() -> None:
    made = memory()
    assert count_of(made, sandbox_pages.touched(lambda: write(made, b"2"))) == _COUNT
    assert count_of(made, sandbox_pages.touched(lambda: None)) == 0
    assert made[0:1] == b"1"


def test_what_is_copied_beforehand_is_not_copied_again() -> None:
    made = memory()
    pages = sandbox_pages.touched(lambda: write(made, b"2"))
    read, out = os.pipe()
    if not os.fork():
        sandbox_pages.copy(pages)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        write(made, b"3")
        os.write(out, str(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before).encode())
        os._exit(0)
    os.wait()
    assert int(os.read(read, 9)) < _COUNT // 2
