"""The parsing helper and its children: nothing here runs in the service's own process.

The helper has one thread and loads everything once, so that a fork of it costs a few milliseconds; each child has
limits on memory, processor, time, files and descriptors and answers in JSON.
"""

import contextlib
import errno
import gc
import json
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

from tinbai import codec, faults, sandbox_pages
from tinbai.sandbox_children import DONE, LONGEST_ORDER, TRY_AGAIN, Children
from tinbai.sandbox_limits import limit, limit_size, limit_time, mapped

READY = b"ready"
MOST_TEXTS = 1000  # mails of plain text that one child reads
_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS}


def serve(control: socket.socket) -> None:
    """Hand each order to a child until the service goes away. Single-threaded, so forking is safe."""
    pages = _warm_up()
    with contextlib.suppress(OSError):  # the service may have gone; then the loop below ends at once
        control.send(READY)
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    os.set_blocking(wake_read, False)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    children = Children(_carry_out, (control.fileno(), wake_read, wake_write), pages)
    selector = selectors.DefaultSelector()
    selector.register(control, selectors.EVENT_READ)
    selector.register(wake_read, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select(timeout=1.0 if children.busy else None):
            if key.fileobj is control:
                order, descriptors, *_rest = socket.recv_fds(control, LONGEST_ORDER, 4)
                if not order:
                    children.kill()
                    return
                children.give(order, descriptors[0])
            else:
                os.read(wake_read, 4096)
        children.kill(time.monotonic())
        children.reap()


def _warm_up() -> sandbox_pages.Pages:
    """Load and cache everything a child needs before it is forked: a third less processor time for each mail. Returns
    the pages of memory that every one of them writes to."""
    from tinbai.parsers.parse import parse
    from tinbai.parsers.sample import SMALL, sample, word

    def read(data: bytes) -> str:
        return codec.parsed.dumps(parse("sample", data, lambda _content: None))

    document = word()
    read(sample())
    sandbox_pages.settle()
    return sandbox_pages.touched(lambda: read(SMALL), lambda: read(document))


def _carry_out(order: Mapping[str, Any], answer: int, before: int) -> None:
    if order["do"] == "texts":
        _read_texts(answer, order, before)
        return
    gc.disable()
    limit(order, before)
    with os.fdopen(answer, "wb") as out:
        out.write(_work(order) + DONE)


def _read_texts(answer: int, limits: Mapping[str, Any], before: int) -> None:
    """Read mails of plain text one after the other; ends with the service, after many, or by a limit.

    An order is a line of JSON, an answer its length in eight octets and the JSON.
    """
    limit_size(int(limits["memory"]) + before)
    with socket.socket(fileno=answer) as service, service.makefile("rwb") as lines:
        for _ in range(MOST_TEXTS):
            line = lines.readline()
            if not line:
                return
            order = json.loads(line)
            limit_time(order)
            found = _work(order)
            signal.setitimer(signal.ITIMER_REAL, 0)
            lines.write(len(found).to_bytes(8, "big") + found)
            lines.flush()


def _work(order: Mapping[str, Any]) -> bytes:
    faults.poison(Path(order["file"]))
    if order["do"] == "derive":
        from tinbai.parsers.photo.crop import derive
        from tinbai.picture import Crop

        crop = Crop(**order["crop"]) if order["crop"] else None
        derived = derive(Path(order["file"]).read_bytes(), int(order["side"]), crop, jpeg=bool(order["jpeg"]))
        Path(order["target"]).write_bytes(derived)
        return b""
    if order["do"] == "sight":
        from tinbai.parsers.photo.read import look

        looked = look(Path(order["file"]).read_bytes(), "")
        return codec.sight.dumps(looked.sight if looked else None).encode()
    if order["do"] == "pasted":
        from tinbai.parsers.pasted import read_pasted

        return codec.blocks.dumps(read_pasted(Path(order["file"]).read_text("utf-8", "replace"))).encode()
    if order["do"] == "markup":
        from tinbai.parsers.mail.markup import markup_of

        return markup_of(Path(order["file"]).read_bytes()).encode("utf-8", "replace")
    if order["do"] in ("listing", "article"):
        return _read_web(order)
    from tinbai.parsers.marks import unheeded

    with unheeded() if order.get("freed") else contextlib.nullcontext():
        folder = Path(order["folder"])
        return parse_file(Path(order["file"]), str(order["name"]), folder, wanted=bool(order.get("wanted")))


def _read_web(order: Mapping[str, Any]) -> bytes:
    """What others have published: a feed's list, or the story of a page."""
    from tinbai.parsers.web.read import read_article, read_listing

    data = Path(order["file"]).read_bytes()
    if order["do"] == "listing":
        return codec.listing.dumps(read_listing(data, order["charset"], str(order["address"]))).encode()
    return codec.article.dumps(read_article(data, order["charset"])).encode()


def parse_file(file: Path, name: str, folder: Path, *, wanted: bool = False) -> bytes:
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
            return codec.parsed.dumps(parse(name, b"", keep, wanted=wanted)).encode()
        # mapped, not read: the pages are the file's own and cost no memory of ours; not closed either, because after a
        # MemoryError slices of it still hang in the traceback
        mapped = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
        return codec.parsed.dumps(parse(name, memoryview(mapped), keep, wanted=wanted)).encode()


def main() -> None:
    """`python -m tinbai.sandbox_child FD`: the helper; `once`: one order on stdin, its answer on stdout."""
    if sys.argv[1] == "once":
        order = json.load(sys.stdin)
        limit(order, mapped())
        sys.stdout.buffer.write(_work(order))
    else:
        with socket.socket(fileno=int(sys.argv[1])) as control:
            serve(control)


if __name__ == "__main__":
    main()
