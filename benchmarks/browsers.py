"""Many open tabs on Reflex's websocket, in a process of their own: `python -m benchmarks.browsers URL COOKIE TABS SECONDS WHAT THINK`.

Each tab opens the list of patients. When all are open, each searches for another word (in the list or in the palette) or turns to another page,
and again THINK seconds after the answer; prints JSON.
"""

import asyncio
import sys
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import orjson
import uvloop
from wsproto import ConnectionType, WSConnection
from wsproto.events import CloseConnection, Ping, RejectConnection, Request, TextMessage

PLACES = {
    "search": ("/patients?q=quispe", "/patients?q=mamani", "/patients?q=garcia+lo", "/patients?q=nahui"),
    "pages": ("/patients?page=2", "/patients?page=3", "/patients?page=4", "/patients?page=5"),
}
WORDS = ("a", "ma", "quispe", "garcia lo", "rosa", "4567", "ñahui", "zzzz")  # what is typed into the palette
OPENING_SECONDS = 0.03  # from one tab to the next
PATIENCE = 15
ROOT_STATE = "reflex___state____state"
PALETTE = f"{ROOT_STATE}.clinic_app___access___state____clinic_state.clinic_app___shell___palette_state____palette_state"
LIST = f"{ROOT_STATE}.clinic_app___access___state____clinic_state.clinic_app___patients___state____patients_state"


class Tab:
    """One browser tab: the websocket, and engine.io and socket.io as far as an event needs them."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.protocol = WSConnection(ConnectionType.CLIENT)
        self.answer: asyncio.Future[None] | None = None
        self.texts: list[str] = []
        self.partly = ""
        self.awaited: tuple[str, str] = ("", "")

    async def open(self, url: str, cookie: str) -> None:
        """Raises ConnectionError when the server does not want this tab."""
        host = urlsplit(url).netloc
        target = f"/_event/?EIO=4&transport=websocket&token={uuid.uuid4()}"
        headers = [(b"Cookie", cookie.encode()), (b"Origin", url.encode())]
        self.writer.write(self.protocol.send(Request(host=host, target=target, extra_headers=headers)))
        await self.text()  # the engine's greeting
        self.write("40/_event,")
        await self.text()

    def write(self, text: str) -> None:
        self.writer.write(self.protocol.send(TextMessage(text)))

    async def text(self) -> str:
        """The next whole message. Raises ConnectionError at the end."""
        while not self.texts:
            if not (data := await self.reader.read(65_536)):
                raise ConnectionResetError("the server closed the line")
            self.protocol.receive_data(data)
            for event in self.protocol.events():
                if isinstance(event, TextMessage):
                    self.partly += event.data
                    if event.message_finished:
                        self.texts.append(self.partly)
                        self.partly = ""
                elif isinstance(event, Ping):
                    self.writer.write(self.protocol.send(event.response()))
                elif isinstance(event, RejectConnection | CloseConnection):
                    raise ConnectionRefusedError(type(event).__name__)
        return self.texts.pop(0)

    async def listen(self) -> None:
        """Answer pings; an update of the list's rows ends the waiting."""
        while message := await self.text():
            if message == "2":
                self.write("3")
            elif self.answer and not self.answer.done() and all(part in message for part in self.awaited):
                self.answer.set_result(None)

    def say(self, name: str, path: str, **payload: object) -> None:
        place = {"pathname": "/patients", "asPath": path, "query": {}}
        event = {"name": name, "payload": payload, "router_data": place}
        self.write("42/_event," + orjson.dumps(["event", event]).decode())

    async def ask(self, what: str, turn: int) -> float:
        """Do the next thing; milliseconds until its rows are here. Raises TimeoutError."""
        self.answer = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        if what == "palette":
            self.awaited = (PALETTE, '"words')
            self.say(f"{PALETTE}.search", "/patients", words=WORDS[turn % len(WORDS)], number=turn)
        else:
            self.awaited = (LIST, '"rows')
            self.say(f"{LIST}.load", PLACES[what][turn % len(PLACES[what])])
        await asyncio.wait_for(self.answer, PATIENCE)
        return (time.perf_counter() - began) * 1000


@dataclass
class Crowd:
    """What all tabs do, how long, and how long each answer took."""

    url: str
    cookie: str
    tabs: int
    seconds: float
    what: str
    think: float
    latencies: list[float] = field(default_factory=list)
    opened: int = 0
    all_open: asyncio.Event = field(default_factory=asyncio.Event)

    async def open(self, number: int) -> Tab:
        """A tab that shows its page. Raises ConnectionError and TimeoutError."""
        try:
            await asyncio.sleep(number * OPENING_SECONDS)
            address = urlsplit(self.url)
            tab = Tab(*await asyncio.open_connection(address.hostname, address.port))
            await tab.open(self.url, self.cookie)
            tab.say(f"{ROOT_STATE}.hydrate", "/patients")
            await asyncio.wait_for(tab.text(), PATIENCE)
            return tab
        finally:
            self.opened += 1
            if self.opened == self.tabs:
                self.all_open.set()

    async def use(self, number: int) -> None:
        """One tab from its opening to its end."""
        tab = await self.open(number)
        listener = asyncio.create_task(tab.listen())
        await self.all_open.wait()
        until = time.monotonic() + self.seconds
        await asyncio.sleep(number / self.tabs * self.think)  # they do not click together
        turn = number
        while time.monotonic() < until:
            turn += 1
            self.latencies.append(await tab.ask(self.what, turn))
            await asyncio.sleep(self.think)
        listener.cancel()
        tab.writer.close()


async def main(crowd: Crowd) -> None:
    ended = await asyncio.gather(*(crowd.use(n) for n in range(crowd.tabs)), return_exceptions=True)
    failed = [repr(error)[:100] for error in ended if isinstance(error, Exception)]
    print(orjson.dumps({"latencies": crowd.latencies, "failed": len(failed), "why": failed[:3]}).decode())


if __name__ == "__main__":
    url, cookie, tabs, seconds, what, think = sys.argv[1:]
    uvloop.run(main(Crowd(url, cookie, int(tabs), float(seconds), what, float(think))))
