"""What the e-mail channel declares."""

from pathlib import Path

from balcao.channels.about import About, Step, Words
from balcao.channels.common import GREETING_ENABLED, GREETING_MESSAGE, name_field
from balcao.channels.email import fields as f
from balcao.channels.email import fields_sending as s
from balcao.channels.email.phrases import PHRASES
from balcao.envelope import Capabilities, Markup, Media

_NAME = name_field(
    Words(
        "A equipe a vê na lista; os clientes, como remetente das respostas.",
        "Your team sees it in the list, customers as the sender of your replies.",
        "Tu equipo lo ve en la lista; los clientes, como remitente de las respuestas.",
    )
)

_RECEIVING = (
    f.IMAP_ENABLED, f.IMAP_ADDRESS, f.IMAP_PORT, f.IMAP_SECURITY, f.IMAP_LOGIN, f.IMAP_PASSWORD, f.IMAP_FOLDERS,
    f.IMAP_SINCE_DAYS,
)  # fmt: skip
_SENDING = (
    s.SMTP_ENABLED, s.SMTP_ADDRESS, s.SMTP_PORT, s.SMTP_SECURITY, s.SMTP_LOGIN, s.SMTP_PASSWORD,
)  # fmt: skip

ABOUT = About(
    kind="email",
    channel_type="Channel::Email",
    icon=Path(__file__).with_name("icon.svg").read_text(),
    title=Words("E-mail", "E-mail", "Correo electrónico"),
    summary=Words(
        "Os e-mails da sua equipe, recebidos e respondidos aqui.",
        "Receive and answer your team's e-mail here.",
        "Recibe y responde aquí los correos de tu equipo.",
    ),
    steps=(
        Step(
            key="account",
            title=Words("Sua conta de e-mail", "Your e-mail account", "Tu cuenta de correo"),
            fields=(_NAME, f.EMAIL, f.PROVIDER, f.SHARED_MAILBOX),
            on_create=True,
        ),
        Step(
            key="receiving",
            title=Words("Recebimento", "Receiving", "Recepción"),
            fields=_RECEIVING,
            on_create=True,
        ),
        Step(
            key="sending",
            title=Words("Envio", "Sending", "Envío"),
            fields=_SENDING,
            on_create=True,
        ),
        Step(
            key="forwarding",
            title=Words("Encaminhamento", "Forwarding", "Reenvío"),
            fields=(s.FORWARD_TO,),
        ),
        Step(
            key="replies",
            title=Words("Respostas", "Replies", "Respuestas"),
            fields=(
                s.QUOTE_HISTORY, f.REPLY_TO_SENDER, s.PLUS_ADDRESSING, s.SMTP_DOMAIN, GREETING_ENABLED, GREETING_MESSAGE,
            ),
        ),
    ),
    capabilities=Capabilities(
        text_max=150_000,
        media=(Media.IMAGE, Media.AUDIO, Media.VIDEO, Media.FILE),
        files_per_message=15,
        markup=Markup.MARKDOWN,
        can_start_conversation=True,
        carries_on=True,
        subject=True,
        copies=True,
        names_sent=True,
    ),
    delivers=True,
    sign_in="provider",
    sign_in_takes=("shared_mailbox",),
    suggests=("email",),
    also=s.ALSO,
    guarded=tuple(
        field.key for field in (*_RECEIVING, *_SENDING, s.SMTP_DOMAIN, *s.ALSO) if field.key != "forwarding_enabled"
    ),
    kept=("oauth",),
    sent_to={
        "imap_password": ("imap_address", "imap_login"),
        "smtp_password": ("smtp_address", "smtp_login"),
        "oauth": ("provider", "email"),
    },
    derived={"forward_to_email": "${forward_key}@${mail_domain}"},
    phrases=PHRASES,
)  # fmt: skip
