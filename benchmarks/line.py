"""A slow line on loopback: what goes over it is late and narrow, and so are the handshakes of TCP and TLS."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread


@dataclass
class Way:
    """One direction: bytes a second, seconds until they arrive, and when it is free again."""

    rate: float
    delay: float
    free: float = field(default=0.0)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, late: float) -> None:
        """Carry bytes, all connections in turn over one line; the first are `late`."""
        loop, waiting = asyncio.get_running_loop(), asyncio.Queue[tuple[float, bytes]]()
        arriving = asyncio.create_task(_arrive(waiting, writer))
        begin = loop.time() + late
        with suppress(OSError):
            while data := await reader.read(1400):
                self.free = max(self.free, loop.time(), begin) + len(data) / self.rate
                waiting.put_nowait((self.free + self.delay, data))
                await asyncio.sleep(max(0.0, self.free - loop.time() - 0.05))
        waiting.put_nowait((0.0, b""))
        await arriving


async def _arrive(waiting: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while True:
            moment, data = await waiting.get()
            if not data:
                break
            await asyncio.sleep(max(0.0, moment - asyncio.get_running_loop().time()))
            writer.write(data)
    writer.close()


@contextmanager
def slow(port: int, rate: float, round_trip: float) -> Iterator[int]:
    """Put a line in front of a port: `rate` bytes a second each way, `round_trip` seconds; give the port of its end.

    Who connects is heard one round trip later, as with TCP.
    """
    up, down = (Way(rate, round_trip / 2) for _ in "12")
    begun = Future[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]]()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(up.carry(reader, back, round_trip), down.carry(there, writer, 0))

    async def listen() -> None:
        server, over = await asyncio.start_server(connect, "127.0.0.1", 0), asyncio.Event()
        begun.set_result((server.sockets[0].getsockname()[1], asyncio.get_running_loop(), over))
        await over.wait()

    thread = Thread(target=lambda: asyncio.run(listen()), daemon=True)  # Playwright has a loop in the other
    thread.start()
    end, loop, over = begun.result()
    try:
        yield end
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
