"""The line of an open tab takes what our pages send, no more of it than is dealt with, and nothing else."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from clinic_app.access import limits, lines
from clinic_app.clinic_app import app
from clinic_app.core import logs
from clinic_app.core.errors import TooManyRequests
from clinic_app.core.logs import without_values

ROOT = "reflex___state____state"
PLACE = {"pathname": "/patients", "asPath": "/patients?q=a", "query": {"q": "a"}}
SEARCH = f"{ROOT}.clinic_app___access___state____clinic_state.clinic_app___shell___palette_state____palette_state.search"


def call(event: Any) -> str:
    return "42/_event," + json.dumps(["event", event])


def sent(**changed: Any) -> dict[str, Any]:
    return {"name": SEARCH, "payload": {"words": "rosa", "number": 1}, "router_data": PLACE} | changed


async def came(*messages: str | bytes) -> list[str]:
    """What reached Reflex of a line; `closed` at its end, if it was ended."""
    left = iter(messages)

    async def receive() -> dict[str, Any]:
        part = next(left, None)
        if part is None:
            return {"type": "websocket.disconnect", "code": 1000}
        return {
            "type": "websocket.receive",
            "text": part if isinstance(part, str) else None,
            "bytes": part if isinstance(part, bytes) else None,
        }

    checked, found = lines.sensible(receive), []
    while (message := await checked())["type"] == "websocket.receive":
        found.append(message["text"])
    return [*found, "closed"] if message["code"] == lines.TOO_BIG else found


async def test_what_pages_send_passes_as_it_is() -> None:
    pages = ["40/_event,", '40/_event,{"event":{"name":"x"}}', call(sent()), '42/_event,["ping"]', "3", "41/_event,"]
    assert await came(*pages) == pages


@pytest.mark.parametrize("part", [b"x", call(sent(payload={"words": "x" * lines.MOST_LETTERS}))])
async def test_a_binary_part_or_an_enormous_message_ends_the_line(part: str | bytes) -> None:
    assert await came("3", part, "3") == ["3", "closed"]


BROKEN = (
    "", "garbage", "451-/_event,[]", "452000000000-/_event,[]", "43/_event,1[]", "44/_event,{}", "40", "40/other,", "42[]", "42/_event,", "42/_event,[]",
    '42/_event,{"a":1}', '42/_event,["emit_update",1]', '42/_event,["event"]', '42/_event,["event",1,2]', '42/_event,["event",NaN]', '42/_event,[["event"],{}]',
    '42/_event,["event",' + "[" * 100_000, "42/_event," + "9" * 5000 + "[]",
)  # fmt: skip


async def test_messages_of_no_sense_are_left_out_and_many_of_them_end_the_line() -> None:
    for text in BROKEN:
        assert await came("3", text, "3") == ["3", "3"], text[:40]
    assert await came("3", *["garbage"] * (lines.MOST_BROKEN + 1), "3") == ["3", "closed"]


async def test_half_an_emoji_does_not_cost_the_words_around_it() -> None:
    (passed,) = await came(call(sent(payload={"words": "rosa \ud83d", "number": 1})))
    assert json.loads(passed.removeprefix("42/_event,"))[1]["payload"] == {"words": "rosa ?", "number": 1}


@pytest.mark.parametrize(
    "event",
    [
        None, 1, "text", [], {}, sent(name=["x"]), sent(name={}), sent(name="a.b"), sent(payload=[1]), sent(payload="x"), sent(payload={"words": "a"}),
        sent(payload={"words": "a", "number": 1, "more": 2}), sent(payload={"words": ["a"], "number": 1}), sent(payload={"words": "a", "number": 10**30}), sent(payload={"words": "a", "number": {}}), sent(router_data="x"), sent(router_data=PLACE | {"pathname": ["x"]}),
        sent(router_data=PLACE | {"asPath": "/" + "a" * 9000}), sent(router_data=PLACE | {"query": "q=a"}), sent(router_data=PLACE | {"query": {"q": ["a"]}}),
    ],
)  # fmt: skip
def test_an_event_that_no_page_of_ours_sends_reaches_no_handler(event: Any) -> None:
    assert app and lines.shaped(event) is None


def test_a_tab_says_where_it_is_and_nothing_about_who_it_is() -> None:
    forged = PLACE | {"headers": {"cookie": "sid=another"}, "token": "another", "ip": "1.1.1.1", "path": "/x"}
    assert lines.shaped(sent(router_data=forged)) == sent()


class Tab:
    """Reflex as far as a line needs it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: list[Any] = []
        self.gone: list[str] = []
        self.waiting: list[int] = []
        self.unread = SimpleNamespace(queue=SimpleNamespace(qsize=lambda: self.size))
        self.size = 0
        monkeypatch.setattr(lines, "PAUSE", 0)

    async def on_event(self, sid: str, data: Any) -> None:
        self.done.append(data)

    async def disconnect(self, sid: str, namespace: str) -> None:
        self.gone.append(sid)

    def attached(self) -> Any:
        namespace = SimpleNamespace(on_event=self.on_event, sid_to_token={"s": "t"}, namespace="/_event")
        server = SimpleNamespace(
            eio=SimpleNamespace(sockets={"e": self.unread}),
            manager=SimpleNamespace(eio_sid_from_sid=lambda *_: "e"),
            disconnect=self.disconnect,
        )
        processor = SimpleNamespace(_token_queues={"t": self.waiting})
        lines.attach(SimpleNamespace(event_namespace=namespace, sio=server, event_processor=processor))  # type: ignore[arg-type]
        return namespace.on_event


