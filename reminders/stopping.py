"""A process that is told to end finishes the mail that it is speaking about, and begins no other."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Stop:
    asked: bool = False


# Celery tells the processes of its pool by SIGQUIT when REMAP_SIGTERM says so, as it does where we start it.
SIGNALS = (signal.SIGTERM, signal.SIGQUIT)


@contextmanager
def heeding() -> Iterator[Stop]:
    """While this is open, each of `SIGNALS` sets `asked`; at its end the signal is given on to whom it would have
    reached."""
    stop, heard = Stop(), list[int]()
    if threading.current_thread() is not threading.main_thread():  # Python tells only that one of signals
        yield stop
        return

    def ask(number: int, frame: object) -> None:
        stop.asked = True
        heard.append(number)

    before = {number: signal.signal(number, ask) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for told in heard[:1]:
            os.kill(os.getpid(), told)
