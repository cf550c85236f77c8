"""What users of a provider must know before a password opens their mailbox."""

from balcao.channels.about import Words

GOOGLE = Words(
    "O Google só aceita aqui uma senha de app: ative a verificação em duas etapas e crie uma em "
    "myaccount.google.com/apppasswords.",
    "Google takes only an app password here: turn on 2-Step Verification and make one at "
    "myaccount.google.com/apppasswords.",
    "Google solo acepta aquí una contraseña de aplicación: activa la verificación en dos pasos y crea una en "
    "myaccount.google.com/apppasswords.",
)

MICROSOFT = Words(
    "A Microsoft não aceita mais senhas nestes servidores. Entre com a Microsoft ou encaminhe os e-mails para cá.",
    "Microsoft takes no passwords on these servers any more. Sign in with Microsoft, or forward the mail here.",
    "Microsoft ya no acepta contraseñas en estos servidores. Inicia sesión con Microsoft o reenvía aquí los correos.",
)

SIGN_IN_GOOGLE = Words(
    "Este e-mail fica no Google: entre com o Google e nenhuma senha fica guardada aqui. Escolha essa opção abaixo.",
    "This mailbox lives at Google: sign in with Google, and no password is kept here. Choose that below.",
    "Este correo está en Google: inicia sesión con Google y aquí no se guarda ninguna contraseña. Elige esa opción abajo.",
)

SIGN_IN_MICROSOFT = Words(
    "Este e-mail fica na Microsoft, que só deixa entrar com a conta Microsoft: escolha essa opção abaixo.",
    "This mailbox lives at Microsoft, which lets you in only with the Microsoft account: choose that below.",
    "Este correo está en Microsoft, que solo deja entrar con la cuenta de Microsoft: elige esa opción abajo.",
)

SIGN_INS = {"google": SIGN_IN_GOOGLE, "microsoft": SIGN_IN_MICROSOFT}

PROTON = Words(
    "O Proton só entrega e-mails por IMAP no computador onde roda o Proton Bridge. Encaminhe os e-mails para cá.",
    "Proton hands out mail by IMAP only on the computer that runs Proton Bridge. Forward the mail here instead.",
    "Proton solo entrega correos por IMAP en la computadora donde corre Proton Bridge. Reenvía aquí los correos.",
)


def app_password(provider: str) -> Words:
    """Its own password does not work in other programs."""
    return Words(
        f"{provider} só aceita aqui uma senha de app: crie uma nas configurações de segurança da conta.",
        f"{provider} takes only an app password here: make one in the account's security settings.",
        f"{provider} solo acepta aquí una contraseña de aplicación: crea una en los ajustes de seguridad de la cuenta.",
    )


def switched_on(provider: str) -> Words:
    """The owner has to allow it first."""
    return Words(
        f"{provider}: antes, ative o acesso por IMAP nas configurações da conta. Com verificação em duas etapas, use "
        "uma senha de app.",
        f"{provider}: first turn on IMAP access in the account's settings. With two-step verification, use an app "
        "password.",
        f"{provider}: antes, activa el acceso por IMAP en los ajustes de la cuenta. Con verificación en dos pasos, usa "
        "una contraseña de aplicación.",
    )


def no_imap(provider: str) -> Words:
    """No other program can fetch its mail."""
    return Words(
        f"{provider} não entrega e-mails por IMAP. Encaminhe-os para cá.",
        f"{provider} does not hand out mail by IMAP. Forward it here instead.",
        f"{provider} no entrega correos por IMAP. Reenvíalos aquí.",
    )
