"""Log lines without health data and secrets: an exception's text may quote a record, a path may be a way in."""

import logging
import re
import time
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

# Links that set a password or confirm an address, those in a reminder, a calendar's: whoever has one may use it.
_TOKEN = re.compile(r"(/(?:invitation/[^/\s]+|password/reset/key|confirm-email|[acu])/)[^/\s]+")


class Formatter(logging.Formatter):
    """One line a record, in UTC; of an exception the frames and the type, never its text."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        if isinstance(record.args, dict) and "exc" in record.args:  # Celery puts the exception's text into the message
            quiet = {**record.args, "exc": "", "traceback": ""}
            record = logging.makeLogRecord({**record.__dict__, "args": quiet})
        return _TOKEN.sub(r"\1…", super().format(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802  logging's own name
        return "\n".join("".join(traceback.format_tb(tb)) + kind.__name__ for kind, tb in _chain(ei[1]))


def _chain(error: BaseException | None) -> Iterator[tuple[type[BaseException], TracebackType | None]]:
    """The causes first, as Python itself prints them."""
    if error is not None:
        yield from _chain(error.__cause__ or (None if error.__suppress_context__ else error.__context__))
        yield type(error), error.__traceback__
