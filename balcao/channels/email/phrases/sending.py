"""Why an answer did not leave."""

from typing import Final

from balcao.channels.about import Words

_RECIPIENTS: Final = (
    Words(
        "Não foi entregue a todos.", "Not sent to everybody.", "No se entregó a todos."
    ),
    Words(
        "O endereço $whom não existe.",
        "$whom does not exist: there is no such address.",
        "La dirección $whom no existe.",
    ),
    Words(
        "$whom não está mais neste servidor de e-mail.",
        "$whom is not at this mail server any more.",
        "$whom ya no está en este servidor de correo.",
    ),
    Words(
        "A caixa de $whom está cheia e não recebe e-mails.",
        "$whom takes no mail at present: the mailbox is full.",
        "El buzón de $whom está lleno y no recibe correos.",
    ),
    Words(
        "A caixa de $whom está desativada e não recebe e-mails.",
        "$whom takes no mail at present: the mailbox is disabled.",
        "El buzón de $whom está desactivado y no recibe correos.",
    ),
    Words(
        "O servidor de e-mail recusou $whom.",
        "$whom was refused by the mail server.",
        "El servidor de correo rechazó $whom.",
    ),
    Words(
        "Não há para quem enviar: o único endereço é o desta caixa de entrada.",
        "There is nobody to send this to: its only address is the inbox's own.",
        "No hay a quién enviar: la única dirección es la de esta bandeja de entrada.",
    ),
    Words(
        "Um e-mail vai para no máximo $most endereços; este tem $count.",
        "A mail goes to at most $most addresses; this one has $count.",
        "Un correo va a un máximo de $most direcciones; este tiene $count.",
    ),
    Words(
        "“$address” não é um endereço de e-mail.",
        "“$address” is not an e-mail address.",
        "“$address” no es una dirección de correo.",
    ),
    Words(
        "O servidor de e-mail não aceita endereços com letras como as de “$address”.",
        "The mail server takes no addresses with letters like those of “$address”.",
        "El servidor de correo no acepta direcciones con letras como las de “$address”.",
    ),
)  # fmt: skip

_CONTENT: Final = (
    Words(
        "O e-mail é grande demais para o servidor.",
        "The mail is too big for the mail server.",
        "El correo es demasiado grande para el servidor.",
    ),
    Words(
        "O e-mail foi recusado como spam ou por uma regra do servidor.",
        "The mail was refused as spam or by a rule of the mail server.",
        "El correo fue rechazado como spam o por una regla del servidor.",
    ),
    Words(
        "O servidor de e-mail não aceita o endereço do remetente.",
        "The mail server does not accept the sender's address.",
        "El servidor de correo no acepta la dirección del remitente.",
    ),
    Words(
        "O servidor de e-mail recusou o e-mail.", "The mail server refused the mail.",
        "El servidor de correo rechazó el correo.",
    ),
    Words(
        "O arquivo “$name” é grande demais para um e-mail.",
        "The file “$name” is too large for an e-mail.",
        "El archivo “$name” es demasiado grande para un correo.",
    ),
    Words(
        "O arquivo “$name” não existe mais.", "The file “$name” is not there any more.",
        "El archivo “$name” ya no existe.",
    ),
)  # fmt: skip

