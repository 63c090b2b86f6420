"""A class on the app: how long after a move its words arrive. `python -m benchmarks.load --people 100 --processes 1 2`.

No browser: each person is a websocket that speaks as Streamlit's client does, moves one slider over the app's line,
and waits for another answer. What a browser shows ahead of the server, and its painting, are not counted. A move counts
from when it was due, so that a server that keeps people waiting does not choose what is measured. More than one process
stand behind haproxy with deploy/haproxy.cfg, its ports changed to free ones; servers and people share this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from negotiation.library import load

ROOT = Path(__file__).parents[1]
MODEL, SLIDER, OTHER = "geneva-2016", "control", "line"
"""The slider that is moved, and one that stands elsewhere for each, so that not all ask for the same."""
TARGETS = {"people": 300, "same second": 1000}
"""Milliseconds."""
PATIENCE = 60.0
"""Seconds after which a move counts as not answered."""


@dataclass
class Person:
    """One visitor: `words` is the answer on her page, `waits` milliseconds from each move to another answer."""

    address: str
    seed: int
    words: str = ""
    line: str = ""
    told: dict[str, Any] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    unanswered: int = 0
    kept: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.news = asyncio.Condition()

    async def come(self) -> None:
        """Load the page as a browser does, keep the proxy's cookie, and wait for the first answer."""
        model = load(MODEL)
        preset = self.random.choice([*model.presets])
        other = model.parameters[OTHER]
        place = other.low + (other.high - other.low) * round(self.random.random(), 3)
        self.query = f"model={MODEL}&preset={preset}&{OTHER}={place:.6g}"
        cookie = await asyncio.to_thread(_cookie, f"http://{self.address}/?{self.query}")
        self.socket = await connect(f"ws://{self.address}/_stcore/stream", max_size=None, ping_interval=None,
                                    subprotocols=["streamlit"], open_timeout=PATIENCE,
                                    additional_headers={"Cookie": cookie} if cookie else {})
        self.listening = asyncio.create_task(self.listen())
        await self.send()
        await self.hear(lambda: bool(self.words and self.line), time.monotonic() + 5 * PATIENCE)

    async def leave(self) -> None:
        self.listening.cancel()
        await self.socket.close()

    async def send(self, message: dict[str, Any] | None = None) -> None:
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        asked.rerun_script.cached_message_hashes.extend(self.kept)
        if message is not None:
            asked.rerun_script.widget_states.widgets.add(id=self.line, json_value=json.dumps({"sent": message}))
        await self.socket.send(asked.SerializeToString())

    async def listen(self) -> None:
        async for data in self.socket:
            message = ForwardMsg.FromString(data)
            if message.WhichOneof("type") == "ref_hash":
                message = ForwardMsg.FromString(self.kept[message.ref_hash])
            elif message.metadata.cacheable:
                self.kept[message.hash] = data
            if message.WhichOneof("type") != "delta":
                continue
            element = message.delta.new_element
            if element.WhichOneof("type") == "html" and 'data-testid="answer"' in element.html.body:
                self.words = re.search(r'data-testid="answer">(.*?)</p>', element.html.body, re.DOTALL)[1]
            elif element.WhichOneof("type") == "bidi_component" and (
                    element.bidi_component.component_name == "negotiation_line"):
                self.line, self.told = element.bidi_component.id, json.loads(element.bidi_component.json)
            async with self.news:
                self.news.notify_all()

    async def hear(self, wanted: Any, end: float) -> bool:
        async with self.news:
            while not wanted():
                left = end - time.monotonic()
                try:
                    await asyncio.wait_for(self.news.wait(), left)
                except TimeoutError:
                    return False
        return True

    async def move(self, due: float) -> None:
        """Wait until a move is due, take the slider elsewhere by a key or a drag, and wait for other words."""
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        before, here = self.words, self.told["values"][SLIDER]
        step = self.random.choice((-0.1, -0.02, -0.01, 0.01, 0.02, 0.1))
        value = round(here + step if 0 <= here + step <= 1 else here - step, 2)
        number = self.told["heard"] + 1
        move = {"n": number, "model": self.told["model"], "name": SLIDER, "value": value, "gesture": number,
                "held": False}
        await self.send({"session": self.told["session"], "moves": [move], "hand": SLIDER})
        if await self.hear(lambda: self.words != before and self.told["heard"] >= number, due + PATIENCE):
            self.waits.append(1000 * (time.monotonic() - due))
        else:
            self.unanswered += 1


