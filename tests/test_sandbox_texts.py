"""Mails of plain text share a few children, each for one mail at a time."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread

import pytest

from tinbai.sandbox_texts import AT_ONCE, Texts

Send = Callable[[bytes, socket.socket], None]


def _children(answer: Callable[[], bytes | None]) -> Send:
    """Starts children that answer so, or end."""

    def live(line: socket.socket) -> None:
        with line, line.makefile("rb") as orders:
            for _ in orders:
                told = answer()
                if told is None:
                    return
                line.sendall(len(told).to_bytes(8, "big") + told)

    return lambda _order, line: Thread(target=live, args=(line.dup(),), daemon=True).start()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        yield threads


def test_some_are_read_at_once_and_one_more_needs_a_child_of_its_own(pool: ThreadPoolExecutor) -> None:
    together, after = Barrier(AT_ONCE + 1, timeout=10), Barrier(AT_ONCE + 1, timeout=10)

    def answer() -> bytes:
        together.wait()
        after.wait()
        return b"{}"

    texts = Texts(_children(answer))
    reading = [pool.submit(texts.ask, {"do": "parse"}, 10.0) for _ in range(AT_ONCE)]
    together.wait()
    assert texts.ask({"do": "parse"}, 10.0) is None
    after.wait()
    assert [one.result() for one in reading] == [b"{}"] * AT_ONCE
    texts.close()


def test_after_one_that_ended_the_next_mail_gets_a_new_child() -> None:
    answers = iter([b"1", None, b"2"])
    texts = Texts(_children(lambda: next(answers)))
    assert [texts.ask({"do": "parse"}, 10.0) for _ in range(3)] == [b"1", None, b"2"]
    texts.close()
