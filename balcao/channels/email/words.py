"""Why a mailbox could not be connected: each cause in a sentence that says what to do."""

import enum
from string import Template

from balcao.channels.about import Words


class Cause(enum.StrEnum):
    """What went wrong when a mail server was tried."""

    NO_SUCH_HOST = "no_such_host"
    PRIVATE = "private"
    REFUSED = "refused"
    SILENT = "silent"
    UNREACHABLE = "unreachable"
    EXPIRED = "expired"
    SELF_SIGNED = "self_signed"
    WRONG_NAME = "wrong_name"
    UNTRUSTED = "untrusted"
    NOT_TLS = "not_tls"
    OLD_TLS = "old_tls"
    TLS_FROM_START = "tls_from_start"
    NO_STARTTLS = "no_starttls"
    DROPPED = "dropped"
    OTHER_SERVICE = "other_service"
    LOGIN = "login"
    APP_PASSWORD = "app_password"  # noqa: S105 - a cause
    NO_PASSWORDS = "no_passwords"
    SMTP_OFF = "smtp_off"
    IMAP_OFF = "imap_off"
    UNPROTECTED = "unprotected"
    NEEDS_LOGIN = "needs_login"
    TOKEN = "token"  # noqa: S105 - a cause
    SIGN_IN = "sign_in"
    BUSY = "busy"
    FOLDER = "folder"
    SENDER = "sender"
    TOO_SLOW = "too_slow"
    NO_SENDER = "no_sender"


