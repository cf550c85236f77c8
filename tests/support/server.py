"""A real `balcao serve`, as an operator starts it: its own process, port and data folder."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from tests.support.ports import HeldPort

_OPENED = re.compile(r"http://\S+:\d+")


class Server:
    """A running server. `url` is where it said that it is open; `lines` is all that it has printed so far."""

    def __init__(
        self,
        data: Path,
        *,
        options: tuple[str, ...] = (),
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.data = data
        self._port = HeldPort()
        self.port = self._port.number
        self.url = ""
        self.lines: list[str] = []
        self._options = options
        self._env = env or {}
        self._ready = threading.Event()
        self.process = self._start()

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self) -> int:
        """Ask it to end, as systemd does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self._ended(self.process)

    def kill(self) -> None:
        """The power cut."""
        self.process.kill()
        self._ended(self.process)

    def restart(self) -> None:
        """Start again on the same data and port."""
        self._ready.clear()
        self.process = self._start()

    def output(self) -> str:
        return "".join(self.lines)

    def _start(self) -> subprocess.Popen[str]:
        program = Path(sys.executable).with_name("balcao")
        command = [
            program,
            "serve",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--data",
            self.data,
            *self._options,
        ]
        self.url = ""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("BALCAO_")}
        process = subprocess.Popen(
            command, env={**clean, **self._env}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._listener = threading.Thread(target=self._listen, args=(process,), daemon=True)
        self._listener.start()
        try:
            # For as long as the machine needs: the run's guard against hangs is the only limit.
            self._ready.wait()
            if not self.url:
                raise RuntimeError(f"the server did not get ready:\n{self.output()}")
        except BaseException:
            process.kill()
            self._ended(process)
            raise
        return process

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        for line in process.stdout:
            self.lines.append(line)
            if opened := _OPENED.search(line):
                self.url = opened[0]
                self._ready.set()
        # It ended: whoever waits shall not wait for the time-out.
        self._ready.set()

    def _ended(self, process: subprocess.Popen[str]) -> int:
        code = process.wait(20)
        self._listener.join(5)
        if process.stdout:
            process.stdout.close()
        return code
