"""What a bounce says."""

from typing import Final

from balcao.channels.about import Words

BOUNCING: Final = (
    Words("Este endereço não existe", "This address does not exist", "Esta dirección no existe"),
    Words(
        "O servidor do destinatário não conseguiu confirmar que o remetente pode usar este endereço (SPF, DKIM ou DMARC)",
        "The recipient's server could not verify that the sender may use this address (SPF, DKIM or DMARC)",
        "El servidor del destinatario no pudo confirmar que el remitente puede usar esta dirección (SPF, DKIM o DMARC)",
    ),
    Words(
        "Não foi possível chegar a tempo ao servidor do destinatário",
        "The recipient's server could not be reached in time",
        "No fue posible llegar a tiempo al servidor del destinatario",
    ),
    Words(
        "O domínio deste endereço não existe ou não recebe e-mails",
        "The domain of this address does not exist or takes no mail",
        "El dominio de esta dirección no existe o no recibe correos",
    ),
    Words(
        "O e-mail ficou dando voltas entre servidores",
        "The mail went round in circles between servers",
        "El correo quedó dando vueltas entre servidores",
    ),
    Words(
        "O e-mail é grande demais para o destinatário",
        "The mail is too large for the recipient",
        "El correo es demasiado grande para el destinatario",
    ),
    Words("A caixa de e-mail está cheia", "The mailbox is full", "El buzón está lleno"),
    Words("Este endereço não é válido", "This address is not valid", "Esta dirección no es válida"),
    Words(
        "O endereço do remetente não foi aceito",
        "The sender's address was not accepted",
        "La dirección del remitente no fue aceptada",
    ),
    Words(
        "O domínio do endereço do remetente não foi aceito",
        "The domain of the sender's address was not accepted",
        "El dominio de la dirección del remitente no fue aceptado",
    ),
    Words("A caixa de e-mail não recebe e-mails", "The mailbox takes no mail", "El buzón no recibe correos"),
    Words("A caixa de e-mail está desativada", "The mailbox is switched off", "El buzón está desactivado"),
    Words(
        "O servidor do destinatário recusou o e-mail como indesejado",
        "The recipient's server refuses the mail as unwanted",
        "El servidor del destinatario rechazó el correo como no deseado",
    ),
    Words(
        "Há algo errado com este endereço",
        "There is something wrong with this address",
        "Hay algo mal con esta dirección",
    ),
    Words(
        "O servidor do destinatário não pode receber este e-mail",
        "The recipient's server cannot take this mail",
        "El servidor del destinatario no puede recibir este correo",
    ),
    Words(
        "O e-mail não pôde ser entregue ao servidor do destinatário",
        "The mail could not be handed over to the recipient's server",
        "El correo no pudo ser entregado al servidor del destinatario",
    ),
    Words(
        "Os dois servidores não se entenderam",
        "The two servers did not understand each other",
        "Los dos servidores no se entendieron",
    ),
    Words(
        "O servidor do destinatário não consegue ler o conteúdo do e-mail",
        "The recipient's server cannot read the content of the mail",
        "El servidor del destinatario no puede leer el contenido del correo",
    ),
    Words(
        "O servidor do destinatário recusou o e-mail por uma regra dele",
        "The recipient's server refuses the mail by its policy",
        "El servidor del destinatario rechazó el correo por una regla suya",
    ),
    Words("O e-mail não foi entregue", "The mail was not delivered", "El correo no fue entregado"),
    Words("O servidor disse: $said", "The server said: $said", "El servidor dijo: $said"),
)
