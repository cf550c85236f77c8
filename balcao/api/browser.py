"""What a visitor's browser says of itself, for the team: name, system, language, the page it came from."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from balcao.kit.clock import iso
from balcao.kit.text import name

URL_MAX = 2048

# The first that fits counts: browsers name their forefathers too.
_BROWSERS = (
    ("Microsoft Edge", r"Edg(?:e|A|iOS)?/([\d.]+)"),
    ("Samsung Internet", r"SamsungBrowser/([\d.]+)"),
    ("Opera", r"(?:OPR|Opera)/([\d.]+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/([\d.]+)"),
    ("Chrome", r"(?:Chrome|CriOS)/([\d.]+)"),
    ("Safari", r"Version/([\d.]+).*Safari/"),
)
_SYSTEMS = (
    ("iOS", r"(?:iPhone|iPad|iPod).*? OS ([\d_]+)"),
    ("Android", r"Android ([\d.]+)"),
    ("Windows", r"Windows NT ([\d.]+)"),
    ("macOS", r"Mac OS X ([\d_.]+)"),
    ("Chrome OS", r"CrOS \S+ ([\d.]+)"),
    ("Linux", r"Linux()"),
)
_DEVICES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"))


def circumstances(headers: Mapping[str, str], referer: Any, now: int) -> dict[str, Any]:
    """The additional attributes of a conversation that begins in a browser."""
    agent = headers.get("user-agent", "")[:1000]
    browser, version = _first(_BROWSERS, agent)
    system, release = _first(_SYSTEMS, agent)
    device = next((label for label, mark in _DEVICES if mark in agent), "Unknown")
    found: dict[str, Any] = {
        "browser": {
            "device_name": device,
            "browser_name": browser,
            "platform_name": system,
            "browser_version": version,
            "platform_version": release,
        },
        "initiated_at": {"timestamp": iso(now)},
        "browser_language": _language(headers.get("accept-language", "")),
    }
    page = web_page(referer)
    return {**found, "referer": page} if page else found


def web_page(address: Any) -> str | None:
    """An address that may be shown as a link: http or https, of a sane length. None for all else."""
    text = address.strip() if isinstance(address, str) else ""
    if not 0 < len(text) <= URL_MAX or any(c.isspace() or ord(c) < 32 for c in text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.hostname else None


def _first(known: tuple[tuple[str, str], ...], agent: str) -> tuple[str, str]:
    for label, pattern in known:
        if found := re.search(pattern, agent):
            return label, found[1].replace("_", ".")
    return "Unknown", ""


def _language(accepted: str) -> str:
    return name(re.split(r"[,;]", accepted)[0], 20)
