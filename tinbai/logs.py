"""Structured logs on stderr: a constant message, an `action` and ids; never subject, text, address or secret."""

import logging
import sys

import structlog

from tinbai.settings import Log


def configure(log: Log) -> None:
    """Console lines for people or JSON lines for machines; the libraries' own loggers go the same way."""
    level = getattr(logging, log.level.upper())
    renderer: structlog.types.Processor
    if log.format == "json":
        renderer = structlog.processors.JSONRenderer()
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _where_only,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(
        level=max(level, logging.WARNING), stream=sys.stderr, force=True, format="%(name)s: %(message)s"
    )
    for noisy in ("mail.log", "mail.error", "imapclient", "apscheduler", "uvicorn"):
        logging.getLogger(noisy).setLevel(logging.ERROR)


def _where_only(_logger: object, _method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """Of an exception only its type and places: its message may hold words of a story or an address."""
    if event.pop("exc_info", None):
        kind, _, trace = sys.exc_info()
        places = []
        while trace:
            code = trace.tb_frame.f_code
            places.append(f"{code.co_filename.rpartition('tinbai/')[2]}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        event["exception"] = kind.__name__ if kind else None
        event["at"] = places[-6:]
    return event
