"""Codes and links of other services are marked, so that nobody passes them on (EML-09)."""

import time

import pytest

from balcao.channels.email.mime.verification import is_verification
from tests.channels.email.mime.built import built, email_of, message

ROBOT = "Conta <no-reply@servico.example>"
LINK = "https://servico.example/c/1"
BROUGHT = [
    ("Slack confirmation code: ABC-D9F", "Confirm your email address to get started on Slack"),
    ("Your Slack code", "Enter this code in your open browser window:\n\nKXN-QWP\n\nQuestions?"),
    ("Código de verificação do Google", "Use este código para fazer login:\n\n482913\n\nEle expira em 24 horas."),
    ("G-482913 is your Google verification code", "Hi"),
    ("(#482913745) Gmail Forwarding Confirmation", "Confirmation code: 482913745\nTo allow, click the link below"),
    ("482913 is your Facebook confirmation code", "Hi Loja"),
    ("Seu código é 4829", "Digite no aplicativo."),
    ("Acesso", "Olá! Seu código de acesso temporário chegou:\n\n  48 29-13 não; use 482-913.\n"),
    ("Tu código", "Tu código de seguridad de un solo uso es 482 913."),
    ("Código de inicio de sesión", "482913"),
    ("Please verify your email", f"Click {LINK}"),
    ("Confirme seu e-mail", f"Clique em {LINK}"),
    ("Confirma tu cuenta", f"Haz clic: {LINK}"),
    ("Redefinição de senha", f"Para redefinir, abra {LINK}"),
    ("Reset your password", f"Open {LINK}"),
    ("Seu link de acesso", LINK),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "text"), BROUGHT)
def test_a_code_or_link_of_another_service_is_marked(subject: str, text: str) -> None:
    """EML-09: and the mail is shown like any other."""
    inbound = message(built(text.encode(), From=ROBOT, Subject=subject.encode()))
    assert email_of(inbound).get("verification") is True
    assert inbound.text


def test_so_is_one_that_has_only_html() -> None:
    """EML-09."""
    html = f'<p>Welcome.</p><a href="{LINK}">Go on</a>'.encode()
    raw = built(html, From=ROBOT, Subject="Confirm your account", Content_Type="text/html")
    assert email_of(message(raw))["verification"] is True


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Pedido 482913 confirmado", f"O seu pedido 482913 saiu. Código de rastreio: BR482913745. {LINK}"),
        ("Confirme seu pedido", f"Confirme em {LINK} o pedido 482913"),
        ("Confirme sua presença", f"{LINK}"),
        ("Sua fatura de 11/2026", f"R$ 1.482,90. Código de barras 48291.374500 {LINK}"),
        ("Your order #482913", f"The access code of conduct is here: {LINK}, since 2019."),
        ("Novidades", f"Com o seu código de desconto, {'muitas ofertas e novidades ' * 8} até 31/12 às 1000"),
        ("Please verify your email", "There is nothing to follow here"),
        ("Nova avaliação", f"Um cliente escreveu. Confirme seu e-mail em {LINK}"),
        ("Novo acesso", f"Se não foi você, verifique a atividade em {LINK}"),
    ],
)
def test_other_mail_of_machines_is_not(subject: str, text: str) -> None:
    assert "verification" not in email_of(message(built(text.encode(), From=ROBOT, Subject=subject.encode())))


@pytest.mark.parametrize(("subject", "text"), BROUGHT)
def test_a_person_who_writes_about_a_code_is_not(subject: str, text: str) -> None:
    assert "verification" not in email_of(message(built(text.encode(), Subject=subject.encode())))


def test_looking_takes_no_time_whatever_is_in_it() -> None:
    """EML-13: nobody holds up the reading with words that almost fit."""
    begun = time.perf_counter()
    for piece in ("seu código de ", "your a b code ", "123-", "ABC-", "confirm the new ", "código a a a "):
        is_verification(piece * 40, piece * 5000, piece * 5000)
    assert time.perf_counter() - begun < 0.5