_SENTENCES = {
    Cause.NO_SUCH_HOST: Words(
        "Não existe um servidor chamado $host. Confira o nome.",
        "There is no server named $host. Check the name.",
        "No existe un servidor llamado $host. Revisa el nombre.",
    ),
    Cause.PRIVATE: Words(
        "$host fica em uma rede privada, à qual esta instalação não se conecta.",
        "$host lies in a private network, to which this installation does not connect.",
        "$host está en una red privada, a la que esta instalación no se conecta.",
    ),
    Cause.REFUSED: Words(
        "$host não aceita conexões na porta $port. O mais comum é a porta $usual.",
        "$host takes no connections on port $port. The usual one is port $usual.",
        "$host no acepta conexiones en el puerto $port. Lo más común es el puerto $usual.",
    ),
    Cause.SILENT: Words(
        "$host não respondeu na porta $port. Confira o servidor e a porta; o mais comum é a porta $usual.",
        "$host did not answer on port $port. Check the server and the port; the usual one is port $usual.",
        "$host no respondió en el puerto $port. Revisa el servidor y el puerto; lo más común es el puerto $usual.",
    ),
    Cause.UNREACHABLE: Words(
        "Não foi possível chegar a $host na porta $port.",
        "$host could not be reached on port $port.",
        "No fue posible llegar a $host en el puerto $port.",
    ),
    Cause.EXPIRED: Words(
        "O certificado de $host venceu. Quem cuida do servidor precisa renová-lo.",
        "The certificate of $host has expired. Whoever runs the server has to renew it.",
        "El certificado de $host venció. Quien administra el servidor debe renovarlo.",
    ),
    Cause.SELF_SIGNED: Words(
        "O certificado de $host é assinado por ele mesmo, e ninguém garante que o servidor é quem diz ser.",
        "The certificate of $host is self-signed, so nobody vouches that the server is who it says.",
        "El certificado de $host está firmado por él mismo, y nadie garantiza que el servidor sea quien dice ser.",
    ),
    Cause.WRONG_NAME: Words(
        "O certificado do servidor não vale para $host. Seu provedor deve indicar outro nome de servidor.",
        "The server's certificate is not for $host. Your provider probably names another server.",
        "El certificado del servidor no vale para $host. Tu proveedor seguramente indica otro nombre de servidor.",
    ),
    Cause.UNTRUSTED: Words(
        "O certificado de $host não vem de uma autoridade conhecida.",
        "The certificate of $host does not come from an authority that is trusted.",
        "El certificado de $host no viene de una autoridad conocida.",
    ),
    Cause.NOT_TLS: Words(
        "$host não usa TLS direto na porta $port. Escolha STARTTLS, ou a porta $secure com TLS.",
        "$host does not speak TLS from the start on port $port. Choose STARTTLS, or port $secure with TLS.",
        "$host no usa TLS directo en el puerto $port. Elige STARTTLS, o el puerto $secure con TLS.",
    ),
    Cause.OLD_TLS: Words(
        "$host só oferece uma conexão segura antiga, que já não protege.",
        "$host offers only an old kind of secure connection, which protects no more.",
        "$host solo ofrece una conexión segura antigua, que ya no protege.",
    ),
    Cause.TLS_FROM_START: Words(
        "Na porta $port de $host a conexão é segura desde o início: escolha TLS (SSL).",
        "On port $port of $host the connection is secure from the start: choose TLS (SSL).",
        "En el puerto $port de $host la conexión es segura desde el inicio: elige TLS (SSL).",
    ),
    Cause.NO_STARTTLS: Words(
        "$host não oferece STARTTLS na porta $port. Use TLS (SSL) na porta $secure.",
        "$host offers no STARTTLS on port $port. Use TLS (SSL) on port $secure.",
        "$host no ofrece STARTTLS en el puerto $port. Usa TLS (SSL) en el puerto $secure.",
    ),
    Cause.DROPPED: Words(
        "$host encerrou a conexão na porta $port antes da hora.",
        "$host closed the connection on port $port too early.",
        "$host cerró la conexión en el puerto $port antes de tiempo.",
    ),
    Cause.OTHER_SERVICE: Words(
        "Na porta $port de $host responde outra coisa, que não é um servidor $protocol.",
        "What answers on port $port of $host is not an $protocol server.",
        "Lo que responde en el puerto $port de $host no es un servidor $protocol.",
    ),
    Cause.LOGIN: Words(
        "O servidor não aceitou o usuário ou a senha.",
        "The server did not accept the user name or the password.",
        "El servidor no aceptó el usuario o la contraseña.",
    ),
    Cause.APP_PASSWORD: Words(
        "O provedor pede uma senha de app no lugar da sua senha.",
        "The provider asks for an app password instead of your own.",
        "El proveedor pide una contraseña de aplicación en lugar de la tuya.",
    ),
    Cause.NO_PASSWORDS: Words(
        "Este servidor não aceita mais entrar com senha.",
        "This server takes no passwords any more.",
        "Este servidor ya no acepta entrar con contraseña.",
    ),
    Cause.SMTP_OFF: Words(
        "O envio por SMTP está desligado para este e-mail. Quem administra o Microsoft 365 precisa permitir o "
        "“SMTP autenticado”.",
        "Sending by SMTP is switched off for this mailbox. The administrator of Microsoft 365 has to allow "
        "“Authenticated SMTP”.",
        "El envío por SMTP está desactivado para este correo. Quien administra Microsoft 365 debe permitir el "
        "“SMTP autenticado”.",
    ),
    Cause.IMAP_OFF: Words(
        "O acesso por IMAP está desligado nesta conta. Ative-o nas configurações do provedor.",
        "IMAP access is switched off for this account. Turn it on in the provider's settings.",
        "El acceso por IMAP está desactivado en esta cuenta. Actívalo en los ajustes del proveedor.",
    ),
    Cause.UNPROTECTED: Words(
        "$host não aceita a senha em uma conexão sem proteção. Escolha STARTTLS ou TLS.",
        "$host takes no password over an unprotected connection. Choose STARTTLS or TLS.",
        "$host no acepta la contraseña en una conexión sin protección. Elige STARTTLS o TLS.",
    ),
    Cause.NEEDS_LOGIN: Words(
        "$host exige usuário e senha para enviar.",
        "$host wants a user name and password before it sends.",
        "$host exige usuario y contraseña para enviar.",
    ),
    Cause.TOKEN: Words(
        "O provedor não deixou entrar nesta caixa de e-mail. Confira se o IMAP e o SMTP estão permitidos para ela.",
        "The provider did not let us into this mailbox. Check that IMAP and SMTP are allowed for it.",
        "El proveedor no dejó entrar en este buzón. Revisa que IMAP y SMTP estén permitidos para él.",
    ),
    Cause.SIGN_IN: Words(
        "Para usar este provedor, entre com a sua conta nele.",
        "To use this provider, sign in to your account there.",
        "Para usar este proveedor, inicia sesión con tu cuenta en él.",
    ),
    Cause.BUSY: Words(
        "$host não aceita mais uma conexão agora. Tente de novo em alguns minutos.",
        "$host takes no further connection at present. Try again in a few minutes.",
        "$host no acepta otra conexión ahora. Inténtalo de nuevo en unos minutos.",
    ),
    Cause.FOLDER: Words(
        "A pasta $folder não existe. As que existem: $folders",
        "The folder $folder does not exist. Those that do: $folders",
        "La carpeta $folder no existe. Las que existen: $folders",
    ),
    Cause.SENDER: Words(
        "O servidor não deixa este usuário enviar como $email.",
        "The server does not let this user send as $email.",
        "El servidor no deja que este usuario envíe como $email.",
    ),
    Cause.TOO_SLOW: Words(
        "$host demorou demais para responder. Tente de novo.",
        "$host took too long to answer. Try again.",
        "$host tardó demasiado en responder. Inténtalo de nuevo.",
    ),
    Cause.NO_SENDER: Words(
        "Esta instalação não tem um servidor que envie e-mails. Ative o envio pelo seu servidor SMTP: sem ele, as "
        "respostas da equipe não chegariam a ninguém.",
        "This installation has no server that sends mail. Turn on sending through your SMTP server: without it, your "
        "team's answers would reach nobody.",
        "Esta instalación no tiene un servidor que envíe correos. Activa el envío por tu servidor SMTP: sin él, las "
        "respuestas del equipo no llegarían a nadie.",
    ),
}


def sentence(cause: Cause, values: dict[str, str], hint: Words | None = None) -> Words:
    """The cause in every language, and after it what users of this provider must know."""
    words = _SENTENCES[cause]
    return Words(
        *(
            " ".join(filter(None, (Template(text).substitute(values), more)))
            for text, more in zip(_all(words), _all(hint) if hint else ("", "", ""), strict=True)
        )
    )


def _all(words: Words) -> tuple[str, str, str]:
    return words.pt, words.en, words.es
