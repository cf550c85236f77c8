"""Start what is measured as a process of its own, and stop it."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection, socket


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    pid: int
    port: int
    started_in: float
    """Seconds from the start of the process to its first answer."""


@contextmanager
def balcao(folder: Path, **env: str) -> Iterator[Running]:
    """Balcão on a free port, with its data in `folder`."""
    port = free_port()
    command = [sys.executable, "-m", "balcao", "serve", "--port", str(port), "--data", str(folder)]
    with _running(command, port, {"BALCAO_RATE_LIMITS": "false", **env}, "/api") as running:
        yield running


@contextmanager
def yardstick(path: Path) -> Iterator[Running]:
    """The yardstick on a free port, on this database."""
    port = free_port()
    with _running([sys.executable, "-m", "bench.yardstick", str(path), str(port)], port, {}, None) as running:
        yield running


@contextmanager
def _running(command: list[str], port: int, env: dict[str, str], probe: str | None) -> Iterator[Running]:
    began = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, **env}, stdout=subprocess.DEVNULL)
    try:
        _wait(port, probe, process)
        yield Running(process.pid, port, time.perf_counter() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def _wait(port: int, probe: str | None, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(2000):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            if probe is None:
                create_connection(("127.0.0.1", port), timeout=1).close()
            else:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{probe}", timeout=5).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise RuntimeError("the server does not answer")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
