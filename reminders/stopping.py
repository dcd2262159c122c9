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


@contextmanager
def heeding() -> Iterator[Stop]:
    """While this is open, a SIGTERM sets `asked`; at its end the signal is given on to whom it would have reached."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():  # Python tells only that one of signals
        yield stop
        return

    def ask(*_: object) -> None:
        stop.asked = True

    before = signal.signal(signal.SIGTERM, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGTERM, before)
        if stop.asked:
            os.kill(os.getpid(), signal.SIGTERM)
