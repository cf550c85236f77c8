"""Amazon SES through SNS: what is signed for a topic of ours is kept, once."""

import base64
import json
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from balcao.channels.contract import Site
from balcao.channels.email.door import MailDoor
from balcao.kit.errors import Problem
from balcao.kit.targets import Borders
from balcao.kit.web import Web
from tests.channels.email.door.conftest import Lobby
from tests.channels.email.door.relays.calls import FORWARD, RAW, TO_US, call
from tests.support.amazon import PEM, SNS, TOPIC, Amazon, certificate, here, received
from tests.support.clock import HandClock

MAIL = TO_US.decode()


@pytest.mark.parametrize("way", ["ses", "amazon_ses", "amazon"])
@pytest.mark.parametrize("version", ["1", "2"])
async def test_a_mail_of_a_topic_of_ours_is_kept(
    door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site, version: str, way: str
):
    told = received("Subject: Ol\u00e1 \U0001f600\r\n\r\nOi\r\n", recipients=["suporte+r.x@loja.example", FORWARD])
    assert await door.knock(way, call(amazon.signed(version, Message=told)), ours, lobby)
    assert [inbox for inbox, _ in lobby.kept] == [2, 1]
    arrival = lobby.kept[0][1]
    assert arrival.raw.decode() == "Subject: Ol\u00e1 \U0001f600\r\n\r\nOi\r\n"
    assert arrival.facts == {
        "recipients": ["suporte+r.x@loja.example"], "mail_from": "ana@cliente.example", "peer": "", "helo": "",
        "relay": way,
    }  # fmt: skip


@pytest.mark.parametrize("action", [{"type": "SNS", "encoding": "BASE64"}, {"type": "SNS"}])
async def test_as_base64_every_byte_comes_through(
    door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site, action: dict[str, str]
):
    told = received(base64.encodebytes(RAW).decode(), action, source="<>")
    assert await door.knock("ses", call(amazon.signed(Message=told, Subject=None)), ours, lobby)
    ((_, arrival),) = lobby.kept
    assert (arrival.raw, arrival.facts["mail_from"]) == (RAW, "")


async def test_the_certificate_is_fetched_once(door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site):
    for n in range(3):
        assert await door.knock("ses", call(amazon.signed(Message=received(f"{MAIL}{n}"))), ours, lobby)
    assert (len(lobby.kept), amazon.asked) == (3, [f"{SNS}{PEM}"])


async def test_no_more_certificates_are_kept_than_anybody_needs(
    door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site, clock: HandClock
):
    for n in [*range(20), 19, 0]:
        amazon.pages[f"{SNS}/{n}.pem"] = (200, {}, certificate(clock))
        told = amazon.signed(Message=received(MAIL), SigningCertURL=f"https://{SNS}/{n}.pem")
        assert await door.knock("ses", call(told), ours, lobby)
    assert amazon.asked == [f"{SNS}/{n}.pem" for n in [*range(20), 0]]


async def test_while_amazon_is_away_sns_is_asked_to_come_again(
    door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site
):
    """SNS takes any 4xx for the last word, and the mail would be gone."""
    told = call(amazon.signed(Message=received(MAIL)))
    amazon.status = 500
    nowhere = replace(ours, web=Web(Borders(), here))
    for one in (ours, nowhere):
        with pytest.raises(Problem) as refusal:
            await door.knock("ses", told, one, lobby)
        assert (refusal.value.status, "Retry-After" in refusal.value.headers) == (503, True)
    await nowhere.web.close()
    amazon.status = None
    assert await door.knock("ses", told, ours, lobby)


async def test_a_message_that_comes_twice_is_the_same_mail(door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site):
    """What is replayed within the day has the key under which the mail is kept already."""
    told = call(amazon.signed(Message=received(MAIL)))
    for _ in range(2):
        assert await door.knock("ses", told, ours, lobby)
    assert len({one.key for _, one in lobby.kept}) == 1


async def test_a_subscription_is_confirmed_at_sns_and_nowhere_else(
    door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site
):
    """The address in the message is not asked, whatever it says: one is made of the topic."""
    told = amazon.invitation(SubscribeURL="https://evil.example/?steal=1")
    assert await door.knock("ses", call(told), ours, lobby)
    topic = TOPIC.replace(":", "%3A")
    confirmed = f"{SNS}/?Action=ConfirmSubscription&TopicArn={topic}&Token=2336412f37fb687f5d51e6e2425f"
    assert (amazon.asked, lobby.kept) == ([f"{SNS}{PEM}", confirmed], [])


@pytest.mark.parametrize(("status", "answer"), [(400, 422), (503, 503), (429, 503)])
async def test_a_confirmation_that_fails_is_said(
    door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site, status: int, answer: int
):
    amazon.pages[f"{SNS}/"] = (status, {}, b"")
    with pytest.raises(Problem) as refusal:
        await door.knock("ses", call(amazon.invitation()), ours, lobby)
    assert refusal.value.status == answer


@pytest.mark.parametrize(
    "message",
    [
        "Successfully validated SNS topic for Amazon SES event publishing.",
        json.dumps({"notificationType": "AmazonSnsSubscriptionSucceeded", "message": "You have"}),
        json.dumps({"notificationType": "Bounce", "bounce": {}, "mail": {}}), "", "[1]", '{"receipt": 7}',
        received(None, {"type": "Lambda"}), received(None, {"type": "Bounce"}),
    ],
)  # fmt: skip
async def test_what_else_a_topic_tells_is_heard_and_left(
    door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site, message: str
):
    assert await door.knock("ses", call(amazon.signed(Message=message)), ours, lobby)
    assert lobby.kept == []


async def test_a_mail_that_is_neither_text_nor_base64_is_refused(
    door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site
):
    told = amazon.signed(Message=received("From: x", {"type": "SNS", "encoding": "BASE64"}))
    with pytest.raises(Problem, match="base64"):
        await door.knock("ses", call(told), ours, lobby)


async def test_without_its_content_a_mail_cannot_be_taken_and_the_log_says_what_to_do(
    door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site
):
    for action in ({"type": "S3", "bucketName": "loja", "objectKey": "o3vrnil0e2ic"}, {"type": "SNS"}):
        with capture_logs() as said, pytest.raises(Problem, match="BALCAO_SES_ACCESS_KEY") as refusal:
            await door.knock("ses", call(amazon.signed(Message=received(None, action))), ours, lobby)
        assert refusal.value.status == 422
        assert [(one["log_level"], "BALCAO_SES_ACCESS_KEY" in str(one)) for one in said] == [("warning", True)]
    assert lobby.kept == []
