"""The settings of an e-mail inbox: how answers leave, and what else there is."""

from typing import Any

from balcao.channels.about import Choice, Field, Kind, Words
from balcao.channels.email.fields import HOST, PORT, SECURITIES

_OWN_SENDING: dict[str, Any] = {"provider": ["other", "forward"], "smtp_enabled": True}

SMTP_ENABLED = Field(
    key="smtp_enabled",
    label=Words("Enviar pelo seu servidor SMTP", "Send through your SMTP server", "Enviar por tu servidor SMTP"),
    help=Words(
        "Desligado, as respostas saem pelo servidor desta instalação, se ela tiver um.",
        "When off, answers leave through this installation's server, if it has one.",
        "Si está desactivado, las respuestas salen por el servidor de esta instalación, si tiene uno.",
    ),
    kind=Kind.BOOL,
    default=False,
    show_if={"provider": ["other", "forward"]},
)

SMTP_ADDRESS = Field(
    key="smtp_address",
    label=Words("Servidor SMTP", "SMTP server", "Servidor SMTP"),
    help=Words(
        "Por exemplo: smtp.seuprovedor.com.br", "For example: smtp.yourprovider.com",
        "Por ejemplo: smtp.tuproveedor.com",
    ),
    required=True,
    pattern=HOST,
    show_if=_OWN_SENDING,
)  # fmt: skip

SMTP_PORT = Field(
    key="smtp_port",
    label=Words("Porta SMTP", "SMTP port", "Puerto SMTP"),
    kind=Kind.INT,
    default=587,
    pattern=PORT,
    show_if=_OWN_SENDING,
)

SMTP_SECURITY = Field(
    key="smtp_security",
    label=Words("Proteção da conexão SMTP", "SMTP connection security", "Protección de la conexión SMTP"),
    kind=Kind.SELECT,
    choices=SECURITIES,
    show_if=_OWN_SENDING,
)

SMTP_LOGIN = Field(
    key="smtp_login",
    label=Words("Usuário SMTP", "SMTP user name", "Usuario SMTP"),
    show_if=_OWN_SENDING,
)

SMTP_PASSWORD = Field(
    key="smtp_password",
    label=Words("Senha SMTP", "SMTP password", "Contraseña SMTP"),
    help=Words(
        "Ao criar a caixa de entrada, vazia é a mesma do IMAP.",
        "Left empty in a new inbox: the same as for IMAP.",
        "Al crear la bandeja de entrada, vacía es la misma del IMAP.",
    ),
    kind=Kind.SECRET,
    show_if=_OWN_SENDING,
    same_as="imap_password",
)

SMTP_DOMAIN = Field(
    key="smtp_domain",
    label=Words("Nome no cumprimento (EHLO)", "Name in the greeting (EHLO)", "Nombre en el saludo (EHLO)"),
    help=Words(
        "Vazio: o domínio do endereço de e-mail.",
        "Empty: the domain of the e-mail address.",
        "Vacío: el dominio de la dirección de correo.",
    ),
    pattern=r"[A-Za-z0-9.\-\[\]:]{1,253}",
    show_if=_OWN_SENDING,
)

FORWARD_TO = Field(
    key="forward_to_email",
    label=Words("Encaminhe para este endereço", "Forward to this address", "Reenvía a esta dirección"),
    help=Words(
        "No seu provedor, crie um encaminhamento de tudo o que chega para este endereço. O pedido de confirmação "
        "aparece aqui como uma conversa.",
        "At your provider, forward everything that arrives to this address. The request for confirmation shows up "
        "here as a conversation.",
        "En tu proveedor, crea un reenvío de todo lo que llega a esta dirección. La solicitud de confirmación "
        "aparece aquí como una conversación.",
    ),
    kind=Kind.READONLY_COPY,
    show_if={"provider": "forward"},
)

QUOTE_HISTORY = Field(
    key="quote_history",
    label=Words("Citar a conversa nas respostas", "Quote the conversation in replies",
                "Citar la conversación en las respuestas"),
    help=Words(
        "Cada resposta leva abaixo o que já foi dito.",
        "Each reply carries below it what was said before.",
        "Cada respuesta lleva debajo lo que ya se dijo.",
    ),
    kind=Kind.BOOL,
    default=True,
)  # fmt: skip

PLUS_ADDRESSING = Field(
    key="plus_addressing",
    label=Words("O provedor aceita endereços com +", "The provider takes addresses with a +",
                "El proveedor acepta direcciones con +"),
    help=Words(
        "Se nome+algo@dominio chega a nome@dominio, cada resposta encontra a sua conversa com mais segurança.",
        "If name+something@domain reaches name@domain, each answer finds its conversation more surely.",
        "Si nombre+algo@dominio llega a nombre@dominio, cada respuesta encuentra su conversación con más seguridad.",
    ),
    kind=Kind.BOOL,
    default=False,
)  # fmt: skip

# Names of the contract that need no place in a form: two switches say what the choice of protection says in one, the
# server tells which ways of signing in it takes, and certificates are always verified.
ALSO = (
    Field(
        key="imap_enable_ssl",
        label=Words("IMAP com TLS", "IMAP over TLS", "IMAP con TLS"),
        kind=Kind.BOOL,
        default=True,
    ),
    Field(
        key="smtp_enable_ssl_tls",
        label=Words("SMTP com TLS", "SMTP over TLS", "SMTP con TLS"),
        kind=Kind.BOOL,
        default=False,
    ),
    Field(
        key="smtp_enable_starttls_auto",
        label=Words("SMTP com STARTTLS", "SMTP with STARTTLS", "SMTP con STARTTLS"),
        kind=Kind.BOOL,
        default=True,
    ),
    Field(
        key="smtp_authentication",
        label=Words("Forma de entrar no SMTP", "SMTP sign-in method", "Forma de entrar en el SMTP"),
        kind=Kind.SELECT,
        default="login",
        choices=tuple(Choice(name, Words(name, name, name)) for name in ("login", "plain", "cram_md5", "xoauth2")),
    ),
    Field(
        key="smtp_openssl_verify_mode",
        label=Words("Conferir o certificado", "Verify the certificate", "Verificar el certificado"),
        default="peer",
    ),
    Field(
        key="forwarding_enabled",
        label=Words("Encaminhamento", "Forwarding", "Reenvío"),
        kind=Kind.BOOL,
        default=False,
    ),
)
