"""What the website channel declares."""

from pathlib import Path

from balcao.channels.about import About, Step, Words
from balcao.channels.common import GREETING_ENABLED, GREETING_MESSAGE, HMAC_MANDATORY, HMAC_TOKEN, name_field
from balcao.channels.website import fields as f
from balcao.envelope import Capabilities, Markup, Media

_NAME = name_field(
    Words(
        "A equipe a vê na lista; os visitantes, no topo do chat.",
        "Your team sees it in the list, visitors at the top of the chat.",
        "Tu equipo lo ve en la lista; los visitantes, arriba del chat.",
    )
)

ABOUT = About(
    kind="web_widget",
    channel_type="Channel::WebWidget",
    icon=Path(__file__).with_name("icon.svg").read_text(),
    title=Words("Site", "Website", "Sitio web"),
    summary=Words(
        "Converse ao vivo com quem visita o seu site.",
        "Chat live with the people who visit your site.",
        "Conversa en vivo con quienes visitan tu sitio.",
    ),
    steps=(
        Step(
            key="site",
            title=Words("Seu site", "Your site", "Tu sitio"),
            fields=(
                _NAME, f.WEBSITE_URL, f.WIDGET_COLOR, f.WELCOME_TITLE, f.WELCOME_TAGLINE, GREETING_ENABLED,
                GREETING_MESSAGE,
            ),
            on_create=True,
        ),
        Step(
            key="chat",
            title=Words("Chat", "Chat", "Chat"),
            fields=(f.REPLY_TIME, f.FEATURES),
        ),
        Step(
            key="pre_chat",
            title=Words("Formulário pré-chat", "Pre-chat form", "Formulario previo al chat"),
            fields=(f.PRE_CHAT_ENABLED, f.PRE_CHAT_OPTIONS),
        ),
        Step(
            key="continuity",
            title=Words("E-mail", "Email", "Correo"),
            fields=(f.CONTINUITY, f.CONTINUITY_INBOX),
        ),
        Step(
            key="security",
            title=Words("Segurança", "Security", "Seguridad"),
            fields=(f.ALLOWED_DOMAINS, HMAC_MANDATORY, HMAC_TOKEN),
        ),
        Step(
            key="install",
            title=Words("Instalação", "Installation", "Instalación"),
            fields=(f.SCRIPT,),
        ),
    ),
    capabilities=Capabilities(
        text_max=150_000,
        media=(Media.IMAGE, Media.AUDIO, Media.VIDEO, Media.FILE),
        files_per_message=15,
        markup=Markup.MARKDOWN,
        typing=True,
        receipts=True,
    ),
    delivers=False,
    derived={"website_token": "${public_key}", "hmac_token": "${hmac_token}", "web_widget_script": f.SNIPPET},
)  # fmt: skip