_SERVER: Final = (
    Words(
        "O servidor de e-mail está ocupado com outras mensagens daqui.",
        "The mail server is busy with other messages from here.",
        "El servidor de correo está ocupado con otros mensajes de aquí.",
    ),
    Words(
        "Outras mensagens grandes estão sendo enviadas; esta espera a sua vez.",
        "Other large messages are being sent; this one waits for its turn.",
        "Se están enviando otros mensajes grandes; este espera su turno.",
    ),
    Words(
        "O servidor de e-mail não consegue conferir o acesso no momento.",
        "The mail server cannot check the sign-in at present.",
        "El servidor de correo no puede comprobar el acceso por el momento.",
    ),
    Words(
        "O servidor de e-mail não aceita mais envios daqui por enquanto.",
        "The mail server takes no more mail from here for the moment.",
        "El servidor de correo no acepta más envíos desde aquí por ahora.",
    ),
    Words(
        "O servidor de e-mail não aceita o e-mail no momento.",
        "The mail server does not take the mail at present.",
        "El servidor de correo no acepta el correo por el momento.",
    ),
    Words(
        "A Microsoft desativou o envio por SMTP deste e-mail: permita o “SMTP autenticado” no centro de administração do "
        "Microsoft 365 ou conecte a caixa de entrada com a conta Microsoft.",
        "Microsoft has switched off sending by SMTP for this mailbox: allow “Authenticated SMTP” for it in the "
        "Microsoft 365 admin center, or connect the inbox by signing in with Microsoft.",
        "Microsoft desactivó el envío por SMTP de este correo: permite el “SMTP autenticado” en el centro de "
        "administración de Microsoft 365 o conecta la bandeja de entrada con la cuenta de Microsoft.",
    ),
    Words(
        "A Microsoft não aceita mais senhas aqui: conecte a caixa de entrada com a conta Microsoft.",
        "Microsoft takes no passwords here any more: connect the inbox by signing in with Microsoft.",
        "Microsoft ya no acepta contraseñas aquí: conecta la bandeja de entrada con la cuenta de Microsoft.",
    ),
    Words(
        "O provedor pede uma senha de app no lugar da senha da conta.",
        "The provider asks for an app password instead of the account's own password.",
        "El proveedor pide una contraseña de aplicación en lugar de la de la cuenta.",
    ),
    Words(
        "O servidor de e-mail exige usuário e senha.",
        "The mail server wants a user name and password.",
        "El servidor de correo exige usuario y contraseña.",
    ),
    Words(
        "O servidor de e-mail não aceitou o usuário ou a senha.",
        "The mail server does not accept the user name or password.",
        "El servidor de correo no aceptó el usuario o la contraseña.",
    ),
    Words("(Resposta dele: $said)", "(Its answer: $said)", "(Su respuesta: $said)"),
    Words(
        "A conexão com o servidor de e-mail caiu antes da entrega.",
        "The connection to the mail server was lost before the message was handed over.",
        "La conexión con el servidor de correo se perdió antes de la entrega.",
    ),
    Words(
        "A conexão caiu depois da entrega: o e-mail pode ter chegado. Pergunte ao destinatário antes de enviar de novo.",
        "The connection was lost after the message was handed over: it may have been delivered. Ask the recipient "
        "before you send it again.",
        "La conexión se perdió después de la entrega: el correo puede haber llegado. Pregunta al destinatario antes de "
        "enviarlo de nuevo.",
    ),
    Words(
        "Não entendemos a resposta do servidor de e-mail: $said",
        "The mail server cannot be understood: $said",
        "No entendimos la respuesta del servidor de correo: $said",
    ),
    Words(
        "Esta caixa de entrada não tem um servidor de envio: indique um nas configurações.",
        "This inbox has no mail server to send through: set one in its settings.",
        "Esta bandeja de entrada no tiene un servidor de envío: indica uno en los ajustes.",
    ),
    Words(
        "O servidor de e-mail não oferece STARTTLS, e a mensagem não saiu para não viajar sem proteção.",
        "The mail server offers no STARTTLS, so the message was not sent: it would travel unprotected.",
        "El servidor de correo no ofrece STARTTLS, y el mensaje no salió para no viajar sin protección.",
    ),
    Words(
        "O servidor de e-mail encerrou a conexão durante a entrada.",
        "The mail server closed the connection during the sign-in.",
        "El servidor de correo cerró la conexión durante el inicio de sesión.",
    ),
    Words(
        "O servidor de e-mail não permite entrar com senha.",
        "The mail server offers no way to sign in with a password.",
        "El servidor de correo no permite entrar con contraseña.",
    ),
    Words(
        "O servidor de e-mail desta instalação não está bem configurado.",
        "The installation's mail server is not set up well.",
        "El servidor de correo de esta instalación no está bien configurado.",
    ),
)

SENDING: Final = (*_RECIPIENTS, *_CONTENT, *_SERVER)
