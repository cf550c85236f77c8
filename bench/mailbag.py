"""Mail as it lies in a shop's mailbox: answers with quotes, newsletters, files, pictures and several charsets."""

import random
import struct
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from balcao.kit.clock import HOUR, moment, wall_clock

CUSTOMERS = 300
_KINDS = ("plain",) * 45 + ("rich",) * 33 + ("newsletter",) * 12 + ("file",) * 6 + ("picture",) * 4
_CHARSETS = ("utf-8",) * 7 + ("iso-8859-1",) * 2 + ("windows-1252",)
_SENTENCES = (
    "Bom dia, gostaria de saber a previsão de entrega do meu pedido.",
    "Já faz três dias que a transportadora não atualiza a situação.",
    "Vocês conseguem trocar o endereço? Agora é a Rua das Acácias, 120, São Paulo.",
    "O boleto venceu ontem; podem gerar outro, por favor?",
    "A camiseta veio no tamanho errado e a cor não é a que pedi.",
    "Muito obrigado pela atenção e pela rapidez.",
    "Segue o comprovante do pagamento para conferência.",
    "Não consegui acessar a área do cliente com a minha senha.",
)


class Mailbag:
    """Mails to one address. The same seed gives the same mails; their dates lie within the last day."""

    def __init__(self, to: str, seed: int = 7) -> None:
        self._to = to
        self._random = random.Random(seed)
        self._last: dict[int, str] = {}
        self._now = wall_clock()

    def mails(self, count: int) -> list[bytes]:
        """So many, in the order in which they came."""
        return [self._mail(n).as_bytes() for n in range(count)]

    def _mail(self, n: int) -> EmailMessage:
        kind = self._random.choice(_KINDS)
        mail = self._letter(n, "newsletter" if kind == "newsletter" else "customer")
        fill: dict[str, Callable[[EmailMessage], None]] = {
            "plain": self._plain, "rich": self._rich, "newsletter": self._newsletter, "file": self._file,
            "picture": self._picture,
        }  # fmt: skip
        fill[kind](mail)
        return mail

    def _letter(self, n: int, who: str) -> EmailMessage:
        mail, customer = EmailMessage(), self._random.randrange(CUSTOMERS)
        name = f"mail.{n}.{self._random.getrandbits(64):x}@{who}.example"
        mail["Received"] = f"from mx.{who}.example by mx.shop.example with ESMTPS id {n:x}; {self._date(n)}"
        mail["From"] = formataddr((f"João Conceição {customer}", f"{who}{customer}@{who}.example"))
        mail["To"] = self._to
        mail["Message-ID"] = f"<{name}>"
        mail["Date"] = self._date(n)
        before = self._last.get(customer) if who == "customer" else None
        mail["Subject"] = f"{'Re: ' if before else ''}Pedido nº {1000 + customer}"
        if before:
            mail["In-Reply-To"] = mail["References"] = f"<{before}>"
        if who == "customer":
            self._last[customer] = name
        else:
            mail["List-Unsubscribe"] = f"<https://{who}.example/sair/{n}>"
            mail["Precedence"] = "bulk"
        return mail

    def _date(self, n: int) -> str:
        return format_datetime(moment(self._now - 12 * HOUR + n * 1_000_000))

    def _text(self, least: int, most: int) -> str:
        return "\n\n".join(self._random.choices(_SENTENCES, k=self._random.randint(least, most)))

    def _plain(self, mail: EmailMessage) -> None:
        quoted = "\n".join(f"> {line}" for line in self._text(3, 12).splitlines())
        said = f"{self._text(1, 4)}\n\n-- \nJoão Conceição\n(11) 91234-5678\n\n"
        mail.set_content(
            f"{said}Em ter., 24 de nov. de 2026 às 10:00, Loja <{self._to}> escreveu:\n\n{quoted}\n",
            charset=self._random.choice(_CHARSETS),
        )

    def _rich(self, mail: EmailMessage) -> None:
        self._plain(mail)
        mail.add_alternative(self._answer(), subtype="html", charset=self._random.choice(_CHARSETS))

    def _answer(self) -> str:
        said, quoted = (_paragraphs(self._text(*span), 'style="margin:0 0 8px"') for span in ((1, 4), (3, 12)))
        return (
            f'<div dir="ltr">{said}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
            f'Em ter., 24 de nov. de 2026 às 10:00, Loja &lt;<a href="mailto:{self._to}">{self._to}</a>&gt; escreveu:<br>'
            f'</div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid">{quoted}'
            "</blockquote></div>"
        )

    def _newsletter(self, mail: EmailMessage) -> None:
        mail.set_content(self._text(3, 8))
        offers = "".join(
            _offer(n, self._text(1, 2), f"{self._random.getrandbits(64):x}")
            for n in range(self._random.randint(12, 36))
        )
        mail.add_alternative(
            "<html><head><style>.btn{background:#e00;color:#fff} @media(max-width:600px){.w{width:100%}}</style></head>"
            f'<body bgcolor="#f4f4f4"><table width="600" align="center" cellpadding="0" cellspacing="0">{offers}</table>'
            '<img src="https://newsletter.example/aberto.gif" width="1" height="1"></body></html>',
            subtype="html",
        )

    def _file(self, mail: EmailMessage) -> None:
        self._plain(mail)
        data = b"%PDF-1.4\n" + self._random.randbytes(self._random.randint(8_000, 60_000)) + b"\n%%EOF\n"
        mail.add_attachment(data, maintype="application", subtype="pdf", filename="comprovante nº 1.pdf")

    def _picture(self, mail: EmailMessage) -> None:
        self._plain(mail)
        mail.add_alternative(f'{self._answer()}<p><img src="cid:foto"></p>', subtype="html")
        rich = mail.get_body(("html",))
        assert isinstance(rich, EmailMessage)
        rich.add_related(_png(self._random, 80), "image", "png", cid="<foto>", filename="foto.png")


def _paragraphs(text: str, style: str) -> str:
    return "".join(f"<p {style}>{line}</p>" for line in text.split("\n\n"))


def _offer(n: int, text: str, token: str) -> str:
    """Its addresses are those of one reader, as in every newsletter that counts its clicks."""
    return (
        f'<tr><td style="padding:12px;font-family:Arial,sans-serif;font-size:14px;color:#333;border-bottom:1px solid #ddd">'
        f'<img src="https://newsletter.example/oferta/{token}/{n}.jpg" width="560" alt="Oferta {n}"><h2 style="margin:8px 0">Oferta {n}'
        f'</h2><p style="line-height:1.4">{text}</p><a class="btn" href="https://newsletter.example/c/{n}?u={token}" '
        'style="display:inline-block;padding:8px 16px;background:#e00;color:#fff;text-decoration:none">Ver oferta</a></td></tr>'
    )


def _png(source: random.Random, side: int) -> bytes:
    rows = b"".join(b"\0" + source.randbytes(3 * side) for _ in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
