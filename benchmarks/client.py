"""A load client cheaper than what it measures: raw keep-alive sockets, requests written beforehand, in a process of its own.

It reads one job a line from standard input and answers one line of JSON: {"port", "requests", "connections", "seconds" or "count"}.
"""

import asyncio
import itertools
import json
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import uvloop


@dataclass(frozen=True)
class Result:
    """What one job saw: latencies in milliseconds, how many answers of each status, and how long it all took."""

    latencies: list[float]
    statuses: dict[str, int]
    seconds: float

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, part: float) -> float:
        return sorted(self.latencies)[min(len(self.latencies) - 1, int(len(self.latencies) * part))]


class LoadClient:
    """The client's process, as the measuring side sees it."""

    def __enter__(self) -> "LoadClient":
        self.process = subprocess.Popen([sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()

    def run(self, port: int, requests: list[bytes], **options: Any) -> Result:
        """Send requests: `count` of them over one connection, or for some `seconds` over `connections`; `once`: each a single time."""
        job = {"port": port, "requests": [request.decode() for request in requests], **options}
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(orjson.dumps(job) + b"\n")
        self.process.stdin.flush()
        return Result(**json.loads(self.process.stdout.readline()))


def request(path: str, token: str = "", body: Any = None) -> bytes:
    """The bytes of one request: a GET, or with a body a POST of JSON."""
    content = b"" if body is None else orjson.dumps(body)
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if content:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, "", ""]).encode() + content


def _body_end(data: bytearray) -> int:
    """Where the answer ends, or 0 while it is not all there."""
    head = data.find(b"\r\n\r\n")
    if head < 0:
        return 0
    at = data.lower().find(b"content-length:", 0, head)
    end = head + 4 + (int(data[at + 15 : data.find(b"\r", at)]) if at >= 0 else 0)
    return end if len(data) >= end else 0


def _one_by_one(port: int, requests: Iterator[bytes], count: int) -> tuple[list[float], Counter[str]]:
    latencies, statuses = [], Counter()
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for message in itertools.islice(requests, count):
            data, began = bytearray(), time.perf_counter()
            line.sendall(message)
            while not _body_end(data):
                data += line.recv(262_144)
            latencies.append((time.perf_counter() - began) * 1000)
            statuses[data[9:12].decode()] += 1
    return latencies, statuses


class _Caller(asyncio.Protocol):
    """One connection that asks again as soon as it is answered."""

    def __init__(self, requests: Iterator[bytes], until: float, latencies: list[float], statuses: Counter[str]) -> None:
        self.requests, self.until, self.latencies, self.statuses = requests, until, latencies, statuses
        self.data, self.done = bytearray(), asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        message = next(self.requests, None) if time.perf_counter() < self.until else None
        if message is None:
            self.transport.close()
            self.done.set_result(None)
            return
        self.began = time.perf_counter()
        self.transport.write(message)

    def data_received(self, data: bytes) -> None:
        self.data += data
        if end := _body_end(self.data):
            self.latencies.append((time.perf_counter() - self.began) * 1000)
            self.statuses[self.data[9:12].decode()] += 1
            del self.data[:end]
            self.ask()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.statuses["lost"] += 1
            self.done.set_result(None)


async def _together(port: int, requests: Iterator[bytes], connections: int, seconds: float) -> tuple[list[float], Counter[str]]:
    latencies, statuses, until = [], Counter(), time.perf_counter() + seconds
    loop = asyncio.get_running_loop()
    pairs = [
        await loop.create_connection(lambda: _Caller(requests, until, latencies, statuses), "127.0.0.1", port) for _ in range(connections)
    ]
    await asyncio.gather(*(caller.done for _, caller in pairs))
    return latencies, statuses


def _do(job: dict[str, Any]) -> dict[str, Any]:
    messages = [text.encode() for text in job["requests"]]
    requests = iter(messages) if job.get("once") else itertools.cycle(messages)
    began = time.perf_counter()
    if "connections" in job:
        latencies, statuses = uvloop.run(_together(job["port"], requests, job["connections"], job.get("seconds", 600)))
    else:
        latencies, statuses = _one_by_one(job["port"], requests, job["count"])
    return {"latencies": latencies, "statuses": statuses, "seconds": time.perf_counter() - began}


if __name__ == "__main__":
    for text in sys.stdin.buffer:
        sys.stdout.buffer.write(orjson.dumps(_do(orjson.loads(text))) + b"\n")
        sys.stdout.buffer.flush()
