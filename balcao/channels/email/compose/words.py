"""The few sentences that a mail says by itself, in the language of the account."""

from dataclasses import dataclass
from typing import Final

from balcao.channels.contract import Line
from balcao.channels.email.compose.headers import one_line
from balcao.envelope import Outbound


@dataclass(frozen=True, slots=True)
class Wording:
    """`with_name`, `without_name`: a subject where nobody gave one. `large`: before the addresses of files."""

    with_name: str
    without_name: str
    large: str

    def subject(self, message: Outbound) -> str:
        """A subject for a conversation that has none; its number lets an answer find back."""
        name = one_line(message.sender_name, 100)
        said = self.with_name.format(name) if name else self.without_name
        return f"{said} [#{message.number}]" if message.number else said


_WORDINGS: Final = {
    "pt": Wording(
        "Sua conversa com {}",
        "Sua conversa conosco",
        "Estes arquivos são grandes demais para um e-mail. Você pode baixá-los aqui:",
    ),
    "en": Wording(
        "Your conversation with {}",
        "Your conversation with us",
        "These files are too large for an e-mail. You can download them here:",
    ),
    "es": Wording(
        "Tu conversación con {}",
        "Tu conversación con nosotros",
        "Estos archivos son demasiado grandes para un correo. Puedes descargarlos aquí:",
    ),
}


def language(line: Line) -> str:
    """`pt`, `en` or `es`: the account's, as the house tells it."""
    told = str(line.settings.get("locale") or "")[:2].lower()
    return told if told in _WORDINGS else "pt"


def wording(line: Line) -> Wording:
    """The sentences in the account's language."""
    return _WORDINGS[language(line)]
