"""Who appears in the demo."""

ACCOUNT = "Café da Serra"

TEAM = (
    ("Ana Beatriz Moura", "ana@cafedaserra.example", "administrator", "online"),
    ("Rafael Nogueira", "rafael@cafedaserra.example", "agent", "online"),
    ("Camila Tavares", "camila@cafedaserra.example", "agent", "busy"),
    ("Diego Fontes", "diego@cafedaserra.example", "agent", "offline"),
    ("Larissa Prado", "larissa@cafedaserra.example", "agent", "online"),
)

TEAMS = (
    ("entregas", "Prazos, rastreio e extravios", (1, 2)),
    ("assinaturas", "Clube do café: planos e cobranças", (2, 4)),
    ("atacado", "Cafeterias, empresas e revenda", (0, 3)),
)

LABELS = (
    ("entrega", "#2f7cf6", "Algo sobre o envio"),
    ("troca", "#e0803a", "Troca ou devolução"),
    ("assinatura", "#7a5af5", "Clube do café"),
    ("elogio", "#1f9d61", "Cliente feliz"),
    ("urgente", "#d6455d", "Precisa de resposta hoje"),
    ("atacado", "#0f8a8a", "Venda para empresas"),
)

INBOXES = (
    {
        "name": "Loja online",
        "kind": "web_widget",
        "settings": {
            "website_url": "https://loja.cafedaserra.example",
            "widget_color": "#7a4a2b",
            "welcome_title": "Oi! Que bom ter você aqui ☕",
            "welcome_tagline": "Pergunte sobre grãos, entregas ou o clube. A gente responde rapidinho.",
        },
        "members": (0, 1, 2, 4),
    },
    {
        "name": "Clube do café",
        "kind": "web_widget",
        "settings": {
            "website_url": "https://clube.cafedaserra.example",
            "widget_color": "#1f6f5c",
            "welcome_title": "Clube do café",
            "welcome_tagline": "Dúvidas sobre a sua assinatura? Fale com a gente.",
        },
        "members": (0, 2, 4),
    },
    {"name": "Aplicativo de pedidos", "kind": "api", "settings": {}, "members": (0, 1, 3)},
)

FIRST = (
    "Adriana", "Alexandre", "Aline", "Amanda", "André", "Antônio", "Beatriz", "Bruna", "Bruno", "Caio", "Carla",
    "Carolina", "Cecília", "Clara", "Cláudio", "Daniela", "Débora", "Eduardo", "Elisa", "Fábio", "Felipe", "Fernanda",
    "Gabriel", "Giovana", "Gustavo", "Helena", "Heitor", "Igor", "Isabela", "João", "Joana", "Jorge", "Júlia",
    "Leandro", "Letícia", "Lucas", "Luciana", "Luís", "Manuela", "Marcelo", "Márcia", "Mariana", "Mateus", "Mirela",
    "Natália", "Otávio", "Patrícia", "Paulo", "Pedro", "Priscila", "Renata", "Ricardo", "Roberta", "Rodrigo", "Sandra",
    "Sílvia", "Sofia", "Tainá", "Thiago", "Valéria", "Vanessa", "Vinícius", "Vitória", "Yasmin",
)  # fmt: skip

LAST = (
    "Almeida", "Andrade", "Araújo", "Barbosa", "Barros", "Batista", "Borges", "Cardoso", "Carvalho", "Castro",
    "Cavalcanti", "Correia", "Costa", "Cunha", "Dias", "Duarte", "Farias", "Ferreira", "Freitas", "Gomes", "Gonçalves",
    "Leal", "Lima", "Lopes", "Macedo", "Machado", "Marques", "Martins", "Medeiros", "Melo", "Mendes", "Monteiro",
    "Moraes", "Moreira", "Nascimento", "Nunes", "Oliveira", "Pacheco", "Pereira", "Pinto", "Queiroz", "Ramos",
    "Reis", "Ribeiro", "Rocha", "Sales", "Santana", "Santos", "Silveira", "Siqueira", "Soares", "Souza", "Teixeira",
    "Vasconcelos", "Vieira", "Xavier",
)  # fmt: skip

CITIES = ("São Paulo", "Belo Horizonte", "Recife", "Curitiba", "Salvador", "Porto Alegre", "Fortaleza", "Goiânia")
BROWSERS = (("Chrome", "Windows"), ("Chrome", "Android"), ("Safari", "iOS"), ("Firefox", "Linux"), ("Edge", "Windows"))
PAGES = ("", "produtos/bourbon-amarelo", "produtos/moedor-manual", "clube", "carrinho", "ajuda/entregas")
