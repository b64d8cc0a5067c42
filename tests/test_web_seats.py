"""Few pages are made at a time, in the order they were asked for; whoever waits for something else holds nobody up."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.types import Message, Receive, Scope, Send

from tinbai.web.seats import Seats

Handler = Callable[[str, Send], Awaitable[None]]


async def _nothing() -> Message:
    return {"type": "http.request"}


async def _away(_message: Message) -> None:
    return None


def _desk(handler: Handler, seats: int, slow: float = 60.0) -> Callable[[str], Awaitable[None]]:
    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        await handler(scope["path"], send)

    seated = Seats(app, seats, slow)
    return lambda path: seated({"type": "http", "path": path}, _nothing, _away)


def test_no_more_pages_are_made_at_a_time_than_there_are_seats() -> None:
    begun: list[str] = []
    busy = most = 0

    async def handler(path: str, _send: Send) -> None:
        nonlocal busy, most
        begun.append(path)
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0.001)
        busy -= 1

    async def all_ask() -> None:
        ask = _desk(handler, seats=3)
        await asyncio.gather(*(ask(str(number)) for number in range(30)))

    asyncio.run(all_ask())
    assert most == 3
    assert begun == [str(number) for number in range(30)]


def test_a_page_that_waits_for_a_mailbox_gives_its_seat_up() -> None:
    async def asked() -> None:
        answers = asyncio.Event()

        async def handler(path: str, _send: Send) -> None:
            if path == "mailbox":
                await answers.wait()

        ask = _desk(handler, seats=1, slow=0.01)
        slow = asyncio.ensure_future(ask("mailbox"))
        await asyncio.sleep(0)
        await asyncio.wait_for(ask("queue"), 10)
        answers.set()
        await slow
        await asyncio.wait_for(asyncio.gather(ask("queue"), ask("queue")), 10)

    asyncio.run(asked())


def test_an_answer_that_is_being_read_holds_no_seat() -> None:
    async def asked() -> None:
        closed = asyncio.Event()

        async def handler(path: str, send: Send) -> None:
            if path == "events":
                await send({"type": "http.response.start", "status": 200})
                await closed.wait()

        ask = _desk(handler, seats=1)
        stream = asyncio.ensure_future(ask("events"))
        await asyncio.wait_for(ask("queue"), 10)
        assert not stream.done()
        closed.set()
        await stream

    asyncio.run(asked())


def test_a_page_that_fails_gives_its_seat_back_once() -> None:
    async def asked() -> None:
        async def handler(path: str, _send: Send) -> None:
            if path == "defect":
                raise ValueError(path)

        ask = _desk(handler, seats=1)
        for _ in range(3):
            outcome = await asyncio.gather(ask("defect"), return_exceptions=True)
            assert isinstance(outcome[0], ValueError)
        await asyncio.wait_for(ask("queue"), 10)

    asyncio.run(asked())
