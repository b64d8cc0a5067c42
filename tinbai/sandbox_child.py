"""The parsing helper and its children: nothing here runs in the service's own process.

The helper has one thread and loads everything once, so that a fork of it costs a few milliseconds; each child has
limits on memory, processor, time, files and descriptors and answers in JSON.
"""

import contextlib
import errno
import gc
import json
import math
import mmap
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tinbai import codec, faults

READY = b"ready"
STATUS = b"\0exit "  # what follows an answer: the exit code of the child, a signal's number if negative
TRY_AGAIN = 75  # as in sysexits.h: not the file's fault (no process to be had, no room on the disk)
MOST_TEXTS = 1000  # mails of plain text that one child reads
_FILE_LIMIT = 256 * 1024 * 1024
_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS}


def serve(control: socket.socket) -> None:
    """Fork a child per order until the service goes away. Single-threaded, so forking is safe."""
    _warm_up()
    with contextlib.suppress(OSError):  # the service may have gone; then the loop below ends at once
        control.send(READY)
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    os.set_blocking(wake_read, False)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    children: dict[int, tuple[int, float]] = {}  # pid -> (descriptor of the answer, deadline)
    selector = selectors.DefaultSelector()
    selector.register(control, selectors.EVENT_READ)
    selector.register(wake_read, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select(timeout=1.0 if children else None):
            if key.fileobj is control:
                order, descriptors, *_rest = socket.recv_fds(control, 1 << 16, 4)
                if not order:
                    _kill(children)
                    return
                _spawn(json.loads(order), descriptors[0], children, (control.fileno(), wake_read, wake_write))
            else:
                os.read(wake_read, 4096)
        _kill({pid: child for pid, child in children.items() if child[1] < time.monotonic()})
        _reap(children)


def _warm_up() -> None:
    """Load and cache everything a child needs before it is forked: a third less processor time for each mail."""
    from tinbai.parsers.parse import parse
    from tinbai.parsers.sample import sample

    codec.parsed.dumps(parse("sample.eml", sample(), lambda _content: None))
    gc.collect()
    gc.freeze()


def _spawn(
    order: Mapping[str, Any], answer: int, children: dict[int, tuple[int, float]], close: tuple[int, ...]
) -> None:
    try:
        pid = os.fork()
    except OSError:
        with contextlib.suppress(OSError), os.fdopen(answer, "wb") as out:
            out.write(STATUS + str(TRY_AGAIN).encode())
        return
    if pid:
        several = order["do"] == "texts"  # then each mail has its own time
        children[pid] = (answer, math.inf if several else time.monotonic() + float(order["wall"]) + 1)
        return
    status = 71
    try:
        signal.set_wakeup_fd(-1)
        for descriptor in (*close, *(other for other, _ in children.values())):
            os.close(descriptor)
        if order["do"] == "texts":
            _read_texts(answer, order)
        else:
            gc.disable()
            _limit(order)
            with os.fdopen(answer, "wb") as out:
                out.write(_work(order))
        status = 0
    except MemoryError:
        status = 70
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        os._exit(status)


def _reap(children: dict[int, tuple[int, float]]) -> None:
    for pid in list(children):
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            answer, _ = children.pop(pid)
            with contextlib.suppress(OSError), os.fdopen(answer, "wb") as out:  # the asker may have gone
                out.write(STATUS + str(os.waitstatus_to_exitcode(status)).encode())


def _kill(children: Mapping[int, object]) -> None:
    for pid in children:
        os.kill(pid, signal.SIGKILL)  # not reaped yet, so the number is still this child's


def _limit(order: Mapping[str, Any]) -> None:
    """Memory, processor, wall, file size and descriptors of this process, from here on."""
    mapped = Path(order["file"]).stat().st_size  # the mail itself is mapped and must not count as the parser's
    _limit_size(int(order["memory"]) + mapped)
    _limit_time(order, int(order["cpu"]) + 1)


def _limit_size(memory: int) -> None:
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0]) if Path("/proc/self/statm").exists() else 0
    memory += pages * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_LIMIT, _FILE_LIMIT))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(order: Mapping[str, Any], hard: int) -> None:
    """So much more processor and wall time from now on; `hard` is the limit that cannot be raised any more."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + int(order["cpu"]), hard))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, float(order["wall"]))


def _read_texts(answer: int, limits: Mapping[str, Any]) -> None:
    """Read mails of plain text one after the other; ends with the service, after many, or by a limit.

    An order is a line of JSON, an answer its length in eight octets and the JSON.
    """
    import resource

    _limit_size(int(limits["memory"]))
    with socket.socket(fileno=answer) as service, service.makefile("rwb") as lines:
        for _ in range(MOST_TEXTS):
            line = lines.readline()
            if not line:
                return
            order = json.loads(line)
            _limit_time(order, resource.RLIM_INFINITY)
            found = _work(order)
            signal.setitimer(signal.ITIMER_REAL, 0)
            lines.write(len(found).to_bytes(8, "big") + found)
            lines.flush()


def _work(order: Mapping[str, Any]) -> bytes:
    faults.poison(Path(order["file"]))
    if order["do"] == "derive":
        from tinbai.model import Crop
        from tinbai.parsers.photo.crop import derive

        crop = Crop(**order["crop"]) if order["crop"] else None
        derived = derive(Path(order["file"]).read_bytes(), int(order["side"]), crop)
        Path(order["target"]).write_bytes(derived)
        return b""
    if order["do"] in ("listing", "article"):
        return _read_web(order)
    return parse_file(Path(order["file"]), str(order["name"]), Path(order["folder"]))


def _read_web(order: Mapping[str, Any]) -> bytes:
    """What others have published: a feed's list, or the story of a page."""
    from tinbai.parsers.web.read import read_article, read_listing

    data = Path(order["file"]).read_bytes()
    if order["do"] == "listing":
        return codec.listing.dumps(read_listing(data, order["charset"], str(order["address"]))).encode()
    return codec.article.dumps(read_article(data, order["charset"])).encode()


def parse_file(file: Path, name: str, folder: Path) -> bytes:
    """What the parsing child does: the answer as JSON; contents appear in `folder`, named by their SHA-256."""
    from tinbai.model import Content
    from tinbai.parsers.parse import parse

    def keep(content: Content) -> None:
        try:
            (folder / content.sha256).write_bytes(content.data)
        except OSError as error:
            if error.errno not in _DISK:
                raise
            raise SystemExit(TRY_AGAIN) from None  # no reader may take it for a fault of the file

    with file.open("rb") as handle:
        if not file.stat().st_size:
            return codec.parsed.dumps(parse(name, b"", keep)).encode()
        # mapped, not read: the pages are the file's own and cost no memory of ours; not closed either, because after a
        # MemoryError slices of it still hang in the traceback
        mapped = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
        return codec.parsed.dumps(parse(name, memoryview(mapped), keep)).encode()


def main() -> None:
    """`python -m tinbai.sandbox_child FD`: the helper; `once`: one order on stdin, its answer on stdout."""
    if sys.argv[1] == "once":
        order = json.load(sys.stdin)
        if hasattr(signal, "SIGALRM"):
            _limit(order)
        sys.stdout.buffer.write(_work(order))
    else:
        with socket.socket(fileno=int(sys.argv[1])) as control:
            serve(control)


if __name__ == "__main__":
    main()
