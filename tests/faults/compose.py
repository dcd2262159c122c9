"""docker-compose.yml run without Docker: its own commands, environments and health checks, with the host names of its
network and the folders of its image replaced by what a test has, and everything bound to 127.0.0.1."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.faults.mail import ROOT

VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}|\$\$")


@dataclass
class Compose:
    """`values`: what stands in .env. `places`: what the file says -> what it is here."""

    values: dict[str, str]
    places: dict[str, str]
    folder: Path
    services: dict[str, Any] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]

    def here(self, text: str) -> str:
        text = VARIABLE.sub(self._value, text)
        for there, here in self.places.items():
            text = text.replace(there, here)
        return text

    def _value(self, found: re.Match[str]) -> str:
        if found[0] == "$$":
            return "$"
        name, sign, words = found.groups()
        if name not in self.values and sign == "?":
            raise KeyError(f"{name}: {words}")
        return self.values.get(name, words or "")

    def environment(self, service: str) -> dict[str, str]:
        own = {name: self.here(str(value)) for name, value in self.services[service].get("environment", {}).items()}
        system = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        venv = f"{Path(sys.executable).parent}:{system['PATH']}"
        places = {"VAR_DIR": str(self.folder / "var"), "STATIC_ROOT": str(self.folder / "static")}
        return system | {"PATH": venv, "PYTHONUNBUFFERED": "1"} | places | own

    def command(self, service: str) -> list[str]:
        return shlex.split(self.here(self.services[service]["command"]))

    def build(self) -> None:
        """What the image's build does after installing."""
        for words in (["build_chart_bundle"], ["collectstatic", "--noinput"]):
            command = [sys.executable, "manage.py", *words]
            subprocess.run(command, cwd=ROOT, env=self.environment("migrate"), check=True, stdout=subprocess.DEVNULL)

    def run(self, service: str) -> None:
        """To its end, which has to be a good one."""
        subprocess.run(self.command(service), cwd=ROOT, env=self.environment(service), check=True, timeout=300)

    def start(self, service: str, *more: str) -> None:
        with self.log(service).open("wb") as log:
            self.running[service] = subprocess.Popen(
                [*self.command(service), *more], cwd=ROOT, env=self.environment(service), stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def log(self, service: str) -> Path:
        return self.folder / f"{service}.log"

    def is_healthy(self, service: str) -> bool:
        kind, *words = [self.here(word) for word in self.services[service]["healthcheck"]["test"]]
        command = ["sh", "-c", words[0]] if kind == "CMD-SHELL" else words
        return subprocess.run(command, cwd=ROOT, env=self.environment(service), check=False).returncode == 0

    def stop_all(self) -> None:
        for service, process in reversed(self.running.items()):
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            sys.stdout.write(f"--- {service}\n{self.log(service).read_text(errors='replace')[-3000:]}\n")
