#!/usr/bin/env python3
"""The quick checks, two at a time, each with its time; only what fails shows its output.

Usage: scripts/check.py [--without GROUP]…   (groups: python, web, rules)
"""

import argparse
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 2
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Step:
    """One command; `needs` is the file without which it has nothing to check."""

    name: str
    group: str
    command: str
    needs: str = "."

    def runs(self, without: set[str]) -> bool:
        return self.group not in without and (ROOT / self.needs).exists()


# The slowest first, so that the quick ones fill the gaps.
STEPS = (
    Step("svelte-check", "web", "npm --prefix web run check --silent", "web/node_modules"),
    Step("pyright", "python", "pyright --warnings"),
    Step("eslint, prettier", "web", "npm --prefix web run lint --silent", "web/node_modules"),
    Step("vitest", "web", "npm --prefix web run test --silent", "web/node_modules"),
    Step("house and rules tests", "rules", "pytest -q tests/house tests/rules", "tests/house"),
    Step("import-linter", "python", "lint-imports --no-logo"),
    Step("ruff check", "python", "ruff check ."),
    Step("ruff format", "python", "ruff format --check ."),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    step: Step
    ok: bool
    seconds: float
    output: str


def run(step: Step) -> Outcome:
    """Carry out one step in the project's folder, with the project's own tools first."""
    began = time.monotonic()
    path = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        shlex.split(step.command), cwd=ROOT, env={**os.environ, "PATH": path}, text=True, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return Outcome(step, done.returncode == 0, time.monotonic() - began, done.stdout)


def shortened(output: str) -> str:
    """The end of a long output, which is where tools sum up."""
    lines = output.rstrip().splitlines()
    hidden = len(lines) - SHOWN
    return "\n".join([f"  … {hidden} lines before this", *lines[-SHOWN:]] if hidden > 0 else lines)


def outcomes(without: set[str]) -> Iterator[Outcome]:
    """Every step's outcome, as they end."""
    steps = [step for step in STEPS if step.runs(without)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(run, steps)


def main() -> int:
    """Report each step; the number of those that failed is the exit code."""
    options = argparse.ArgumentParser(description="Run the quick checks.")
    options.add_argument("--without", action="append", default=[], choices=sorted({step.group for step in STEPS}))
    failed = 0
    for outcome in outcomes(set(options.parse_args().without)):
        print(f"{'✓' if outcome.ok else '✗'} {outcome.step.name:<24}{outcome.seconds:5.1f} s", flush=True)
        if not outcome.ok:
            failed += 1
            print(shortened(outcome.output), f"\n  again: {outcome.step.command}\n", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
