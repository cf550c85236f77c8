"""What the house and its connections say of a trouble, in every language: an English sentence is told as it is kept."""

from typing import Final

from balcao.channels.about import Words

CONNECTING: Final = (
    Words("$place recusou a conexão", "$place refused the connection", "$place rechazó la conexión"),
    Words("$place não respondeu a tempo", "$place did not answer in time", "$place no respondió a tiempo"),
    Words("Não foi possível chegar a $place", "$place could not be reached", "No fue posible llegar a $place"),
    Words("$place encerrou a conexão", "$place closed the connection", "$place cerró la conexión"),
    Words("$place não usa TLS nesta porta", "$place does not speak TLS on this port", "$place no usa TLS en este puerto"),
    Words(
        "$place só oferece uma conexão segura antiga, que já não protege",
        "$place only speaks a version of TLS that is no longer safe",
        "$place solo ofrece una conexión segura antigua, que ya no protege",
    ),
    Words(
        "Não foi possível combinar uma conexão segura com $place",
        "$place could not agree on a secure connection",
        "No fue posible acordar una conexión segura con $place",
    ),
    Words("Não existe um servidor chamado $host", "There is no server named $host", "No existe un servidor llamado $host"),
    Words(
        "O servidor de nomes não respondeu sobre $host",
        "The name server did not answer when asked for $host",
        "El servidor de nombres no respondió sobre $host",
    ),
    Words(
        "$host fica em uma rede privada, à qual esta instalação não se conecta",
        "$host lies in a private network, which this installation does not allow",
        "$host está en una red privada, a la que esta instalación no se conecta",
    ),
    Words(
        "Isto não é o nome de um servidor", "This is not the name of a server", "Esto no es el nombre de un servidor"
    ),
    Words(
        "O arquivo de certificados confiáveis não pode ser lido",
        "The file of trusted certificates cannot be read",
        "No se puede leer el archivo de certificados de confianza",
    ),
    Words(
        "O certificado de $host ainda não vale",
        "The certificate of $host is not valid yet",
        "El certificado de $host todavía no es válido",
    ),
    Words("O certificado de $host venceu", "The certificate of $host has expired", "El certificado de $host venció"),
    Words(
        "O certificado de $host é assinado por ele mesmo, e ninguém o garante",
        "The certificate of $host is self-signed, so nobody vouches for it",
        "El certificado de $host está firmado por él mismo, y nadie lo garantiza",
    ),
    Words(
        "O certificado de $host não vem de uma autoridade conhecida",
        "The certificate of $host comes from an authority that is not trusted",
        "El certificado de $host no viene de una autoridad conocida",
    ),
    Words(
        "O certificado de $host foi revogado", "The certificate of $host was revoked",
        "El certificado de $host fue revocado",
    ),
    Words(
        "O certificado de $host é de outro nome",
        "The certificate of $host is for another name",
        "El certificado de $host es de otro nombre",
    ),
    Words(
        "O certificado de $host é de outro endereço",
        "The certificate of $host is for another address",
        "El certificado de $host es de otra dirección",
    ),
    Words(
        "O certificado de $host não é aceito: $flaw",
        "The certificate of $host is not accepted: $flaw",
        "El certificado de $host no es aceptado: $flaw",
    ),
)  # fmt: skip

DELIVERING: Final = (
    Words(
        "O programa parou durante o envio: a mensagem pode ter chegado. Pergunte ao cliente ou envie de novo.",
        "The program stopped while this was being sent: it may have arrived. Ask, or send it again.",
        "El programa se detuvo durante el envío: el mensaje puede haber llegado. Pregunta al cliente o envíalo de nuevo.",
    ),
    Words(
        "A mensagem não pôde ser entregue",
        "The message could not be delivered",
        "El mensaje no pudo ser entregado",
    ),
)

ARRIVING: Final = (
    Words(
        "Trata de uma mensagem que não foi enviada daqui: $news",
        "It is about a message that was not sent from here: $news",
        "Trata de un mensaje que no fue enviado desde aquí: $news",
    ),
    Words(
        "Trata de $whom, a quem a mensagem não foi enviada",
        "It is about $whom, to whom the message did not go",
        "Trata de $whom, a quien no se envió el mensaje",
    ),
)

WATCHING: Final = (
    Words(
        "Há mais de cinco minutos não conseguimos verificar se há mensagens novas",
        "New messages were not asked for in five minutes",
        "Hace más de cinco minutos que no podemos revisar si hay mensajes nuevos",
    ),
)

COMMON: Final = (*CONNECTING, *DELIVERING, *ARRIVING, *WATCHING)
