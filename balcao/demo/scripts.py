"""What is said in the demo. A line is (who, text): "c" the contact, "a" the team, "n" a private note."""

from dataclasses import dataclass

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Script:
    """A conversation: its lines, the labels it ends up with, the team it goes to, and whether it gets resolved."""

    lines: tuple[Line, ...]
    labels: tuple[str, ...] = ()
    team: str | None = None
    resolved: bool = False
    priority: str | None = None


SCRIPTS = (
    Script(
        (
            ("c", "Oi, meu pedido {order} ainda não saiu para entrega. Podem ver pra mim?"),
            ("a", "Oi, {first}! Já estou olhando o seu pedido, um minutinho."),
            ("n", "A transportadora confirmou a coleta só hoje de manhã. Prometer para amanhã é seguro."),
            ("a", "Ele saiu do nosso galpão hoje cedo e chega **amanhã até as 18h**. O rastreio é {track}."),
            ("c", "Perfeito, obrigado pela rapidez!"),
        ),
        ("entrega",),
        "entregas",
        resolved=True,
    ),
    Script(
        (
            ("c", "Boa tarde! O café veio moído, mas eu pedi em grãos."),
            ("a", "Boa tarde, {first}! Que chato, desculpe por isso. Você pode me mandar uma foto da etiqueta?"),
            ("c", "Claro. Na etiqueta está escrito 'moagem média'."),
            ("a", "Entendi, foi erro nosso. Vou enviar um pacote em grãos sem custo, e pode ficar com o que recebeu."),
            ("c", "Nossa, que atendimento! Muito obrigada mesmo."),
        ),
        ("troca", "elogio"),
        None,
        resolved=True,
    ),
    Script(
        (
            ("c", "Quero mudar a minha assinatura de quinzenal para mensal, dá?"),
            ("a", "Dá sim! A próxima remessa já foi separada, então a mudança vale a partir da seguinte. Tudo bem?"),
            ("c", "Tudo bem, pode mudar."),
        ),
        ("assinatura",),
        "assinaturas",
    ),
    Script(
        (
            ("c", "Vocês vendem para cafeterias? Preciso de uns 20 kg por mês."),
            ("a", "Vendemos! Para esse volume temos tabela de atacado. Qual é o seu CNPJ e a cidade de entrega?"),
            ("c", "Sou de {city}. Mando o CNPJ daqui a pouco."),
            ("n", "Possível cliente grande. Diego, você assume quando o CNPJ chegar?"),
        ),
        ("atacado",),
        "atacado",
        priority="high",
    ),
    Script(
        (
            ("c", "O site está dando erro na hora de pagar com cartão."),
            ("a", "Oi, {first}! Qual mensagem aparece para você?"),
            ("c", "'Transação não autorizada', mas o cartão está ok. Já tentei três vezes."),
        ),
        ("urgente",),
        None,
        priority="urgent",
    ),
    Script(
        (
            ("c", "Qual café vocês recomendam para coado? Gosto de algo mais doce."),
            ("a", "Para coado e doce, o **Bourbon Amarelo** é o queridinho: caramelo, laranja e corpo médio."),
            ("a", "Se preferir um pouco mais de acidez, o Catuaí da Mantiqueira também fica ótimo."),
            ("c", "Vou no Bourbon. Tem frete grátis?"),
            ("a", "Acima de R$ 120 o frete é por nossa conta 🙂"),
        ),
        (),
        None,
        resolved=True,
    ),
    Script((("c", "Oi, tudo bem? Vocês entregam em {city}?"),), ("entrega",)),
    Script(
        (
            ("c", "Recebi a cobrança do clube duas vezes este mês."),
            ("a", "Oi, {first}. Vou verificar agora mesmo com o financeiro."),
            ("n", "Cobrança duplicada confirmada: R$ 79,90. Estorno pedido, prazo de 2 dias úteis."),
            ("a", "Confirmado: houve duplicidade e o estorno já foi pedido. Cai em até 2 dias úteis no mesmo cartão."),
            ("c", "Ufa, obrigada por resolver."),
        ),
        ("assinatura",),
        "assinaturas",
        resolved=True,
    ),
    Script(
        (
            ("c", "Meu moedor manual veio com a manivela solta."),
            ("a", "Puxa, {first}, sinto muito. Consegue me mandar um vídeo curtinho mostrando?"),
            ("c", "Consigo, mas só à noite."),
            ("a", "Sem problema! Assim que chegar eu já abro a troca."),
        ),
        ("troca",),
    ),
    Script(
        (
            ("c", "bom dia, queria saber se o café descafeinado voltou"),
            ("a", "Bom dia! Volta na próxima terça. Quer que eu te avise por aqui?"),
            ("c", "quero sim, pode avisar"),
        )
    ),
    Script(
        (
            ("c", "O entregador deixou o pacote com o vizinho errado, agora ninguém acha."),
            ("a", "Que situação, {first}. Já abri uma ocorrência com a transportadora, número {track}."),
            ("c", "E se não acharem?"),
            ("a", "Se até amanhã ao meio-dia não aparecer, enviamos outro pedido na hora, sem custo."),
        ),
        ("entrega", "urgente"),
        "entregas",
        priority="high",
    ),
    Script(
        (
            ("c", "Só passando pra dizer que o café chegou fresquinho e o bilhete escrito à mão ganhou meu dia ❤️"),
            ("a", "Que mensagem boa de ler, {first}! Vou mostrar para todo mundo da torra. Volte sempre!"),
        ),
        ("elogio",),
        None,
        resolved=True,
    ),
    Script(
        (
            ("c", "Como faço para pausar a assinatura? Vou viajar em dezembro."),
            ("a", "É só me dizer até quando, que eu pauso por aqui."),
            ("c", "Até 10 de janeiro, por favor."),
            ("a", "Pronto! Pausada até 10/01. Boa viagem! ✈️"),
        ),
        ("assinatura",),
        "assinaturas",
        resolved=True,
    ),
    Script((("c", "Tem alguém aí?"),)),
    Script(
        (
            ("c", "Posso retirar o pedido {order} na loja física?"),
            ("a", "Pode! Fica pronto em 2 horas. Leve um documento com foto."),
            ("c", "E se outra pessoa for buscar?"),
        )
    ),
    Script(
        (
            ("c", "O cupom PRIMEIRACOMPRA não está funcionando."),
            ("a", "Oi, {first}! Ele vale para pedidos a partir de R$ 80. O seu carrinho está em quanto?"),
            ("c", "Ah, está em R$ 72. Vou colocar um filtro a mais. Valeu!"),
        ),
        (),
        None,
        resolved=True,
    ),
    Script(
        (
            ("c", "Preciso da nota fiscal do pedido {order} em nome da empresa."),
            ("a", "Claro! Me passa a razão social e o CNPJ?"),
            ("c", "Serra & Filhos Ltda. O CNPJ mando por e-mail, pode ser?"),
            ("n", "Emitir a NF hoje ainda, eles fecham o mês."),
        ),
        ("atacado",),
    ),
    Script(
        (
            ("c", "Oi! O aplicativo não deixa eu trocar o endereço."),
            ("a", "Oi, {first}! Para qual endereço devo mudar?"),
            ("c", "Rua das Palmeiras, 210, {city}."),
            ("a", "Alterado! O pedido {order} já segue para o novo endereço."),
        ),
        ("entrega",),
        "entregas",
        resolved=True,
    ),
)
