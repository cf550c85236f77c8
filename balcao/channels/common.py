"""Fields that every channel's form has, declared once."""

from balcao.channels.about import Field, Kind, Words


def name_field(help_text: Words) -> Field:
    """What the team calls the inbox."""
    return Field(
        key="name",
        label=Words("Nome da caixa de entrada", "Inbox name", "Nombre de la bandeja de entrada"),
        help=help_text,
        required=True,
    )


GREETING_ENABLED = Field(
    key="greeting_enabled",
    label=Words("Enviar saudação automática", "Send a greeting", "Enviar saludo automático"),
    help=Words(
        "Enviada assim que a pessoa escreve a primeira mensagem de uma conversa.",
        "Sent as soon as somebody writes the first message of a conversation.",
        "Se envía en cuanto alguien escribe el primer mensaje de una conversación.",
    ),
    kind=Kind.BOOL,
    default=False,
)

GREETING_MESSAGE = Field(
    key="greeting_message",
    label=Words("Mensagem de saudação", "Greeting message", "Mensaje de saludo"),
    kind=Kind.TEXTAREA,
    max_length=10_000,
    show_if={"greeting_enabled": True},
)

HMAC_MANDATORY = Field(
    key="hmac_mandatory",
    label=Words(
        "Exigir verificação de identidade", "Require identity verification", "Exigir verificación de identidad"
    ),
    help=Words(
        "Só aceita a identidade de um cliente quando o seu servidor a assina com a chave abaixo.",
        "A customer's identity is accepted only when your server signs it with the key below.",
        "Solo acepta la identidad de un cliente cuando tu servidor la firma con la clave de abajo.",
    ),
    kind=Kind.BOOL,
    default=False,
)

HMAC_TOKEN = Field(
    key="hmac_token",
    label=Words("Chave de identidade", "Identity key", "Clave de identidad"),
    help=Words(
        "Assine o identificador do cliente com HMAC-SHA256 no seu servidor. Nunca ponha esta chave numa página.",
        "Sign the customer's identifier with HMAC-SHA256 on your server. Never put this key into a page.",
        "Firma el identificador del cliente con HMAC-SHA256 en tu servidor. Nunca pongas esta clave en una página.",
    ),
    kind=Kind.READONLY_COPY,
)
