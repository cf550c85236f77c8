"""Every leaf of a mail is read, wherever it hangs and however the tree is broken (EML-13, EML-18)."""

import pytest

from tests.channels.email.mime.built import built, email_of, fixture, joined, message, multipart, part, read

PLAIN = "Content-Type: text/plain; charset=utf-8"
HTML = "Content-Type: text/html; charset=utf-8"
PNG = "Content-Type: image/png"


def test_pictures_in_related_within_alternative_are_files_and_stand_in_the_text() -> None:
    inbound = message(fixture("alternative_related_mixed"))
    assert inbound.text == "Olá, o pedido veio quebrado."
    assert [(one.name, one.content_id) for one in inbound.parts] == [
        ("foto.png", "foto@1"),
        ("outra.png", None),
        ("nota fiscal.pdf", None),
        ("Mail de dentro.eml", None),
    ]
    assert "cid:foto@1" in email_of(inbound)["html_content"]["full"]


def test_the_text_after_an_apple_picture_is_not_lost() -> None:
    inbound = message(fixture("apple_text_image_text"))
    assert inbound.text == "Antes da foto\n\nDepois da foto"
    assert [one.name for one in inbound.parts] == ["foto.png"]


def test_a_mail_inside_a_mail_is_a_file_that_can_be_opened_again() -> None:
    inner = message(fixture("alternative_related_mixed")).parts[3].data or b""
    assert message(inner).text == "dentro"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (built(b"So texto", Content_Type=None), "So texto"),
        (built(b"So texto", Content_Type="nonsense"), "So texto"),
        (built(b"So texto", Content_Type="multipart/mixed"), "So texto"),
        (built(b"--x\r\n" + part(b"Sem nome", PLAIN) + b"\r\n--x--", Content_Type="multipart/mixed"), "Sem nome"),
        (built(b"--x\r\n" + part(b"Outro", PLAIN) + b"\r\n--x--", Content_Type="multipart/mixed; boundary=y"), "Outro"),
        (built(b"--x\r\n" + part(b"Sem fim", PLAIN), Content_Type="multipart/mixed; boundary=x"), "Sem fim"),
        (built(b"--x\r\nSem cabecalho\r\n--x--", Content_Type="multipart/mixed; boundary=x"), "Sem cabecalho"),
        (built(b"--x  \r\n\r\nBrancos\r\n--x--  ", Content_Type='multipart/mixed; boundary="x"'), "Brancos"),
        (built(b"--a:b\r\n\r\nPontos\r\n--a:b--", Content_Type='multipart/mixed; boundary="a:b"'), "Pontos"),
        (built(b"<html><p>Dentro</p></html>", Content_Type="text/plain"), "Dentro"),
        (built(b"linha um\rlinha dois").replace(b"\r\n", b"\r"), "linha um\nlinha dois"),
        (b"Sem cabecalho nenhum", "Sem cabecalho nenhum"),
        (b"From stranger Tue Nov 24\n" + built(b"Da caixa"), "Da caixa"),
        (built(b"Depois").replace(b"Subject:", b"broken line\r\nSubject:"), "Depois"),
    ],
)
def test_the_text_is_found_in_broken_mail(raw: bytes, text: str) -> None:
    """EML-13: no boundary, a wrong one, one that is never closed, no headers, only CR."""
    assert message(raw).text == text


def test_what_follows_the_last_boundary_is_still_a_part() -> None:
    raw = multipart("mixed", part(b"Um", PLAIN)) + b"--b\r\n" + part(b"Dois", PLAIN) + b"\r\n--b--"
    assert message(raw).text == "Um\n\nDois"


def test_a_part_without_a_blank_line_ends_at_the_next() -> None:
    inner = b"Content-Disposition: attachment; filename=a.txt\r\n--b\r\n" + part(b"Dois", PLAIN)
    inbound = message(multipart("mixed", inner))
    assert (inbound.text, inbound.parts) == ("Dois", ())


def test_an_outer_boundary_ends_what_stands_inside() -> None:
    inner = b'Content-Type: multipart/alternative; boundary="in"\r\n\r\n--in\r\n' + part(b"Dentro", PLAIN)
    assert message(multipart("mixed", inner, part(b"Fora", PLAIN))).text == "Dentro\n\nFora"


def test_forms_in_the_wrong_order_are_still_forms() -> None:
    raw = multipart("alternative", part(b"<p>Rico</p>", HTML), part(b"Simples", PLAIN))
    inbound = message(raw)
    assert inbound.text == "Simples"
    assert "Rico" in email_of(inbound)["html_content"]["full"]


def test_conflicting_forms_are_both_there_for_the_agent() -> None:
    """EML-18."""
    inbound = message(multipart("alternative", part(b"Pague 10", PLAIN), part(b"<p>Pague 99</p>", HTML)))
    assert email_of(inbound)["text_content"]["full"] == "Pague 10"
    assert "Pague 99" in email_of(inbound)["html_content"]["full"]


def test_an_excuse_instead_of_a_text_gives_way_to_the_html() -> None:
    long = b"<p>" + b"O pedido chegou sem a nota fiscal e sem a caixa. " * 10 + b"</p>"
    raw = multipart("alternative", part(b"Veja em HTML", PLAIN), part(long, HTML))
    assert (message(raw).text or "").startswith("O pedido chegou")


