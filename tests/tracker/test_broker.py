"""The private broker: nobody else's, found wherever it is, and really speaking Redis."""

import os
import stat
import subprocess
import time
from pathlib import Path

import pytest
import redis

from tracker import broker


def test_what_is_on_path_comes_before_the_wheel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    server = tmp_path / "redis-server"
    server.write_text("#!/bin/sh\n")
    server.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert broker.find_broker_binary() == str(server)


def test_without_one_on_path_the_wheel_brings_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert subprocess.run([broker.find_broker_binary(), "--version"], check=True, capture_output=True).stdout


def test_without_either_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(broker.NoBrokerError, match="redis-server"):
        broker.find_broker_binary()


def test_it_answers_on_a_socket_that_only_this_user_can_open(tmp_path: Path) -> None:
    folder = tmp_path / "broker"
    process = subprocess.Popen(broker.broker_command(folder), stdout=subprocess.DEVNULL)
    try:
        socket = broker.socket_path(folder)
        for _ in range(100):
            if socket.exists():
                break
            time.sleep(0.05)
        with redis.Redis(unix_socket_path=str(socket)) as client:
            assert client.ping()
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    finally:
        process.terminate()
        process.wait(10)


def test_a_path_too_long_for_a_socket_gets_a_short_one_that_every_process_finds(tmp_path: Path) -> None:
    folder = tmp_path / ("deep" * 30)

    assert len(str(broker.socket_path(folder))) <= broker.LONGEST_SOCKET_PATH
    assert broker.socket_path(folder) == broker.socket_path(folder)
    assert broker.socket_path(folder) != broker.socket_path(tmp_path / ("deep" * 31))


def test_a_folder_of_somebody_else_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 54321)

    with pytest.raises(broker.NoBrokerError, match="somebody else"):
        broker.broker_command(tmp_path / "broker")
