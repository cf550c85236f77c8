"""AUT-06: an installation with an address answers to that name, and never repeats another."""

import pytest

from tests.support.client import Client


@pytest.mark.parametrize("host", ["evil.example", "balcao.test.evil.example", "balcao.test@evil.example"])
def test_aut06_another_name_is_refused(client: Client, host: str):
    reply = client.get("/api", headers={"host": host})
    assert reply.status_code == 400
    assert "evil" not in reply.text


@pytest.mark.parametrize("host", ["balcao.test", "BALCAO.test:8443", "localhost:3000", "127.0.0.1", "[::1]:3000"])
def test_the_own_name_and_local_addresses_pass(client: Client, host: str):
    assert client.get("/api", headers={"host": host}).status_code == 200
