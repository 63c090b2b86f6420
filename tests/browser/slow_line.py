"""A slow line between a browser and a server on this machine: delayed bytes, in order, with jitter; it can break."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from threading import Thread
from types import TracebackType


class SlowLine:
    """A port whose round trip to the server's port takes `trip` seconds and up to twice `jitter` more."""

    def __init__(self, server: int, trip: float, jitter: float = 0.0) -> None:
        self.server, self.down = server, False
        self.be(trip, jitter)
        self.open: set[asyncio.StreamWriter] = set()
        self.loop = asyncio.new_event_loop()
        self.thread = Thread(target=self.loop.run_forever, daemon=True)

    def be(self, trip: float, jitter: float = 0.0) -> None:
        """Take as long as this from now on."""
        self.delay, self.jitter = trip / 2, jitter

    def __enter__(self) -> SlowLine:
        self.thread.start()
        self.port: int = asyncio.run_coroutine_threadsafe(self._listen(), self.loop).result()
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def _close(self) -> None:
        self.door.close()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for each in left:
            each.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _listen(self) -> int:
        self.door = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        return int(self.door.sockets[0].getsockname()[1])

    def cut(self) -> None:
        """Break every connection and refuse new ones until `mend`."""
        self.down = True
        self.loop.call_soon_threadsafe(lambda: [each.transport.abort() for each in self.open])

    def mend(self) -> None:
        self.down = False

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.down:
            writer.transport.abort()
            return
        theirs, ours = await asyncio.open_connection("127.0.0.1", self.server)
        self.open |= {writer, ours}
        with suppress(asyncio.CancelledError):
            await asyncio.gather(self._carry(reader, ours), self._carry(theirs, writer), return_exceptions=True)
        self.open -= {writer, ours}

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        fetching, last = asyncio.create_task(self._fetch(source, queue)), 0.0
        while True:
            due, data = await queue.get()
            last = max(last, due)
            await asyncio.sleep(max(0.0, last - self.loop.time()))
            if not data or sink.is_closing():
                break
            sink.write(data)
            with suppress(ConnectionError):
                await sink.drain()
        fetching.cancel()
        sink.close()

    async def _fetch(self, source: asyncio.StreamReader, queue: asyncio.Queue[tuple[float, bytes]]) -> None:
        data = b"more"
        while data:
            try:
                data = await source.read(65536)
            except ConnectionError:
                data = b""
            await queue.put((self.loop.time() + self.delay + random.random() * self.jitter, data))
