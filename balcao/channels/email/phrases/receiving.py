"""Why a mailbox cannot be looked into, and why a mail became no message."""

from typing import Final

from balcao.channels.about import Words

RECEIVING: Final = (
    Words("$host não deixou entrar: $said", "$host does not let us in: $said", "$host no dejó entrar: $said"),
    Words("A autenticação falhou.", "Authentication failed.", "La autenticación falló."),
    Words(
        "Não existe a pasta $folder", "The mailbox has no folder named $folder", "No existe la carpeta $folder"
    ),
    Words(
        "Esta caixa de entrada não tem um e-mail para acompanhar",
        "This inbox has no mailbox to look into",
        "Esta bandeja de entrada no tiene un buzón que revisar",
    ),
    Words(
        "O servidor não está entregando os e-mails no momento",
        "The server does not give out mails at the moment",
        "El servidor no está entregando los correos por el momento",
    ),
    Words(
        "Ninguém entrou na conta do provedor ainda",
        "Nobody has signed in at the provider yet",
        "Nadie ha iniciado sesión con el proveedor todavía",
    ),
    Words(
        "$provider não deu um acesso duradouro",
        "$provider gave no lasting access",
        "$provider no dio un acceso duradero",
    ),
    Words(
        "$provider: falta o client id e o segredo nesta instalação",
        "$provider: this installation has no client id and secret",
        "$provider: faltan el client id y el secreto en esta instalación",
    ),
    Words(
        "Não foi possível buscar o e-mail: $problem",
        "The mail could not be fetched: $problem",
        "No fue posible obtener el correo: $problem",
    ),
    Words("É uma confirmação de leitura", "A read receipt", "Es una confirmación de lectura"),
    Words(
        "Um servidor avisa sobre um e-mail que não falhou: está atrasado ou foi repassado",
        "A server reports on a mail that has not failed: it is late, or was passed on",
        "Un servidor avisa sobre un correo que no falló: está demorado o fue reenviado",
    ),
    Words(
        "Uma devolução que não diz de qual e-mail se trata. $news",
        "A bounce that does not say which mail it is about. $news",
        "Una devolución que no dice de qué correo se trata. $news",
    ),
    Words(
        "É um e-mail enviado por esta própria caixa de entrada, que voltou para ela",
        "A mail that this inbox has sent itself has come back to it",
        "Es un correo enviado por esta misma bandeja de entrada, que volvió a ella",
    ),
)  # fmt: skip