def _cookie(address: str) -> str:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return "; ".join(each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie") or [])


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(processes: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start so many processes, and haproxy before them if there are several; yield the address and the processes."""
    home = Path(tempfile.mkdtemp())
    ports = [_port() for _ in range(processes)]
    quiet: dict[str, Any] = {"cwd": home, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL,
                             "env": {**os.environ, "HOME": str(home), "PYTHONPATH": str(ROOT)}}
    started = [subprocess.Popen([sys.executable, "-m", "negotiation", "app", MODEL, "--headless", "--port", str(port)],
                                **quiet) for port in ports]
    try:
        for port in ports:
            _healthy(port)
        door, ends = ports[0], list(started)
        if processes > 1:
            door = _port()
            proxy = shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin")
            if proxy is None:
                sys.exit("several processes need haproxy: apt-get install haproxy")
            (home / "haproxy.cfg").write_text(configured(ports, door))
            ends.append(subprocess.Popen([proxy, "-db", "-f", "haproxy.cfg"], **quiet))
            started.append(ends[-1])
            _healthy(door)
        yield f"127.0.0.1:{door}", ends
    finally:
        for each in started:
            each.terminate()
            with suppress(subprocess.TimeoutExpired):
                each.wait(10)


def configured(ports: list[int], door: int) -> str:
    """Return deploy/haproxy.cfg with a server a port, listening on `door` of this machine alone."""
    text = (ROOT / "deploy" / "haproxy.cfg").read_text(encoding="utf-8")
    head = re.split(r"^    server ", text, maxsplit=1, flags=re.MULTILINE)[0]
    rows = [f"    server s{port} 127.0.0.1:{port} cookie s{port}\n" for port in ports]
    return "".join([head.replace("bind :8080", f"bind 127.0.0.1:{door}"), *rows])


def _healthy(port: int) -> None:
    for _ in range(1200):
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5):
            return
        time.sleep(0.25)
    sys.exit(f"nobody answers on port {port}")


def _used(processes: list[subprocess.Popen[bytes]]) -> float:
    """Return the seconds of the processor that processes have used."""
    fields = [Path(f"/proc/{each.pid}/stat").read_text().rpartition(")")[2].split() for each in processes]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def _share(sorted_waits: list[float], share: float) -> float:
    return sorted_waits[min(len(sorted_waits) - 1, int(share * len(sorted_waits)))] if sorted_waits else float("nan")


async def _steady(people: list[Person], every: float, seconds: float) -> None:
    async def one(person: Person) -> None:
        due = begin + person.random.random() * every
        while due < begin + seconds:
            await person.move(due)
            due += every
    begin = time.monotonic() + 1
    await asyncio.gather(*map(one, people))


async def measured(given: argparse.Namespace, processes: int) -> list[str]:
    """Return a line for many people over time, and one for those who move in the same second."""
    with served(processes) as (address, ends):
        what = f"load, {processes} process{'es behind haproxy' if processes > 1 else ''}"
        people = [Person(address, given.seed + k) for k in range(max(given.people, given.burst))]
        for k in range(0, len(people), 4):
            await asyncio.gather(*(each.come() for each in people[k:k + 4]))
        await asyncio.sleep(given.warm)
        before, own, begin = _used(ends), time.process_time(), time.monotonic()
        await _steady(people[:given.people], given.every, given.seconds)
        took = (time.monotonic() - begin) / 100
        waits = sorted(wait for each in people for wait in each.waits)
        lines = [f"{what}: {given.people} people, a move every {given.every:g} s each: words p50 "
                 f"{_share(waits, 0.5):.0f}, p95 {_share(waits, 0.95):.0f} (target {TARGETS['people']}), slowest "
                 f"{_share(waits, 1):.0f} ms; {len(waits)} moves, "
                 f"{sum(each.unanswered for each in people)} not answered; of a core, servers "
                 f"{(_used(ends) - before) / took:.0f} %, people {(time.process_time() - own) / took:.0f} %"]
        slowest = []
        for _ in range(given.rounds):
            for each in people:
                each.waits, each.unanswered = [], 0
            at = time.monotonic() + given.every
            await asyncio.gather(*(each.move(at + each.random.random()) for each in people[:given.burst]))
            slowest.append(max((wait for each in people for wait in each.waits), default=float("nan"))
                           if not any(each.unanswered for each in people) else float("inf"))
        lines.append(f"{what}: {given.burst} people move in the same second: the slowest words "
                     f"{', '.join(f'{each:.0f}' for each in slowest)} ms in {given.rounds} rounds "
                     f"(target {TARGETS['same second']})")
        await asyncio.gather(*(each.leave() for each in people))
    return lines


def asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--people", type=int, default=100, help="people with the page open (100)")
    parser.add_argument("--every", type=float, default=5, help="seconds between a person's moves (5)")
    parser.add_argument("--seconds", type=float, default=60, help="how long they move (60)")
    parser.add_argument("--burst", type=int, default=30, help="people who move in the same second (30)")
    parser.add_argument("--rounds", type=int, default=3, help="times they do (3)")
    parser.add_argument("--warm", type=float, default=30, help="seconds to wait while the fast kernel is compiled (30)")
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2], help="of the app, a run each (1 2)")
    parser.add_argument("--seed", type=int, default=0, help="of where people stand and what they move (0)")
    return parser.parse_args(arguments)


def run(arguments: list[str] | None = None) -> Iterator[str]:
    """Yield two lines for each number of processes."""
    given = asked(arguments or [])
    for processes in given.processes:
        yield from asyncio.run(measured(given, processes))


if __name__ == "__main__":
    for line in run(sys.argv[1:]):
        print(line, flush=True)
