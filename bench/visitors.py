"""Visitors of the load: one widget session each, so that a post is what a browser would send."""

import json
import urllib.request

from bench import load
from bench.seed import Seeded

VISITORS = 64


def visitor_requests(port: int, seeded: Seeded) -> load.Request:
    """Posts of 64 visitors in turn; each opens the widget once, as a browser does."""
    path = f"/api/v1/widget/messages?website_token={seeded.website_token}"
    body = json.dumps({"message": {"content": "Oi! Tudo bem? Queria saber do meu pedido."}}).encode()
    made = [load.post(path, {"X-Auth-Token": token}, body) for token in _tokens(port, seeded)]
    return lambda n: made[n % len(made)]


def _tokens(port: int, seeded: Seeded) -> list[str]:
    url = f"http://127.0.0.1:{port}/api/v1/widget/config?website_token={seeded.website_token}"
    tokens: list[str] = []
    for _ in range(VISITORS):
        with urllib.request.urlopen(urllib.request.Request(url, data=b"", method="POST"), timeout=10) as reply:
            tokens.append(json.load(reply)["website_channel_config"]["auth_token"])
    return tokens
