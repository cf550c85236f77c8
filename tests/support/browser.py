"""The Chromium of this machine, as the tests drive it."""

import subprocess
from pathlib import Path

from playwright.sync_api import Frame, Page

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SURROUNDINGS = {"LC_ALL": "C.UTF-8"}
"""Without a locale of the machine's own, a browser finds no file whose name has an accent."""

_ROOT = Path(__file__).parents[2]
_FINDER = _ROOT / "scripts" / "chromium"
AXE = _ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


def chromium() -> str:
    """Where it is; installs it where the script can. Raises with what to do where it cannot."""
    found = subprocess.run([_FINDER], capture_output=True, text=True, check=False)
    if found.returncode:
        raise RuntimeError(found.stderr.strip())
    return found.stdout.strip()


def barriers(part: Page | Frame) -> list[str]:
    """What axe finds on a page or in a frame: one line for each rule that is broken, with the first element that breaks it."""
    if not part.evaluate("'axe' in window"):
        # Evaluated, so that a page's own policy does not stop it.
        part.evaluate(f"{AXE.read_text()};0")
    found = part.evaluate("async () => (await axe.run({resultTypes: ['violations']})).violations")
    return [f"{one['id']}: {one['help']} ({one['nodes'][0]['html']})" for one in found]
