"""Figures as text and as files."""

import json
from pathlib import Path
from typing import Any

from bench.machine import commit

RESULTS = Path(__file__).parent / "results"

AIMS = {
    "requests.visitor posts.ratio": (">=", 0.25),
    "requests.agent replies.ratio": (">=", 0.25),
    "requests.list of 25.ratio": (">=", 0.35),
    "requests.thread of 20.ratio": (">=", 0.30),
    "growth.ratio": ("<=", 1.3),
    "sockets.kb_per_socket": ("<=", 30),
    "mail.arrival.p95_ms": ("<=", 2000),
    "mail.backlog.mails_per_second": (">=", 200),
    "mail.reply.p95_ms": ("<=", 1000),
    "mail.mailboxes.kb_per_mailbox": ("<=", 250),
    "mail.mailboxes.mb_by_the_last_round": ("<=", 5),
    "sending.at_50_ms.p95_ms": ("<=", 1000),
    "sending.at_100_ms.p95_ms": ("<=", 1000),
    "sending.large.mb_peak": ("<=", 250),
    "sending.large.small_ones_longest_ms": ("<=", 1000),
    "start.second_start_s": ("<=", 2),
    "start.idle_memory_mb": ("<=", 130),
    "sizes.loader": ("<=", 10_000),
    "sizes.chat": ("<=", 45_000),
    "sizes.desk_first_load": ("<=", 250_000),
}


def flat(results: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """`requests.list of 25.ratio` → value."""
    out: dict[str, Any] = {}
    for name, value in results.items():
        key = f"{prefix}{name}"
        out |= flat(value, f"{key}.") if isinstance(value, dict) else {key: value}
    return out


def lines(name: str, figures: dict[str, Any]) -> str:
    """One load's figures, those with an aim beside it."""
    return "\n".join(f"  {key:44} {value}{_beside(key, value)}" for key, value in flat({name: figures}).items())


def _beside(key: str, value: Any) -> str:
    aim = AIMS.get(key)
    if aim is None:
        return ""
    sign, bound = aim
    good = value >= bound if sign == ">=" else value <= bound
    return f"   (aim {sign} {bound}: {'met' if good else 'MISSED'})"


def write(results: dict[str, Any]) -> Path:
    """Keep the figures under the commit that was measured."""
    RESULTS.mkdir(exist_ok=True)
    target = RESULTS / f"{commit()}.json"
    target.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    table = ["| figure | measured | aim |", "|---|---|---|"]
    for key, value in flat(results).items():
        sign, bound = AIMS.get(key, ("", ""))
        table.append(f"| {key} | {value} | {sign} {bound} |")
    target.with_suffix(".md").write_text("\n".join(table) + "\n", "utf-8")
    return target
