"""The settings of an e-mail inbox: the account, and how its mail is fetched."""

from typing import Any

from balcao.channels.about import Choice, Field, Kind, Words

HOST = r"[^\s/@:\[\]]{1,253}|\[?[0-9a-fA-F:]{2,45}\]?"
PORT = r"[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5]"
_BY_PASSWORD: dict[str, Any] = {"provider": "other", "imap_enabled": True}
_FETCHED: tuple[dict[str, Any], ...] = ({"provider": ["google", "microsoft"]}, _BY_PASSWORD)
SECURITIES = (
    Choice("tls", Words("TLS (SSL)", "TLS (SSL)", "TLS (SSL)")),
    Choice("starttls", Words("STARTTLS", "STARTTLS", "STARTTLS")),
    Choice("none", Words("Sem proteção", "Unprotected", "Sin protección")),
)

EMAIL = Field(
    key="email",
    label=Words("Endereço de e-mail", "E-mail address", "Dirección de correo"),
    help=Words(
        "O endereço para onde os seus clientes escrevem, como suporte@sualoja.com.br",
        "The address your customers write to, like support@yourstore.com",
        "La dirección a la que escriben tus clientes, como soporte@tutienda.com",
    ),
    kind=Kind.EMAIL,
    required=True,
)

PROVIDER = Field(
    key="provider",
    label=Words("Onde fica este e-mail", "Where this mailbox lives", "Dónde está este correo"),
    kind=Kind.SELECT,
    default="other",
    choices=(
        Choice(
            "google",
            Words("Google (Gmail ou Workspace)", "Google (Gmail or Workspace)", "Google (Gmail o Workspace)"),
            needs=("google_client_id", "google_client_secret"),
        ),
        Choice(
            "microsoft",
            Words(
                "Microsoft (Outlook ou Microsoft 365)", "Microsoft (Outlook or Microsoft 365)",
                "Microsoft (Outlook o Microsoft 365)",
            ),
            needs=("microsoft_client_id", "microsoft_client_secret"),
        ),
        Choice("other", Words("Outro provedor (com senha)", "Another provider (with a password)",
                              "Otro proveedor (con contraseña)")),
        Choice(
            "forward",
            Words(
                "Só encaminhar para cá o que chega", "Just forward here what arrives", "Solo reenviar aquí lo que llega"
            ),
            needs=("mail_domain",),
        ),
    ),
)  # fmt: skip

SHARED_MAILBOX = Field(
    key="shared_mailbox",
    label=Words("Caixa de correio compartilhada", "Shared mailbox", "Buzón compartido"),
    help=Words(
        "O endereço dela, se a equipe usa uma. Entre na Microsoft com a sua própria conta, que precisa ter acesso a ela.",
        "Its address, if your team uses one. Sign in at Microsoft with your own account, which must have access to it.",
        "Su dirección, si tu equipo usa uno. Entra en Microsoft con tu propia cuenta, que debe tener acceso a él.",
    ),
    kind=Kind.EMAIL,
    show_if={"provider": "microsoft"},
    editable_after=False,
)

IMAP_ENABLED = Field(
    key="imap_enabled",
    label=Words("Receber por IMAP", "Receive by IMAP", "Recibir por IMAP"),
    kind=Kind.BOOL,
    default=False,
    show_if={"provider": "other"},
)

IMAP_ADDRESS = Field(
    key="imap_address",
    label=Words("Servidor IMAP", "IMAP server", "Servidor IMAP"),
    help=Words(
        "Por exemplo: imap.seuprovedor.com.br", "For example: imap.yourprovider.com",
        "Por ejemplo: imap.tuproveedor.com",
    ),
    required=True,
    pattern=HOST,
    show_if=_BY_PASSWORD,
)  # fmt: skip

IMAP_PORT = Field(
    key="imap_port",
    label=Words("Porta IMAP", "IMAP port", "Puerto IMAP"),
    kind=Kind.INT,
    default=993,
    pattern=PORT,
    show_if=_BY_PASSWORD,
)

IMAP_SECURITY = Field(
    key="imap_security",
    label=Words("Proteção da conexão IMAP", "IMAP connection security", "Protección de la conexión IMAP"),
    kind=Kind.SELECT,
    choices=SECURITIES,
    show_if=_BY_PASSWORD,
)

IMAP_LOGIN = Field(
    key="imap_login",
    label=Words("Usuário IMAP", "IMAP user name", "Usuario IMAP"),
    help=Words(
        "Quase sempre o próprio endereço de e-mail.",
        "Nearly always the e-mail address itself.",
        "Casi siempre la propia dirección de correo.",
    ),
    required=True,
    show_if=_BY_PASSWORD,
)

IMAP_PASSWORD = Field(
    key="imap_password",
    label=Words("Senha IMAP", "IMAP password", "Contraseña IMAP"),
    help=Words(
        "Alguns provedores pedem uma senha de app no lugar da sua senha.",
        "Some providers want an app password instead of your own.",
        "Algunos proveedores piden una contraseña de aplicación en lugar de la tuya.",
    ),
    kind=Kind.SECRET,
    required=True,
    show_if=_BY_PASSWORD,
)

IMAP_FOLDERS = Field(
    key="imap_folders",
    label=Words("Pastas a ler", "Folders to read", "Carpetas a leer"),
    help=Words(
        "Separadas por vírgula. INBOX é a caixa de entrada do provedor.",
        "Separated by commas. INBOX is the provider's inbox.",
        "Separadas por comas. INBOX es la bandeja de entrada del proveedor.",
    ),
    default="INBOX",
    show_if=_FETCHED,
)

REPLY_TO_SENDER = Field(
    key="reply_to_sender",
    label=Words(
        "O cliente está em Responder-Para (formulários do site)",
        "The customer is in Reply-To (forms on your site)",
        "El cliente está en Responder a (formularios del sitio)",
    ),
    help=Words(
        "Ligue se os e-mails dos seus formulários vêm do endereço do próprio formulário e trazem o do cliente em "
        "Responder-Para. Vale para todos os e-mails desta caixa de entrada; como qualquer um pode pôr ali o endereço de "
        "outra pessoa, eles chegam com um aviso.",
        "Switch this on if mail from your forms comes from the form's own address and has the customer's in Reply-To. It "
        "holds for all mail of this inbox; since anybody can put somebody else's address there, such mail carries a notice.",
        "Actívalo si los correos de tus formularios vienen de la dirección del propio formulario y traen la del cliente en "
        "Responder a. Vale para todos los correos de esta bandeja de entrada; como cualquiera puede poner ahí la dirección de "
        "otra persona, llegan con un aviso.",
    ),
    kind=Kind.BOOL,
    default=False,
)

IMAP_SINCE_DAYS = Field(
    key="imap_since_days",
    label=Words("Dias anteriores a importar", "Earlier days to import", "Días anteriores a importar"),
    help=Words(
        "0 começa com o que chegar a partir de agora.",
        "0 begins with what arrives from now on.",
        "0 empieza con lo que llegue a partir de ahora.",
    ),
    kind=Kind.INT,
    default=0,
    pattern=r"\d{1,3}",
    show_if=_FETCHED,
)