def test_html_alone_says_something() -> None:
    inbound = message(built(b"<p>Oi, <b>tudo bem</b>?</p>", Content_Type="text/html"))
    assert inbound.text == "Oi, tudo bem?"
    assert email_of(inbound)["text_content"]["full"] == "Oi, tudo bem?"


def test_text_beside_html_is_not_lost() -> None:
    raw = multipart("mixed", part(b"<p>Rico</p>", HTML), part(b"Rodape <da> lista", PLAIN))
    inbound = message(raw)
    assert "Rico" in (inbound.text or "")
    assert "Rodape <da> lista" in (inbound.text or "")
    assert "Rodape &lt;da&gt; lista" in email_of(inbound)["html_content"]["full"]


def test_no_html_is_no_html() -> None:
    assert email_of(message(built()))["html_content"] == {}


def test_a_mail_without_text_shows_its_subject() -> None:
    assert message(built(b"", Subject="Me liguem")).text == "Me liguem"
    assert message(built(b"", Subject="")).text is None


def test_a_very_long_text_is_cut_and_says_so() -> None:
    """EML-17: the original is kept whole beside it."""
    inbound = message(built("Olá! ".encode() * 100_000, Content_Type="text/plain; charset=utf-8"))
    assert len(inbound.text or "") == 150_000
    assert email_of(inbound)["truncated"]
    assert not email_of(message(built(b"Oi! " * 10_000)))["truncated"]


def test_very_long_html_is_cut_between_two_elements() -> None:
    rich = message(built(b'<p title="a>b">Linha do pedido</p>' * 20_000, Content_Type="text/html"))
    told = email_of(rich)
    sizes = [len(text.encode()) for form in ("text_content", "html_content") for text in told[form].values()]
    assert sum(sizes) <= 256 * 1024
    assert told["html_content"]["reply"].endswith(">")
    assert told["truncated"]


def test_a_named_text_is_a_file_unless_it_is_all_there_is() -> None:
    notes = part(b"anotacoes", 'Content-Type: text/plain; name="notas.txt"')
    assert [one.name for one in message(multipart("mixed", part(b"Segue", PLAIN), notes)).parts] == ["notas.txt"]
    alone = message(multipart("mixed", notes))
    assert (alone.text, alone.parts) == ("anotacoes", ())


def test_signatures_and_halves_of_files_are_for_machines() -> None:
    signed = multipart(
        "signed", part(b"Oi", PLAIN), part(b"x", 'Content-Type: application/pgp-signature; name="s.asc"')
    )
    assert message(signed).parts == ()
    double = multipart(
        "appledouble",
        part(b"fork", "Content-Type: application/applefile", 'Content-Disposition: attachment; filename="._a.pdf"'),
        part(b"%PDF", 'Content-Type: application/pdf; name="a.pdf"'),
    )
    assert [one.name for one in message(double).parts] == ["a.pdf"]


def test_an_encrypted_mail_is_kept_as_a_file() -> None:
    raw = built(b"AAAA", Content_Type='application/pkcs7-mime; name="smime.p7m"', Content_Transfer_Encoding="base64")
    assert [(one.name, one.data) for one in message(raw).parts] == [("smime.p7m", b"\0\0\0")]


def test_flowed_lines_are_paragraphs() -> None:
    body = b"Uma linha \r\nque continua\r\n> citada \r\n> junto\r\n-- \r\nAna"
    mail = read(built(body, Content_Type="text/plain; format=flowed"))
    assert mail.text == "Uma linha que continua\n> citada junto\n-- \nAna"


def test_flowed_without_spaces() -> None:
    assert (
        read(built("漢字 \r\n続き".encode(), Content_Type="text/plain; charset=utf-8; format=flowed; delsp=yes")).text
        == "漢字続き"
    )


def test_fifty_levels_are_followed_and_a_thousand_do_no_harm() -> None:
    """EML-13."""
    assert message(_nested(45)).text == "No fundo"
    deep = message(_nested(1000))
    assert [one["reason"] for one in email_of(deep)["refused_files"]] == ["too_deep"]


def _nested(levels: int) -> bytes:
    body = part(b"No fundo", PLAIN)
    for level in range(levels):
        name = f"n{level}"
        body = f"Content-Type: multipart/mixed; boundary={name}\r\n\r\n".encode() + joined(name, body)
    return b"From: ana@cliente.example\r\nSubject: fundo\r\n" + body


def test_five_hundred_parts_are_read_and_ten_thousand_are_cut_off() -> None:
    """EML-13."""
    raw = multipart("mixed", *(part(b"linha %d" % number, PLAIN) for number in range(10_000)))
    inbound = message(raw)
    assert "linha 400" in (inbound.text or "")
    assert "linha 9999" not in (inbound.text or "")
    assert email_of(inbound)["truncated"]


def test_an_endless_header_does_not_hide_the_text() -> None:
    """EML-13."""
    raw = built(b"Aqui", X_Long="a" * 300_000)
    assert message(raw).text == "Aqui"
