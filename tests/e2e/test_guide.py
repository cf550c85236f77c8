"""What the guide tells people to type works, and its tables name what there is."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from balcao.channels.api.outbound import signature
from balcao.kit.crypto import hmac_hex
from tests.e2e.staff import Staff

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
LOADER = ROOT / "web" / "widget" / "loader"
API_PAGES = ("en/api-inbox.md", "pt-BR/caixa-da-api.md")
SITE_PAGES = ("en/chat-on-your-site.md", "pt-BR/chat-no-seu-site.md")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (GUIDE / page).read_text(), re.DOTALL)


def table(page: str, number: int) -> set[str]:
    """The names in the first column of a table, without their arguments."""
    tables = re.findall(r"(?:^\|.*\n)+", (GUIDE / page).read_text(), re.MULTILINE)
    cells = [line.split("|")[1] for line in tables[number].splitlines()[2:]]
    return {name for cell in cells for name in re.findall(r"`(\w+)", cell)}


def learned(source: str, name: str) -> Any:
    """A function of the guide."""
    room: dict[str, Any] = {}
    exec(source, room)
    return room[name]


@pytest.mark.parametrize("page", API_PAGES)
def test_the_quick_start_of_the_api_inbox(page: str, staff: Staff) -> None:
    """A customer writes, the team answers, each by the guide's own commands."""
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    inbox = staff.office.call("POST", "inboxes", {"name": "App", "channel": {"type": "api"}})
    customer, team = blocks(page, "sh")
    customer = re.sub("^BALCAO=.*$", f"BALCAO={staff.url}", customer, flags=re.MULTILINE)
    customer = re.sub("^INBOX=.*$", f"INBOX={inbox['inbox_identifier']}", customer, flags=re.MULTILINE)
    known = f"ACCOUNT={staff.office.account_id}\nTOKEN={staff.office.token}\n"
    done = subprocess.run(["sh", "-euc", known + customer + team], capture_output=True, text=True, check=True)
    words = re.findall(r'"content": "(.*?)"', customer + team)
    assert len(words) == 2
    assert staff.texts(1) == words
    assert all(word in done.stdout for word in words)


@pytest.mark.parametrize("page", API_PAGES)
def test_the_webhook_check_knows_ours_from_others(page: str) -> None:
    import time  # noqa: PLC0415 - the guide's function reads it too

    is_ours = learned(blocks(page, "python")[0], "is_ours")
    named = {name.title(): value for name, value in signature("secret", int(time.time()), b"{}", "d1").items()}
    assert is_ours("secret", named, b"{}")
    assert not is_ours("other", named, b"{}")
    assert not is_ours("secret", named, b"{} ")
    old = {name.title(): value for name, value in signature("secret", int(time.time()) - 900, b"{}", "d1").items()}
    assert not is_ours("secret", old, b"{}")


@pytest.mark.parametrize(("page", "name"), list(zip(SITE_PAGES, ("signature", "assinatura"), strict=True)))
def test_the_signature_of_an_identity(page: str, name: str) -> None:
    assert learned(blocks(page, "python")[0], name)("customer-42", "key") == hmac_hex("key", "customer-42")


@pytest.mark.parametrize("page", SITE_PAGES)
def test_every_setting_and_method_of_the_chat_is_listed(page: str) -> None:
    shape = re.search(r"export interface Settings \{(.*?)\n\}", (LOADER / "settings.ts").read_text(), re.DOTALL)
    methods = re.search(r"return \{\n(.*?)\n  \};", (LOADER / "sdk.ts").read_text(), re.DOTALL)
    assert shape
    assert methods
    assert table(page, 0) == set(re.findall(r"^  (\w+):", shape[1], re.MULTILINE))
    assert table(page, 1) == set(re.findall(r"^    (\w+):", methods[1], re.MULTILINE))
