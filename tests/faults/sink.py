"""A mail server as a process of its own that can fail at any stage: `python -m tests.faults.sink FOLDER [PORT]`.

What it takes it writes to FOLDER/taken.jsonl, with fsync, before it answers 250, as a real server would; what happened
goes to FOLDER/events.jsonl. FOLDER/ports tells the two loopback ports: mail, and control (one JSON object a line, one
answer a line). Only the standard library, so that it is up in a moment and isn't what a test waits for.

A fault is {"at": …, "do": …, "to": part of the recipient's address or "", "times": n, "text": reply}:

at    banner, mail, rcpt, data (before 354), dot (the whole message has been read, nothing is kept), kept (the message
      is on disk, the answer isn't out)
do    reply (with "text"), drop, silent (says nothing until the client leaves), drip (a letter of the reply a second),
      hold (says nothing until "release", then goes on as if nothing had been)
"""

import asyncio
import contextlib
import json
import os
import random
import re
import sys
import time
from pathlib import Path
from typing import Any

Fault = dict[str, Any]

# One of these befalls a message when the server is told to fail at random. What each means for the message must be
# in balance with what a test expects: nothing here refuses for good unless asked to.
RANDOM = (
    {"at": "mail", "do": "reply", "text": "421 too busy"},
    {"at": "rcpt", "do": "reply", "text": "450 mailbox busy"},
    {"at": "dot", "do": "reply", "text": "451 try later"},
    {"at": "data", "do": "drop"},
    {"at": "kept", "do": "drop"},
    {"at": "kept", "do": "silent"},
    {"at": "rcpt", "do": "reply", "text": "550 no such mailbox"},
)
BIGGEST = 1_000_000


class GoneError(Exception):
    """The conversation is over."""


