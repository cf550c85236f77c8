"""Who has written what a provider brings: the contact, somebody he or the team let in, or a stranger; on both engines."""

from tests.support.pigeons import Post


def test_an_answer_finds_its_conversation_and_a_stranger_is_marked(post: Post):
    """EML-08, EML-10: what a message answers finds the conversation; who wrote it is the sender alone."""
    number = post.number_of(post.brings("oi", external_id="m1"))
    assert post.number_of(post.brings("mais", answers=["unknown", "m1"])) == number
    assert post.number_of(post.brings("eu também", sender="beto@fora.example", answers=["m1"])) == number
    thread = post.thread(number)
    assert [one["sender"]["email"] for one in thread] == ["ana@loja.example"] * 2 + ["beto@fora.example"]
    assert [one["content_attributes"].get("doubt") for one in thread] == [None, None, "other_sender"]


def test_whom_the_team_has_written_to_is_no_stranger(post: Post):
    number = post.number_of(post.brings("oi", external_id="m1"))
    post.post(f"conversations/{number}/messages", content="Beto, veja", cc_emails="Beto <beto@fora.example>")
    post.number_of(post.brings("vi", sender="beto@fora.example", answers=["m1"]))
    assert "doubt" not in post.thread(number)[-1]["content_attributes"]


def test_whom_the_contact_has_let_in_is_no_stranger(post: Post):
    """EML-08: a copy that the contact has sent lets somebody in; one that a stranger has sent does not."""
    number = post.number_of(post.brings("oi", external_id="m1", details={"email": {"cc": ["beto@fora.example"]}}))
    post.number_of(post.brings("vi", sender="beto@fora.example", answers=["m1"]))
    post.number_of(
        post.brings("e eu", sender="eva@fora.example", answers=["m1"], details={"email": {"cc": ["leo@x.example"]}}),
    )
    post.number_of(post.brings("também", sender="leo@x.example", answers=["m1"]))
    doubts = [one["content_attributes"].get("doubt") for one in post.thread(number)]
    assert doubts == [None, None, "other_sender", "other_sender"]


def test_who_got_a_hidden_copy_stays_hidden(post: Post):
    """EML-20: he is marked, so that nothing of his is quoted to the others."""
    number = post.number_of(post.brings("oi", external_id="m1"))
    post.post(f"conversations/{number}/messages", content="Veja", bcc_emails="beto@fora.example")
    post.number_of(post.brings("só entre nós", sender="beto@fora.example", answers=["m1"]))
    assert post.thread(number)[-1]["content_attributes"]["doubt"] == "blind_copy"
    post.post(f"conversations/{number}/messages", content="Agora às claras", cc_emails="beto@fora.example")
    post.number_of(post.brings("oi a todos", sender="beto@fora.example", answers=["m1"]))
    assert "doubt" not in post.thread(number)[-1]["content_attributes"]


def test_an_unproven_sender_takes_nothing_from_a_contact(post: Post):
    """EML-05: a mail that fails its proof is not joined to the contact of that address."""
    known = post.post("contacts", name="Ana de verdade", email="ana@loja.example")["payload"]["contact"]
    number = post.number_of(post.brings("sou eu", doubt="unauthenticated"))
    sender = post.thread(number)[0]["sender"]
    assert sender["id"] != known["id"]
    assert sender["email"] is None
    assert post.thread(number)[0]["content_attributes"]["doubt"] == "unauthenticated"


def test_a_number_counts_only_for_its_own_contact(post: Post):
    number = post.number_of(post.brings("oi"))
    assert post.number_of(post.brings("de novo", number=number)) == number
    assert post.number_of(post.brings("eu", sender="beto@fora.example", number=number)) != number
