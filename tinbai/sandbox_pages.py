"""The memory of the parsing helper, arranged so that a child forked from it copies few pages, and most beforehand.

After a fork the kernel copies every page that one of the two writes to, at some microseconds each; in Python even
reading writes (reference counts). A mail of HTML touches about 1,500 pages; copying them takes longer than reading it.
"""

import ctypes
import gc
import mmap
import os
import platform
from collections.abc import Callable, Sequence
from pathlib import Path

_POPULATE_WRITE = 23  # MADV_POPULATE_WRITE, Linux 5.14
_PAGE = mmap.PAGESIZE
_ALONE = 1 << 56  # of an entry in /proc/PID/pagemap: no other process maps the page
_PRESENT = 1 << 63
_LARGEST_HOLE = 1 << 17
_MOST_HOLES = 20_000

Pages = Sequence[tuple[int, int]]  # (address, octets)


def settle() -> None:
    """After everything is loaded: what is there will stay, and new things will stand beside each other."""
    gc.collect()
    gc.freeze()
    if platform.libc_ver()[0] == "glibc":
        _fill_holes()


def _fill_holes() -> None:
    """Take whatever is free between what is used: the allocator would walk and split it in every child anew, a page
    copied for each hole. What it hands out above a first large piece is new."""
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    libc.malloc_trim(0)
    top = libc.malloc(_LARGEST_HOLE)
    size = _LARGEST_HOLE // 2
    taken = 0
    while size >= 24 and taken < _MOST_HOLES:
        while libc.malloc(size) < top and taken < _MOST_HOLES:
            taken += 1
        size = size * 3 // 4


def touched(*works: Callable[[], object]) -> Pages:
    """Pages of this process that a child writes to whichever of the works it does; none where the system tells not."""
    return _joined(sorted(set.intersection(*map(_touched, works))))


def _touched(work: Callable[[], object]) -> set[int]:
    before = _pages(_PRESENT)
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            gc.disable()
            work()
            alone = before & _pages(_ALONE)
            with os.fdopen(write, "w") as out:
                out.write(" ".join(map(str, alone)))
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        found = {int(word) for word in answer.read().split()}
    os.waitpid(pid, 0)
    return found


def copy(pages: Pages) -> None:
    """Have the kernel copy these now."""
    if pages:
        madvise = ctypes.CDLL(None).madvise
        for address, size in pages:
            madvise(ctypes.c_void_p(address), ctypes.c_size_t(size), _POPULATE_WRITE)


def _pages(bit: int) -> set[int]:
    """Addresses of the writable pages in which the bit is set."""
    try:
        maps = Path("/proc/self/maps").read_text().splitlines()
        pagemap = os.open("/proc/self/pagemap", os.O_RDONLY)
    except OSError:
        return set()
    found: set[int] = set()
    for line in maps:
        span, rights, *_rest = line.split(maxsplit=2)
        if not rights.startswith("rw-p"):
            continue
        start, end = (int(address, 16) for address in span.split("-"))
        entries = os.pread(pagemap, (end - start) // _PAGE * 8, start // _PAGE * 8)
        for place, entry in enumerate(memoryview(entries).cast("Q")):
            if entry & bit:
                found.add(start + place * _PAGE)
    os.close(pagemap)
    return found


def _joined(addresses: Sequence[int]) -> Pages:
    found: list[tuple[int, int]] = []
    for address in addresses:
        if found and sum(found[-1]) == address:
            found[-1] = found[-1][0], found[-1][1] + _PAGE
        else:
            found.append((address, _PAGE))
    return found
