"""What an operator types, and what the program says back."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner, Result

from balcao.cli import main
from tests.support.databases import Databases
from tests.support.server import Server

OWNER = ("--name", "Padaria Aurora", "--email", "ana@aurora.example", "--password", "Sonho-de-creme-9")


def balcao(*words: object, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], env=env)


def in_its_own_process(*words: object, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("balcao")
    command = [str(word) for word in (program, *words)]
    return subprocess.run(command, env=env, text=True, capture_output=True, check=False)


def test_it_serves_says_where_and_starts_again_on_the_same_data(live_server: Server) -> None:
    assert "Balcão" in live_server.output()
    assert httpx2.get(f"{live_server.url}/api").json()["data_services"] == "ok"
    live_server.stop()
    live_server.restart()
    assert httpx2.get(f"{live_server.url}/api").status_code == 200


def test_it_serves_on_postgresql(serve: Callable[..., Server], databases: Databases, tmp_path: Path) -> None:
    with databases.fresh("postgresql", tmp_path) as url:
        server = serve(options=("--database", url))
        assert httpx2.get(f"{server.url}/api").json()["data_services"] == "ok"
        server.stop()


def test_an_unknown_setting_stops_the_start_and_is_named(tmp_path: Path) -> None:
    result = in_its_own_process("serve", "--data", tmp_path, env={"BALCAO_COLOUR": "blue"})
    assert result.returncode != 0
    assert result.stderr.strip().splitlines() == ["Error: BALCAO_COLOUR: there is no setting of this name"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BALCAO_PORT", "many"),
        ("BALCAO_PORT", "70000"),
        ("BALCAO_LOCALE", "fr"),
        ("BALCAO_SECRET_KEY", "short"),
        ("BALCAO_DATABASE", "mysql://db/balcao"),
        ("BALCAO_UPLOAD_LIMIT_MB", "0"),
        ("BALCAO_SIGNUP", "perhaps"),
        ("BALCAO_SES_TOPICS", "arn:aws:sns:sa-east-1:123456789012:mail,mail"),
        ("BALCAO_SES_SECRET_KEY", "a-secret-without-its-id"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_is_named(tmp_path: Path, name: str, value: str) -> None:
    result = balcao("migrate", "--data", tmp_path, env={name: value})
    assert result.exit_code != 0
    assert name in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_settings_may_lie_in_a_file_and_the_environment_is_stronger(tmp_path: Path) -> None:
    file = tmp_path / "balcao.toml"
    file.write_text(f'data = "{tmp_path / "from-file"}"\nbase_url = "https://file.example"\n')
    said = balcao("check", env={"BALCAO_CONFIG": str(file), "BALCAO_BASE_URL": "https://environment.example"}).output
    assert str(tmp_path / "from-file") in said
    assert "https://environment.example" in said


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = in_its_own_process("serve", "--data", tmp_path, "--port", port, env={})
    assert result.returncode != 0
    assert f"127.0.0.1:{port}" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_data_folder_is_served_once(live_server: Server) -> None:
    done = in_its_own_process("serve", "--data", live_server.data, "--port", 0, env={})
    assert done.returncode == 1
    assert "another Balcão is serving" in done.stderr
    live_server.kill()
    live_server.restart()


@pytest.mark.parametrize("command", ["web", "worker"])
def test_two_processes_on_sqlite_are_refused(tmp_path: Path, command: str) -> None:
    result = balcao(command, "--data", tmp_path)
    assert result.exit_code != 0
    assert "need PostgreSQL" in result.output


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    assert balcao("migrate", "--data", tmp_path).output == "The database was migrated.\n"
    assert balcao("migrate", "--data", tmp_path).output == "The database is up to date.\n"


def test_check_finds_a_database_that_cannot_be_reached(tmp_path: Path) -> None:
    assert balcao("check", "--data", tmp_path).exit_code == 0
    nowhere = balcao("check", "--data", tmp_path, "--database", "postgresql://nobody@127.0.0.1:1/none")
    assert nowhere.exit_code == 1
    assert "BAD  database: cannot be reached" in nowhere.output


def test_an_account_made_by_hand_can_be_used_at_once(serve: Callable[..., Server], tmp_path: Path) -> None:
    made = json.loads(balcao("account", "create", *OWNER, "--data", tmp_path / "data").output)
    server = serve()
    profile = httpx2.get(f"{server.url}/api/v1/profile", headers={"api_access_token": made["access_token"]}).json()
    assert (profile["id"], profile["email"]) == (made["user_id"], "ana@aurora.example")
    assert [account["id"] for account in profile["accounts"]] == [made["account_id"]]


def test_a_weak_password_or_a_taken_address_is_refused(tmp_path: Path) -> None:
    weak = balcao("account", "create", *OWNER[:-1], "senha123", "--data", tmp_path)
    assert weak.exit_code != 0
    assert "Password" in weak.output
    assert balcao("account", "create", *OWNER, "--data", tmp_path).exit_code == 0
    assert balcao("account", "create", *OWNER, "--data", tmp_path).exit_code != 0


def test_the_demo_can_be_looked_at(serve: Callable[..., Server], tmp_path: Path) -> None:
    made = json.loads(balcao("demo", "--size", "0.05", "--data", tmp_path / "data").output)
    server = serve()
    signed = httpx2.post(f"{server.url}/auth/sign_in", json={"email": made["email"], "password": made["password"]})
    assert signed.status_code == 200
    headers = {name: signed.headers[name] for name in ("access-token", "client", "uid")}
    account = signed.json()["data"]["account_id"]
    listed = httpx2.get(f"{server.url}/api/v1/accounts/{account}/conversations?status=all", headers=headers).json()
    assert listed["data"]["meta"]["all_count"] > 5
