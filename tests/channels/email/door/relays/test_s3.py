"""A mail that a receipt rule has put into S3 is fetched from there."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from balcao.channels.contract import Site
from balcao.channels.email.door import MailDoor
from balcao.channels.email.relays.common import LARGEST
from balcao.channels.email.relays.s3 import Store
from balcao.channels.email.relays.sns import Topic
from balcao.kit.clock import SECOND
from balcao.kit.errors import Problem
from tests.channels.email.door.conftest import Lobby
from tests.channels.email.door.relays.calls import RAW, call
from tests.support.amazon import REGION, TOPIC, Amazon, received

ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
LYING = {"type": "S3", "bucketName": "loja", "objectKey": "mail/o3vrnil0e2ic"}
PLACE = f"loja.s3.{REGION}.amazonaws.com/mail/o3vrnil0e2ic"


@pytest.fixture
def reader(ours: Site) -> Site:
    """An installation that may read there."""
    return replace(ours, keys={**ours.keys, "ses_access_key": ID, "ses_secret_key": SECRET})


@pytest.fixture
def full(amazon: Amazon) -> Amazon:
    amazon.pages[PLACE] = (200, {}, RAW)
    return amazon


def test_requests_are_signed_as_amazon_says():
    """The example of the S3 documentation, "Authenticating Requests: Using the Authorization Header"."""
    store = Store(Topic("arn:aws:sns:us-east-1:1:x"), ID, SECRET, lambda: 1_369_353_600 * SECOND)
    headers = store.signed("examplebucket.s3.amazonaws.com", "/test.txt", "us-east-1", {"range": "bytes=0-9"})
    assert headers == {
        "range": "bytes=0-9",
        "x-amz-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-amz-date": "20130524T000000Z",
        "authorization": (
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
            "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        ),
    }


async def test_a_mail_in_s3_is_fetched_and_kept(door: MailDoor, lobby: Lobby, full: Amazon, reader: Site):
    assert await door.knock("ses", call(full.signed(Message=received(None, LYING))), reader, lobby)
    assert (full.asked[-1], full.heads[-1]["host"]) == (PLACE, PLACE.partition("/")[0])
    assert f"Credential={ID}/" in full.heads[-1]["authorization"]
    assert f"/{REGION}/s3/aws4_request" in full.heads[-1]["authorization"]
    ((inbox, arrival),) = lobby.kept
    assert (inbox, arrival.raw, arrival.facts["mail_from"]) == (1, RAW, "ana@cliente.example")


@pytest.mark.parametrize(
    ("bucket", "key", "place"),
    [
        ("mail.loja.example", "a b/\u00e7+%~'(1)", f"s3.{REGION}.amazonaws.com/mail.loja.example/a%20b/%C3%A7%2B%25~%27%281%29"),
        ("loja", "a b/\u00e7+%~?x=1#y", f"loja.s3.{REGION}.amazonaws.com/a%20b/%C3%A7%2B%25~%3Fx%3D1%23y"),
    ],
)  # fmt: skip
async def test_names_are_written_as_they_are_signed(
    door: MailDoor, lobby: Lobby, amazon: Amazon, reader: Site, bucket: str, key: str, place: str
):
    amazon.pages[place] = (200, {}, RAW)
    told = received(None, {"type": "S3", "bucketName": bucket, "objectKey": key})
    assert await door.knock("ses", call(amazon.signed(Message=told)), reader, lobby)
    assert amazon.asked[-1] == place


async def test_a_bucket_may_be_in_another_region(door: MailDoor, lobby: Lobby, amazon: Amazon, reader: Site):
    amazon.pages[PLACE] = (301, {"x-amz-bucket-region": "eu-west-1", "location": "https://evil.example/"}, b"")
    amazon.pages[PLACE.replace(REGION, "eu-west-1")] = (200, {}, RAW)
    assert await door.knock("ses", call(amazon.signed(Message=received(None, LYING))), reader, lobby)
    assert amazon.asked[-1] == PLACE.replace(REGION, "eu-west-1")
    assert "/eu-west-1/s3/" in amazon.heads[-1]["authorization"]


@pytest.mark.parametrize(
    ("status", "headers", "answer", "sentence"),
    [
        (403, {}, 422, "s3:GetObject"),
        (404, {}, 422, "not in the bucket loja"),
        (301, {"x-amz-bucket-region": "evil.example/"}, 422, "not in the bucket loja"),
        (200, {"x-amz-meta-x-amz-key-v2": "x"}, 422, "switch off message encryption"),
        (500, {}, 503, "could not be asked"),
        (429, {}, 503, "could not be asked"),
    ],
)
async def test_what_cannot_be_fetched_is_said_and_logged(
    door: MailDoor, lobby: Lobby, amazon: Amazon, reader: Site, status: int, headers: dict[str, str], answer: int,
    sentence: str,
):  # fmt: skip
    amazon.pages[PLACE] = (status, headers, b"<Error/>")
    with capture_logs() as said, pytest.raises(Problem, match=sentence) as refusal:
        await door.knock("ses", call(amazon.signed(Message=received(None, LYING))), reader, lobby)
    assert (refusal.value.status, lobby.kept) == (answer, [])
    assert [(one["log_level"], one["topic"], sentence in str(one["reason"])) for one in said] == [
        ("warning", TOPIC, True)
    ]


async def test_a_mail_in_s3_has_the_size_that_every_mail_may_have(
    door: MailDoor, lobby: Lobby, amazon: Amazon, reader: Site
):
    amazon.pages[PLACE] = (200, {}, b"x" * (LARGEST + 1))
    with pytest.raises(Problem, match="too large") as refusal:
        await door.knock("ses", call(amazon.signed(Message=received(None, LYING))), reader, lobby)
    assert refusal.value.status == 413


@pytest.mark.parametrize(
    ("bucket", "key"),
    [
        ("", "x"), ("evil.example/", "x"), ("a@evil.example", "x"), ("a#", "x"), ("LOJA", "x"), ("a\n", "x"), ("loja", ""),
        ("127.0.0.1:80", "x"), ("x" * 64, "x"), ("\u00e7", "x"),
    ],
)  # fmt: skip
async def test_a_bucket_that_cannot_exist_is_not_asked_for(
    door: MailDoor, lobby: Lobby, amazon: Amazon, reader: Site, bucket: str, key: str
):
    told = received(None, {"type": "S3", "bucketName": bucket, "objectKey": key})
    with pytest.raises(Problem, match="does not say where"):
        await door.knock("ses", call(amazon.signed(Message=told)), reader, lobby)
    assert [one for one in amazon.asked if ".pem" not in one] == []


async def test_what_sns_did_not_sign_makes_us_fetch_nothing(door: MailDoor, lobby: Lobby, full: Amazon, reader: Site):
    told = {**full.signed(Message=received(None, LYING)), "MessageId": "another"}
    with pytest.raises(Exception, match="signature"):
        await door.knock("ses", call(told), reader, lobby)
    assert PLACE not in full.asked
