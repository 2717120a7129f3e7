"""JSON lines on standard output, each with the number of its request; no query strings, no values of rows."""

import logging
import logging.config
import re
import time
from typing import Any

import orjson
import structlog
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars, merge_contextvars

SAME_SECONDS, MOST_TOLD = 60, 1000
_told: dict[Any, float] = {}
# What drivers add to a message quotes the row that went wrong: a patient's name or document number.
_QUOTED = re.compile(r"((?:[Ee]vent data:|queue entry for|with value|event data, but received|but got|disconnected client) ).*", re.DOTALL)
_VALUES = re.compile(r"^\s*(DETAIL:|CONTEXT:|\[parameters: |\[SQL: |.*input_value=).*$", re.MULTILINE)


def start_request(request_id: str) -> None:
    """Every line logged from here on, in this task, names the request."""
    clear_contextvars()
    bind_contextvars(request_id=request_id)


def is_new(failure: BaseException) -> bool:
    """Whether to tell this failure at length: of the same one, at the same place, once a minute will do."""
    frame = failure.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place, now = (type(failure), frame and (frame.tb_frame.f_code.co_filename, frame.tb_lineno)), time.monotonic()
    if now - _told.get(place, -SAME_SECONDS) < SAME_SECONDS:
        return False
    if len(_told) > MOST_TOLD:
        _told.clear()
    _told[place] = now
    return True


def request_id() -> str:
    """The number of the request being answered, or an empty string outside of one."""
    return get_contextvars().get("request_id", "")


def without_values(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """structlog processor: keep what failed and where, drop the quoted data."""
    for key in ("event", "exception"):
        if isinstance(event.get(key), str):
            event[key] = _QUOTED.sub(r"\1[values left out]", _VALUES.sub("[values left out]", event[key]))
    return event


def _render(logger: Any, method: str, event: dict[str, Any]) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


_SHARED: list[Any] = [
    merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    without_values,
]


def formatter() -> logging.Formatter:
    """For the standard library's loggers, ours and those of the libraries alike."""
    last: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _render]
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_SHARED, processors=last)


def logging_config() -> dict[str, Any]:
    """The standard library's logging configuration; the web server takes it too."""
    # With a level said, the last two bring no handler of their own, which wrote everything twice.
    quiet = {name: {"level": "WARNING"} for name in ("procrastinate", "alembic", "httpx", "httpcore", "psycopg", "psycopg.pool", "asyncio")}
    failing = {name: {"level": "ERROR"} for name in ("engineio.server", "socketio.server")}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": formatter}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stdout"}},
        "root": {"level": "INFO", "handlers": ["console"]},
        "loggers": {**quiet, **failing, "_granian": {"level": "WARNING"}, "granian.access": {"level": "WARNING"}},
    }


def configure_logs() -> None:
    """Once in every process."""
    logging.config.dictConfig(logging_config())
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