async def test_who_sends_faster_than_her_events_are_dealt_with_is_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    tab = Tab(monkeypatch)
    tab.waiting += range(lines.MOST_WAITING)
    turns = 0

    async def a_turn(_: float) -> None:
        nonlocal turns
        turns += 1
        assert not tab.done
        if turns == 3:
            tab.waiting.pop()

    monkeypatch.setattr(lines.asyncio, "sleep", a_turn)
    await tab.attached()("s", sent())
    assert tab.done == [sent()] and turns == 3 and not tab.gone


async def test_who_reads_none_of_our_answers_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    tab = Tab(monkeypatch)
    monkeypatch.setattr(lines, "PATIENCE", 0)
    tab.size = lines.MOST_UNREAD
    await tab.attached()("s", sent())
    assert tab.gone == ["s"] and not tab.done


async def test_one_address_has_so_many_lines_and_another_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "settings", lambda: SimpleNamespace(rate_limits=True))
    monkeypatch.setattr(limits, "settings", lambda: SimpleNamespace(rate_limits=True))
    monkeypatch.setattr(lines, "MOST_LINES", 1)
    with lines.one_more("2800:200:1:1::1"):
        with pytest.raises(TooManyRequests), lines.one_more("2800:200:1:1::2"):
            pass
        with lines.one_more("181.65.20.7"):
            pass
    with lines.one_more("2800:200:1:1::2"):
        pass
    assert not lines._open


@pytest.mark.parametrize(
    "sentence",
    [
        "Received event data as a string. This may indicate a bug. Event data: Rosa\nQuispe",
        "Error processing event queue entry for Event(payload={'name': 'Rosa Quispe'}, 'cookie': 'sid=x')",
        "Error transforming event argument 'day' with value 'Rosa Quispe' and type hint 'int'",
        "Failed to deserialize event data: {'name': 'Rosa Quispe'}.",
        "Expected field 'Form.mode' to receive type 'str', but got {'name': 'Rosa Quispe'} of type 'dict'.",
    ],
)
def test_what_reflex_says_of_a_broken_event_names_nobody_in_the_log(sentence: str) -> None:
    told = without_values(None, "warning", {"event": sentence, "exception": f"Traceback\nValueError: {sentence}"})
    assert "Rosa" not in str(told) and "Quispe" not in str(told) and "[values left out]" in told["event"]


def test_the_same_failure_is_told_at_length_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(logs, "_told", {})
    monkeypatch.setattr(logs.time, "monotonic", lambda: now[0])

    def failed(text: str) -> ValueError:
        try:
            return ValueError(int(text))
        except ValueError as error:
            return error

    assert [logs.is_new(failed(text)) for text in "ab"] == [True, False]
    assert logs.is_new(KeyError("elsewhere"))
    now[0] += logs.SAME_SECONDS
    assert logs.is_new(failed("c"))
