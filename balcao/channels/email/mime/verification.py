"""Codes and links by which other services prove that somebody reads this mailbox: whoever gets one in can sign in as us (EML-09)."""

import re
from typing import Final

_READ_MOST: Final = 4000
_NEAR: Final = 150
"""Characters between what a code is called and the code."""

_CALLED = re.compile(
    # pt
    r"c[oó]digo (?:\w{1,12} )?(?:de|para) (?:\w{1,12} )?"
    r"(?:verifica[cç][aã]o|confirma[cç][aã]o|seguran[cç]a|acesso|login|entrar|ativa[cç][aã]o|autentica[cç][aã]o)\b"
    r"|\bseu c[oó]digo\b|\bsenha (?:de uso [uú]nico|tempor[aá]ria)\b"
    # en
    r"|\b(?:verification|confirmation|security|log-?in|sign-?in|access|authentication|activation|one[- ]time) "
    r"(?:code|pass ?code|password|pin)\b|\byour (?:[\w-]{1,20} ){0,2}(?:pass)?code\b|\bis your (?:[\w-]{1,20} ){0,3}code\b"
    # es
    r"|c[oó]digo (?:\w{1,12} )?(?:de|para) (?:\w{1,12} )?"
    r"(?:verificaci[oó]n|confirmaci[oó]n|seguridad|acceso|inicio|iniciar|activaci[oó]n|autenticaci[oó]n)\b|\btu c[oó]digo\b",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?<![\w.,/#-])(?:[A-Z]{1,2}-)?(?!(?:19|20)\d\d(?!\d))\d{3}[- ]?\d{1,6}(?![\w/]|[.,-]\d)|(?<![\w-])(?=[A-Z-]*\d|[A-Z]{3}-)[A-Z0-9]{3}-[A-Z0-9]{3}(?![\w-])"
)
_ASKED = re.compile(
    # pt
    r"\b(?:confirme|confirmar|verifique|verificar|valide|validar|ative|ativar) (?:o |a )?(?:(?:seu|sua|teu|tua) )?"
    r"(?:endere[cç]o|e-?mail|conta|cadastro|inscri[cç][aã]o|identidade)\b"
    r"|\b(?:redefin\w{1,6}|recuper\w{1,6}|troc\w{1,3}) (?:de |a |da )?(?:sua |minha )?senha\b|\blink (?:de|para) (?:acesso|login|entrar)\b"
    # en
    r"|\b(?:confirm|verify|validate|activate) (?:your |the |this )?(?:new )?(?:e-?mail|account|address|sign-?up|registration|identity|device)\b"
    r"|\b(?:e-?mail|account) (?:verification|confirmation|activation)\b|\breset (?:your |the )?password\b|\bpassword reset\b"
    r"|\b(?:magic|sign-?in|log-?in) link\b"
    # es
    r"|\b(?:confirma|confirmar|confirme|verifica|verificar|verifique|valida|activa|active) (?:el |la |tu |su )?"
    r"(?:direcci[oó]n|correo|e-?mail|cuenta|registro|identidad)\b"
    r"|\b(?:restablec\w{1,6}|recuper\w{1,6}|cambi\w{1,3}) (?:de |la )?(?:tu |su )?contrase[nñ]a\b|\benlace (?:de|para) (?:acceso|inicio|iniciar)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://", re.IGNORECASE)


def is_verification(subject: str, text: str, html: str) -> bool:
    """Whether a machine's mail brings a code to sign in with, or a link that confirms an address.

    Rather no than a false yes: a link counts only where the subject asks to follow it.
    """
    if _ASKED.search(subject) and (_LINK.search(text) or _LINK.search(html)):
        return True
    said = f"{subject}\n{text[:_READ_MOST]}"
    return any(
        _CODE.search(said[max(0, found.start() - _NEAR) : found.end() + _NEAR]) for found in _CALLED.finditer(said)
    )
