"""A mail server that takes everything, as cheaply as Python can: `python -m bench.sink PORT`. Asked for COUNT, it
answers `250 MAILS RECIPIENTS FIRST LAST`, the last two in seconds of this machine's steady clock."""

from __future__ import annotations

import asyncio
import smtplib
import sys
import time
from dataclasses import dataclass, field


@dataclass
class Post:
    """What has come so far."""

    mails: int = 0
    recipients: set[bytes] = field(default_factory=set)
    first: float = 0.0
    last: float = 0.0

    def take(self) -> None:
        self.last = time.monotonic()
        self.first = self.first or self.last
        self.mails += 1


@dataclass(frozen=True)
class Taken:
    mails: int
    recipients: int
    first: float
    last: float

    @property
    def per_second(self) -> float:
        return (self.mails - 1) / (self.last - self.first)


def taken(port: int) -> Taken:
    """Asks the sink on this port."""
    with smtplib.SMTP("127.0.0.1", port) as client:
        _, words = client.docmd("COUNT")
    mails, recipients, first, last = words.split()
    return Taken(int(mails), int(recipients), float(first), float(last))


class Session(asyncio.Protocol):
    def __init__(self, post: Post) -> None:
        self.post, self.buffer, self.in_data = post, b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while self._one_piece():
            pass

    def _one_piece(self) -> bool:
        end = b"\r\n.\r\n" if self.in_data else b"\r\n"
        piece, found, rest = self.buffer.partition(end)
        if found:
            self.buffer = rest
            self.transport.write(self._mail() if self.in_data else self._command(piece))
        return bool(found)

    def _mail(self) -> bytes:
        self.in_data = False
        self.post.take()
        return b"250 taken\r\n"

    def _command(self, line: bytes) -> bytes:
        verb = line[:4].upper()
        if verb == b"EHLO":
            return b"250-sink\r\n250-8BITMIME\r\n250 PIPELINING\r\n"
        if verb == b"RCPT":
            self.post.recipients.add(line)
        if verb == b"DATA":
            self.in_data = True
            return b"354 go on\r\n"
        if verb == b"COUN":
            post = self.post
            return f"250 {post.mails} {len(post.recipients)} {post.first} {post.last}\r\n".encode()
        if verb == b"QUIT":
            asyncio.get_running_loop().call_soon(self.transport.close)
            return b"221 bye\r\n"
        return b"250 ok\r\n"


async def serve(port: int) -> None:
    post = Post()
    server = await asyncio.get_running_loop().create_server(lambda: Session(post), "127.0.0.1", port, backlog=1000)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
