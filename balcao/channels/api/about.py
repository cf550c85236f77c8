"""What the API channel declares."""

from pathlib import Path

from balcao.channels.about import About, Field, Kind, Step, Words
from balcao.channels.common import GREETING_ENABLED, GREETING_MESSAGE, HMAC_MANDATORY, HMAC_TOKEN, name_field
from balcao.envelope import Capabilities, Markup, Media
from balcao.kit.targets import LONGEST

_NAME = name_field(
    Words(
        "Por exemplo, o nome do app que você vai conectar.",
        "For example the name of the app that you connect.",
        "Por ejemplo, el nombre de la app que vas a conectar.",
    )
)

_WEBHOOK_URL = Field(
    key="webhook_url",
    label=Words("Endereço do webhook", "Webhook address", "Dirección del webhook"),
    help=Words(
        "Cada resposta da equipe é enviada a este endereço, assinada. Vazio: o seu app lê as mensagens pela API.",
        "Every answer of the team is posted to this address, signed. Empty: your app reads messages from the API.",
        "Cada respuesta del equipo se envía a esta dirección, firmada. Vacío: tu app lee los mensajes por la API.",
    ),
    kind=Kind.URL,
    max_length=LONGEST,
)

_REPLY_WINDOW = Field(
    key="additional_attributes.agent_reply_time_window",
    label=Words("Janela de resposta, em horas", "Reply window in hours", "Ventana de respuesta, en horas"),
    help=Words(
        "A equipe só pode responder até este tempo depois da última mensagem do cliente. Vazio: sempre.",
        "The team can answer only this long after the customer's last message. Empty: always.",
        "El equipo solo puede responder hasta este tiempo después del último mensaje del cliente. Vacío: siempre.",
    ),
    kind=Kind.INT,
    pattern=r"[1-9]\d{0,3}",
)

_IDENTIFIER = Field(
    key="inbox_identifier",
    label=Words("Identificador da caixa de entrada", "Inbox identifier", "Identificador de la bandeja de entrada"),
    help=Words(
        "O seu app o usa no endereço da API de clientes.",
        "Your app uses it in the address of the client API.",
        "Tu app lo usa en la dirección de la API de clientes.",
    ),
    kind=Kind.READONLY_COPY,
)

_SECRET = Field(
    key="secret",
    label=Words("Segredo do webhook", "Webhook secret", "Secreto del webhook"),
    help=Words(
        "Confira com ele a assinatura de cada chamada.",
        "Check the signature of every call with it.",
        "Verifica con él la firma de cada llamada.",
    ),
    kind=Kind.READONLY_COPY,
)

ABOUT = About(
    kind="api",
    channel_type="Channel::Api",
    icon=Path(__file__).with_name("icon.svg").read_text(),
    title=Words("API", "API", "API"),
    summary=Words(
        "Conecte qualquer outro aplicativo pela API.",
        "Connect any other app through the API.",
        "Conecta cualquier otra aplicación por la API.",
    ),
    steps=(
        Step(
            key="app",
            title=Words("Seu aplicativo", "Your app", "Tu aplicación"),
            fields=(_NAME, _WEBHOOK_URL),
            on_create=True,
        ),
        Step(
            key="replies",
            title=Words("Respostas", "Replies", "Respuestas"),
            fields=(_REPLY_WINDOW, GREETING_ENABLED, GREETING_MESSAGE),
        ),
        Step(
            key="security",
            title=Words("Segurança", "Security", "Seguridad"),
            fields=(HMAC_MANDATORY, HMAC_TOKEN),
        ),
        Step(
            key="install",
            title=Words("Conexão", "Connection", "Conexión"),
            fields=(_IDENTIFIER, _SECRET),
        ),
    ),
    capabilities=Capabilities(
        text_max=150_000,
        media=(Media.IMAGE, Media.AUDIO, Media.VIDEO, Media.FILE),
        files_per_message=15,
        markup=Markup.MARKDOWN,
        can_start_conversation=True,
        typing=True,
        receipts=True,
    ),
    delivers=True,
    accepts_incoming=True,
    derived={"inbox_identifier": "${public_key}", "hmac_token": "${hmac_token}", "secret": "${webhook_secret}"},
)
