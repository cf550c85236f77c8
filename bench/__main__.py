"""`python -m bench [name …]`: run the loads, print them, and write `bench/results/<commit>.json` and `.md`."""

import sys

from bench import report
from bench.machine import describe
from bench.scenarios import SCENARIOS


def main(names: list[str]) -> None:
    """Run all scenarios, or those that are named."""
    unknown = [name for name in names if name not in SCENARIOS]
    if unknown:
        sys.exit(f"unknown: {', '.join(unknown)}; there are {', '.join(SCENARIOS)}")
    results = {"machine": describe()}
    for name in names or list(SCENARIOS):
        print(f"{name} …", flush=True)
        results[name] = SCENARIOS[name]()
        print(report.lines(name, results[name]), flush=True)
    print(f"written: {report.write(results)}")


if __name__ == "__main__":
    main(sys.argv[1:])
