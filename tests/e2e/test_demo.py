"""`balcao demo`: an account to look around in. One signs in with what it prints, and a team is at work."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.pictures import Album
from tests.support.server import Server


def furnish(data: Path) -> dict[str, str]:
    """Run the command; how to sign in."""
    program = Path(sys.executable).with_name("balcao")
    done = subprocess.run(
        [program, "demo", "--data", data, "--size", "0.3"], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_the_demo_is_a_team_at_work(
    serve: Callable[..., Server], outside: Callable[..., Page], tmp_path: Path, album: Album
) -> None:
    data = tmp_path / "data"
    entry, server = furnish(data), serve(data)
    page = outside()
    page.goto(server.url)
    page.get_by_label("E-mail").fill(entry["email"])
    page.get_by_label("Senha", exact=True).fill(entry["password"])
    page.get_by_role("button", name="Entrar", exact=True).click()
    rows = page.locator("[data-row]")
    expect(rows.nth(6)).to_be_visible()
    menu = page.get_by_role("navigation", name="Navegação")
    for place in ("Loja online", "Clube do café", "entregas", "elogio"):
        expect(menu.get_by_role("link", name=place).first).to_be_visible()
    noted = rows.filter(has=page.get_by_text("Nota privada"))
    (noted if noted.count() else rows).first.click()
    log = page.get_by_role("log")
    expect(log.get_by_role("article").first).to_be_visible()
    expect(page.get_by_role("complementary", name="Detalhes")).to_contain_text("@exemplo.com.br")
    album.take(page, "desk")
    page.emulate_media(color_scheme="dark")
    album.take(page, "desk-dark")
