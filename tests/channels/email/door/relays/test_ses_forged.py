"""Amazon SES through SNS: what is not signed, lately and for a topic of ours, is refused and asks nobody (EML-11)."""

from dataclasses import replace

import pytest

from balcao.channels.contract import Site
from balcao.channels.email.door import MailDoor
from balcao.channels.outcomes import Forged
from balcao.kit.clock import DAY, HOUR, MINUTE, iso
from balcao.kit.errors import Problem
from tests.channels.email.door.conftest import Lobby
from tests.channels.email.door.relays.calls import TO_US, call
from tests.support.amazon import PEM, SNS, TOPIC, Amazon, certificate, of_another_kind, received
from tests.support.clock import HandClock

ANOTHER = "arn:aws:sns:sa-east-1:999999999999:mail"
MAIL = TO_US.decode()


CHANGED = [
    {"Message": received(MAIL + "!")}, {"MessageId": "another"}, {"Subject": "another"}, {"Timestamp": "now"},
    {"Type": "UnsubscribeConfirmation", "Token": "t", "SubscribeURL": "https://evil.example"}, {"Signature": ""},
    {"Signature": "AAAA"}, {"Signature": "###"}, {"Signature": "\u00e9"}, {"SignatureVersion": "1"}, {"SignatureVersion": "3"},
    {"SignatureVersion": ""},
]  # fmt: skip


@pytest.mark.parametrize("changed", CHANGED)
async def test_what_sns_did_not_sign_is_refused(
    door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site, changed: dict[str, str]
):
    with pytest.raises(Forged):
        await door.knock("ses", call({**amazon.signed(Message=received(MAIL)), **changed}), ours, lobby)
    assert lobby.kept == []


async def test_a_topic_that_the_operator_has_not_named_is_refused(
    door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site
):
    """Anybody may have SNS sign messages for a topic of his own; and the header is not what is signed."""
    theirs = amazon.signed(Message=received(MAIL), TopicArn=ANOTHER)
    for one in (call(theirs), call(theirs, **{"x-amz-sns-topic-arn": TOPIC})):
        with pytest.raises(Forged, match="topic"):
            await door.knock("ses", one, ours, lobby)
    assert (lobby.kept, amazon.asked) == ([], [])