class Server:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken = (folder / "taken.jsonl").open("a", encoding="ascii")
        self.events = (folder / "events.jsonl").open("a", encoding="ascii")
        self.faults: list[Fault] = []
        self.weights: list[float] = []
        self.dice = random.Random(0)
        self.slow_s = 0.0
        self.released = asyncio.Event()
        self.sessions = 0

    # -- control ---------------------------------------------------------------------------------------------------

    async def control(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            self._told(**json.loads(line))
            writer.write(b"{}\n")
            await writer.drain()
        writer.close()

    def _told(self, do: str, **how: Any) -> None:
        if do == "fail":
            self.faults.extend(how["faults"])
        elif do == "random":
            self.weights, self.dice = how["weights"], random.Random(how["seed"])
        elif do == "slow":
            self.slow_s = how["seconds"]
        elif do == "heal":
            self.faults, self.weights, self.slow_s = [], [], 0.0
            self._let_go()
        elif do == "release":
            self._let_go()

    def _let_go(self) -> None:
        self.released.set()
        self.released = asyncio.Event()

    # -- mail ------------------------------------------------------------------------------------------------------

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sessions += 1
        self.log("session", number=self.sessions)
        with contextlib.suppress(GoneError, ConnectionError, asyncio.IncompleteReadError):
            await Conversation(self, reader, writer).run()
        writer.close()

    def chosen_at_random(self) -> Fault | None:
        """Per message: one of RANDOM by its weight, or none."""
        if not self.weights:
            return None
        (fault,) = self.dice.choices((*RANDOM, None), (*self.weights, 1 - sum(self.weights)))
        return fault and {"to": "", **fault}

    def scripted(self, at: str, to: str) -> Fault | None:
        for fault in self.faults:
            if fault["at"] == at and fault.get("to", "") in to and fault.get("times", 1) > 0:
                fault["times"] = fault.get("times", 1) - 1
                return fault
        return None

    def keep(self, to: str, raw: bytes) -> None:
        found = re.search(rb"(?im)^message-id:\s*(\S+)", raw)
        line = {"at": time.time(), "to": to, "id": found[1].decode() if found else "", "raw": raw.decode("latin-1")}
        self.taken.write(json.dumps(line) + "\n")
        self.taken.flush()
        os.fsync(self.taken.fileno())

    def log(self, what: str, **more: Any) -> None:
        self.events.write(json.dumps({"time": time.time(), "what": what, **more}) + "\n")
        self.events.flush()


class Conversation:
    def __init__(self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server, self.reader, self.writer = server, reader, writer
        self.to = ""
        self.doom: Fault | None = None

    async def run(self) -> None:
        if not await self.stage("banner"):
            await self.say("220 sink")
        while line := (await self.reader.readline()).decode("latin-1").strip():
            await getattr(self, "on_" + line[:4].lower().strip(), self.on_other)(line)

    async def on_ehlo(self, line: str) -> None:
        await self.say(f"250-sink\r\n250-SIZE {BIGGEST}\r\n250 AUTH PLAIN")

    async def on_auth(self, line: str) -> None:
        await self.say("535 wrong password")

    async def on_mail(self, line: str) -> None:
        self.to, self.doom = "", self.server.chosen_at_random()
        self.server.log("sender", text=line.partition("<")[2].partition(">")[0])
        size = re.search(r"(?i)size=(\d+)", line)
        if size and int(size[1]) > BIGGEST:
            self.server.log("reply", at="mail", to="", text="552 too big")
            await self.say("552 5.3.4 too big")
        elif not await self.stage("mail"):
            await self.say("250 ok")

    async def on_rcpt(self, line: str) -> None:
        self.to = line.partition("<")[2].partition(">")[0]
        if not await self.stage("rcpt"):
            await self.say("250 ok")

    async def on_data(self, line: str) -> None:
        if await self.stage("data"):
            return
        await self.say("354 go on")
        raw = (await self.reader.readuntil(b"\r\n.\r\n"))[:-3]
        if self.server.slow_s:
            await asyncio.sleep(self.server.slow_s)
        if await self.stage("dot"):
            return
        self.server.keep(self.to, raw)
        if not await self.stage("kept"):
            await self.say("250 kept")

    async def on_rset(self, line: str) -> None:
        await self.say("250 ok")

    async def on_noop(self, line: str) -> None:
        await self.say("250 ok")

    async def on_quit(self, line: str) -> None:
        await self.say("221 bye")
        raise GoneError

    async def on_other(self, line: str) -> None:
        await self.say("502 unknown")

    async def stage(self, at: str) -> bool:
        """Does what is to go wrong here. True: an answer has been given already."""
        fault = self.server.scripted(at, self.to)
        if fault is None and self.doom and self.doom["at"] == at:
            fault, self.doom = self.doom, None
        if fault is None:
            return False
        self.server.log(fault["do"], at=at, to=self.to, text=fault.get("text", ""))
        return bool(await getattr(self, "do_" + fault["do"])(fault))

    async def do_reply(self, fault: Fault) -> bool:
        await self.say(fault["text"])
        if fault["text"].startswith("421"):
            raise GoneError
        return True

    async def do_drop(self, fault: Fault) -> bool:
        raise GoneError

    async def do_silent(self, fault: Fault) -> bool:
        while await self.reader.read(1000):
            pass
        raise GoneError

    async def do_drip(self, fault: Fault) -> bool:
        for letter in "250-" + "x" * 600:
            self.writer.write(letter.encode())
            await self.writer.drain()
            await asyncio.sleep(1)
        raise GoneError

    async def do_hold(self, fault: Fault) -> bool:
        await self.server.released.wait()
        return False

    async def say(self, text: str) -> None:
        self.writer.write(text.encode() + b"\r\n")
        await self.writer.drain()


async def main(folder: Path, mail_port: int = 0) -> None:
    server = Server(folder)
    mail = await asyncio.start_server(server.session, "127.0.0.1", mail_port, limit=20_000_000)
    control = await asyncio.start_server(server.control, "127.0.0.1", 0)
    ports = [each.sockets[0].getsockname()[1] for each in (mail, control)]
    (folder / "ports.new").write_text(json.dumps(ports))
    (folder / "ports.new").rename(folder / "ports")
    await asyncio.gather(mail.serve_forever(), control.serve_forever())


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(Path(sys.argv[1]), *map(int, sys.argv[2:])))
