"""The settings of a website inbox."""

from balcao.channels.about import Choice, Field, Kind, Words
from balcao.channels.website.prechat import DEFAULT_FORM

WEBSITE_URL = Field(
    key="website_url",
    label=Words("Endereço do site", "Website address", "Dirección del sitio"),
    help=Words("Por exemplo: www.sualoja.com.br", "For example: www.yourstore.com", "Por ejemplo: www.tutienda.com"),
    kind=Kind.URL,
    required=True,
)

WIDGET_COLOR = Field(
    key="widget_color",
    label=Words("Cor do widget", "Widget colour", "Color del widget"),
    kind=Kind.COLOR,
    default="#1f93ff",
)

WELCOME_TITLE = Field(
    key="welcome_title",
    label=Words("Título de boas-vindas", "Welcome heading", "Título de bienvenida"),
    help=Words("Por exemplo: Olá! 👋", "For example: Hi there! 👋", "Por ejemplo: ¡Hola! 👋"),
)

WELCOME_TAGLINE = Field(
    key="welcome_tagline",
    label=Words("Frase de boas-vindas", "Welcome tagline", "Frase de bienvenida"),
    help=Words(
        "Uma linha que convida a escrever.",
        "One line that invites people to write.",
        "Una línea que invita a escribir.",
    ),
)

REPLY_TIME = Field(
    key="reply_time",
    label=Words("Tempo de resposta", "Reply time", "Tiempo de respuesta"),
    help=Words(
        "O que o visitante pode esperar, mostrado no chat.",
        "What visitors may expect, shown in the chat.",
        "Lo que el visitante puede esperar, mostrado en el chat.",
    ),
    kind=Kind.SELECT,
    default="in_a_few_minutes",
    choices=(
        Choice("in_a_few_minutes", Words("Em alguns minutos", "In a few minutes", "En unos minutos")),
        Choice("in_a_few_hours", Words("Em algumas horas", "In a few hours", "En unas horas")),
        Choice("in_a_day", Words("Em um dia", "In a day", "En un día")),
    ),
)

FEATURES = Field(
    key="selected_feature_flags",
    label=Words("No chat, o visitante pode", "In the chat, visitors can", "En el chat, el visitante puede"),
    kind=Kind.CHOICES,
    default=["attachments", "emoji_picker", "end_conversation"],
    choices=(
        Choice("attachments", Words("Enviar arquivos", "Send files", "Enviar archivos")),
        Choice("emoji_picker", Words("Escolher emojis", "Pick emoji", "Elegir emojis")),
        Choice("end_conversation", Words("Encerrar a conversa", "End the conversation", "Finalizar la conversación")),
        Choice(
            "use_inbox_avatar_for_bot",
            Words(
                "Ver a imagem da caixa de entrada nas mensagens automáticas",
                "See the inbox's picture on automatic messages",
                "Ver la imagen de la bandeja en los mensajes automáticos",
            ),
        ),
    ),
)

PRE_CHAT_ENABLED = Field(
    key="pre_chat_form_enabled",
    label=Words("Perguntar antes da conversa", "Ask before the conversation", "Preguntar antes de la conversación"),
    help=Words(
        "O visitante preenche o formulário antes da primeira mensagem.",
        "Visitors fill in the form before their first message.",
        "El visitante completa el formulario antes de su primer mensaje.",
    ),
    kind=Kind.BOOL,
    default=False,
)

PRE_CHAT_OPTIONS = Field(
    key="pre_chat_form_options",
    label=Words("Formulário", "Form", "Formulario"),
    kind=Kind.PRECHAT,
    default=DEFAULT_FORM,
    show_if={"pre_chat_form_enabled": True},
)

ALLOWED_DOMAINS = Field(
    key="allowed_domains",
    label=Words("Domínios permitidos", "Allowed domains", "Dominios permitidos"),
    help=Words(
        "Um por linha; *.sualoja.com.br vale para todos os subdomínios. Vazio: o chat abre em qualquer site.",
        "One a line; *.yourstore.com stands for all subdomains. Empty: the chat opens on any site.",
        "Uno por línea; *.tutienda.com vale para todos los subdominios. Vacío: el chat abre en cualquier sitio.",
    ),
    kind=Kind.DOMAINS,
    default="",
)

SNIPPET = """\
<script>
  (function () {
    var base = "${base}";
    var script = document.createElement("script");
    script.src = base + "/packs/js/sdk.js";
    script.async = true;
    script.onload = function () {
      window.chatwootSDK.run({ websiteToken: "${public_key}", baseUrl: base });
    };
    document.head.appendChild(script);
  })();
</script>
"""

SCRIPT = Field(
    key="web_widget_script",
    label=Words("Código para o seu site", "Code for your site", "Código para tu sitio"),
    help=Words(
        "Cole antes de </body> em todas as páginas onde o chat deve aparecer.",
        "Paste it before </body> on every page where the chat should appear.",
        "Pégalo antes de </body> en todas las páginas donde deba aparecer el chat.",
    ),
    kind=Kind.READONLY_COPY,
)

CONTINUITY = Field(
    key="continuity_via_email",
    label=Words("Continuar por e-mail", "Go on by email", "Continuar por correo"),
    help=Words(
        "Se o visitante sair antes de ver a resposta, ela segue por e-mail; o que ele responder volta para a mesma conversa.",
        "When visitors leave before they see an answer, it goes to them by email; what they reply comes back here.",
        "Si el visitante se va antes de ver la respuesta, le llega por correo; lo que conteste vuelve a la misma conversación.",
    ),
    kind=Kind.BOOL,
    default=True,
)

CONTINUITY_INBOX = Field(
    key="continuity_inbox_id",
    label=Words("Caixa de e-mail que envia", "Email inbox that sends", "Bandeja de correo que envía"),
    help=Words(
        "A caixa de entrada de e-mail por onde as respostas saem e voltam. Vazio: nada sai por e-mail.",
        "The email inbox through which answers leave and come back. Empty: nothing is mailed.",
        "La bandeja de correo por la que salen y vuelven las respuestas. Vacío: nada sale por correo.",
    ),
    kind=Kind.INBOX,
    show_if={"continuity_via_email": True},
)