PLACES = [
    "https://evil.example/x.pem", f"http://{SNS}{PEM}", f"https://{SNS}.evil.example{PEM}", f"https://evil.example/{SNS}{PEM}",
    f"https://{SNS}@evil.example{PEM}", f"https://{SNS}:8443{PEM}", "https://sns.us-east-1.amazonaws.com" + PEM,
    f"https://{SNS}/?Action=x&y=.pem", f"https://{SNS}/bucket/x.pem", f"https://{SNS}/x.pem#.pem", f"https://{SNS}/x.txt",
    f"https://{SNS}{PEM}\n", "https://sns.sa-east-1.amazonaws.com.cn" + PEM, "https://s3.sa-east-1.amazonaws.com/x.pem",
    f"HTTPS://{SNS.upper()}{PEM}", "file:///etc/ssl/x.pem", "https://127.0.0.1/x.pem", "", f"https://{SNS}/{'x' * 200}.pem",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
async def test_a_certificate_from_elsewhere_is_not_even_fetched(
    door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site, place: str
):
    told = amazon.signed(Message=received(MAIL), SigningCertURL=place)
    with pytest.raises(Forged, match="is not from"):
        await door.knock("ses", call(told), ours, lobby)
    assert (lobby.kept, amazon.asked) == ([], [])


async def test_a_certificate_that_is_none_of_sns_proves_nothing(
    door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site, clock: HandClock
):
    """Another key, one that is not RSA, one that has run out or is not valid yet, none, no PEM, one without end."""
    path, told = f"{SNS}{PEM}", amazon.signed(Message=received(MAIL))
    for page in (b"", b"<html>", b"x" * 20_000, of_another_kind(clock), certificate(clock, valid=(-9, -1)), None,
                 certificate(clock, valid=(1, 9))):  # fmt: skip
        amazon.pages[path] = (200, {}, page) if page is not None else (403, {}, b"")
        with pytest.raises((Forged, Problem)):
            await MailDoor(clock).knock("ses", call(told), ours, lobby)
    assert lobby.kept == []


@pytest.mark.parametrize(
    ("age", "taken"), [(HOUR, True), (23 * HOUR, True), (DAY + MINUTE, False), (-MINUTE, True), (-HOUR, False)]
)
async def test_an_old_message_is_refused(
    door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site, clock: HandClock, age: int, taken: bool
):
    told = call(amazon.signed(Message=received(MAIL), Timestamp=iso(clock() - age)))
    if taken:
        assert await door.knock("ses", told, ours, lobby)
    else:
        with pytest.raises(Forged, match="clock"):
            await door.knock("ses", told, ours, lobby)
    assert len(lobby.kept) == taken


@pytest.mark.parametrize("stamp", ["", "yesterday", "2025-11-24T16:00:00", "9" * 50])
async def test_a_message_without_a_moment_is_refused(
    door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site, stamp: str
):
    with pytest.raises(Forged, match="when"):
        await door.knock("ses", call(amazon.signed(Message=received(MAIL), Timestamp=stamp)), ours, lobby)


async def test_a_forged_invitation_confirms_nothing(door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site):
    wrong = [
        {**amazon.invitation(), "Token": "another"}, {**amazon.invitation(), "SubscribeURL": "https://evil.example"},
        amazon.invitation(TopicArn=ANOTHER), {**amazon.signed(Message="x"), "Type": "SubscriptionConfirmation", "Token": "t"},
    ]  # fmt: skip
    for told in wrong:
        with pytest.raises(Forged):
            await door.knock("ses", call(told), ours, lobby)
    assert not [one for one in amazon.asked if "Confirm" in one]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"Type": "Notification"}', b"null", b"[" * 100_000])
async def test_garbage_is_refused(door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site, body: bytes):
    told = replace(call(amazon.signed(Message="x")), body=body)
    with pytest.raises(Problem) as refusal:
        await door.knock("ses", told, ours, lobby)
    assert (refusal.value.status, amazon.asked) == (422, [])


async def test_raw_delivery_is_not_signed_and_the_answer_says_so(
    door: MailDoor, lobby: Lobby, amazon: Amazon, ours: Site
):
    told = call(amazon.signed(Message=received(MAIL)), **{"x-amz-sns-rawdelivery": "true"})
    with pytest.raises(Problem, match="raw message delivery"):
        door.admit("ses", replace(told, body=b""), ours)
    with pytest.raises(Problem, match="raw message delivery"):
        await door.knock("ses", told, ours, lobby)


async def test_who_names_no_topic_of_ours_is_not_read(door: MailDoor, ours: Site, amazon: Amazon):
    told = replace(call(amazon.signed(Message="x")), body=b"")
    admission = door.admit("ses", told, ours)
    assert admission is not None
    assert (admission.proven, admission.most) == (False, 2 * 1024 * 1024)
    for headers in (
        {},
        {"x-amz-sns-topic-arn": ANOTHER},
        {"x-amz-sns-topic-arn": ""},
        {"x-amz-sns-topic-arn": f"{TOPIC}, "},
    ):
        with pytest.raises(Forged):
            door.admit("ses", replace(told, headers=headers), ours)


async def test_in_china_everything_is_in_china(door: MailDoor, lobby: Lobby, ours: Site, amazon: Amazon):
    topic = "arn:aws-cn:sns:cn-north-1:123456789012:mail"
    china = replace(ours, keys={"ses_topics": topic})
    for host in ("sns.cn-north-1.amazonaws.com", SNS):
        told = amazon.signed(Message=received(MAIL), TopicArn=topic, SigningCertURL=f"https://{host}{PEM}")
        with pytest.raises(Forged, match=r"amazonaws\.com\.cn"):
            await door.knock("ses", call(told), china, lobby)
