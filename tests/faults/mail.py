"""The test's end of the mail server that fails (sink.py): start, script, wait, read."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.servers import end, until

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Mail:
    """One message that the server took, once for each copy."""

    to: str
    id: str
    at: float
    raw: str

    @property
    def parsed(self) -> EmailMessage:
        return message_from_bytes(self.raw.encode("latin-1"), policy=policy.default)


@dataclass
class MailServer:
    folder: Path
    ports: list[int] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.ports[0]}"

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        (self.folder / "ports").unlink(missing_ok=True)
        same_port = [str(self.ports[0])] if self.ports else []
        command = [sys.executable, "-m", "tests.faults.sink", str(self.folder), *same_port]
        self.process = subprocess.Popen(command, cwd=ROOT)
        until((self.folder / "ports").exists, "the mail server is up")
        self.ports = json.loads((self.folder / "ports").read_text())

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if self.process:
            end(self.process)

    def fail(self, at: str, do: str, *, to: str = "", times: int = 1, text: str = "") -> None:
        self._tell(do="fail", faults=[{"at": at, "do": do, "to": to, "times": times, "text": text}])

    def reply(self, at: str, text: str, **how: Any) -> None:
        self.fail(at, "reply", text=text, **how)

    def fail_at_random(self, weights: list[float], *, seed: int) -> None:
        """Weights in the order of `sink.RANDOM`; what is missing to 1 goes well."""
        self._tell(do="random", weights=weights, seed=seed)

    def slow(self, seconds: float) -> None:
        self._tell(do="slow", seconds=seconds)

    def heal(self) -> None:
        """No more faults; whoever is held goes on."""
        self._tell(do="heal")

    def release(self) -> None:
        self._tell(do="release")

    def wait_for(self, what: str, *, at: str = "", to: str = "", times: int = 1, seconds: float = 30) -> None:
        def seen() -> bool:
            found = [e for e in self.events(what) if e.get("at", "").startswith(at) and to in e.get("to", "")]
            return len(found) >= times

        until(seen, f"the mail server saw {what} {at} {to}", seconds=seconds)

    def events(self, what: str = "") -> list[dict[str, Any]]:
        return [each for each in _lines(self.folder / "events.jsonl") if each["what"].startswith(what)]

    def taken(self, to: str = "") -> list[Mail]:
        lines = [each for each in _lines(self.folder / "taken.jsonl") if to in each["to"]]
        return [Mail(to=each["to"], id=each["id"], at=each["at"], raw=each["raw"]) for each in lines]

    def _tell(self, **what: Any) -> None:
        with socket.create_connection(("127.0.0.1", self.ports[1]), timeout=10) as control:
            control.sendall(json.dumps(what).encode() + b"\n")
            assert control.makefile().readline() == "{}\n"


def _lines(path: Path) -> list[dict[str, Any]]:
    """Whole lines only: the last one may be on its way."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines(keepends=True) if line.endswith("\n")]


@contextmanager
def mail_server(folder: Path) -> Iterator[MailServer]:
    server = MailServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
