"""The end of data is found and dots are removed at every cut the network can make."""

import asyncio

import pytest

from tinbai.intake.smtp_data import Unstuffer, pieces

SMUGGLING = [
    b"\n.\n",
    b"\n.\r\n",
    b"\r\n.\n",
    b"\r.\r",
    b"\r.\r\n",
    b"\r\n.\r",
    b"\n.\r",
    b"\r\n\0.\r\n",
]  # ends of data that other servers were seen to believe

BODIES = [
    b"",
    b"a\r\n",
    b"\r\n",
    b".\r.\r\n",
    b".leading dot\r\n..two\r\n",
    b"a\r\n.\n.\r\r\n.b\r\n",
    b"\0\r\n\xff\xfe\r\n",
    b"x" * 5000 + b"\r\n",
    b"\r\n\r\n.\r.\r\n.\r\r\n",
    *(b"before" + end + b"after\r\n" for end in SMUGGLING),
]


def stuffed(body: bytes) -> bytes:
    """The client's side of RFC 5321 4.5.2."""
    return (b"\r\n" + body).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"


async def read(wire: list[bytes], limit: int) -> tuple[bytes, bytes]:
    """(message, what is left for the next command)."""
    reader = asyncio.StreamReader(limit=limit)

    async def feed() -> None:
        for octets in wire:
            reader.feed_data(octets)
            await asyncio.sleep(0)

    feeding = asyncio.create_task(feed())
    unstuffer = Unstuffer()
    message = b"".join([unstuffer.feed(piece) async for piece in pieces(reader)]) + unstuffer.end()
    await feeding
    reader.feed_eof()
    return message, await reader.read()


@pytest.mark.parametrize("limit", [5, 16, 4096])
@pytest.mark.parametrize("body", BODIES)
def test_any_cut_gives_the_message_and_the_next_command(body: bytes, limit: int) -> None:
    wire = stuffed(body) + b"QUIT\r\n"
    step = max(1, len(wire) // 60)
    for cut in range(1, len(wire), step):
        assert asyncio.run(read([wire[:cut], wire[cut:]], limit)) == (body, b"QUIT\r\n")


@pytest.mark.parametrize("body", BODIES[:7])
def test_octet_by_octet(body: bytes) -> None:
    wire = stuffed(body) + b"N"
    assert asyncio.run(read([bytes([octet]) for octet in wire], 8)) == (body, b"N")


def test_a_large_message_comes_in_bounded_pieces() -> None:
    async def sizes() -> list[int]:
        reader = asyncio.StreamReader(limit=1000)

        async def feed() -> None:
            for octets in [b"x" * 100] * 100 + [b"\r\n.\r\n"]:
                reader.feed_data(octets)
                await asyncio.sleep(0)

        feeding = asyncio.create_task(feed())
        found = [len(piece) async for piece in pieces(reader)]
        await feeding
        return found

    found = asyncio.run(sizes())
    assert sum(found) == 10_002
    assert max(found) <= 2000
