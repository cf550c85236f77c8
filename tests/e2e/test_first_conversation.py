"""The five steps: from an empty installation to a visitor's message that is answered, in each language."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.pictures import Album
from tests.e2e.staff import PASSWORD, address
from tests.support.server import Server
from tests.support.shop import BUBBLE, Chat

# A person calls it "at once"; the machine that runs the tests may be busy.
AT_ONCE = 3_000
# The languages of docs/guide.
DOCUMENTED = ("pt-BR", "en")


@dataclass(frozen=True)
class Words:
    """What the person reads on the way, and writes, in one language."""

    sign_up: str
    name: str
    company: str
    email: str
    password: str
    create_account: str
    empty: str
    settings: str
    inboxes: str
    add: str
    website: str
    inbox_name: str
    website_url: str
    title: str
    tagline: str
    create_inbox: str
    who: str
    proceed: str
    code: str
    test_site: str
    leave: str
    reply: str
    send_us: str
    invitation: str
    question: str
    answer: str
    follow_up: str


SPOKEN = {
    "pt-BR": Words(
        "Cadastre-se", "Nome completo", "Empresa", "E-mail de trabalho", "Senha", "Criar conta",
        "Conecte sua primeira caixa de entrada", "Configurações", "Caixas de entrada", "Adicionar caixa de entrada",
        "Site", "Nome da caixa de entrada", "Endereço do site", "Título de boas-vindas", "Frase de boas-vindas",
        "Criar caixa de entrada", "Quem vai atender?", "Continuar", "Código para o seu site", "Abrir página de teste",
        "Ir para as conversas", "Resposta ao cliente", "Envie uma mensagem",
        "Conte o que você procura, a gente ajuda.", "Oi! Vocês abrem no sábado?", "Abrimos sim, das 9h às 13h. 🙂",
        "Perfeito, obrigada!",
    ),
    "en": Words(
        "Sign up", "Full name", "Company", "Work email", "Password", "Create account",
        "Connect your first inbox", "Settings", "Inboxes", "Add inbox",
        "Website", "Inbox name", "Website address", "Welcome heading", "Welcome tagline",
        "Create inbox", "Who will answer?", "Continue", "Code for your site", "Open test page",
        "Go to the conversations", "Reply to the customer", "Send us a message",
        "Tell us what you are looking for.", "Hi! Are you open on Saturday?", "Yes, from 9 am to 1 pm. 🙂",
        "Great, thank you!",
    ),
    "es": Words(
        "Regístrate", "Nombre completo", "Empresa", "Correo de trabajo", "Contraseña", "Crear cuenta",
        "Conecta tu primera bandeja de entrada", "Configuración", "Bandejas de entrada", "Agregar bandeja de entrada",
        "Sitio web", "Nombre de la bandeja de entrada", "Dirección del sitio", "Título de bienvenida",
        "Frase de bienvenida", "Crear bandeja de entrada", "¿Quién va a atender?", "Continuar",
        "Código para tu sitio", "Abrir página de prueba", "Ir a las conversaciones", "Respuesta al cliente",
        "Envíanos un mensaje", "Cuéntanos qué buscas.", "¡Hola! ¿Abren el sábado?", "Sí, de 9 a 13 h. 🙂", "¡Gracias!",
    ),
}  # fmt: skip


def sign_up(page: Page, url: str, words: Words) -> None:
    page.goto(url)
    page.get_by_role("link", name=words.sign_up).click()
    page.get_by_label(words.name).fill("Ana Moura")
    page.get_by_label(words.company).fill("Café da Serra")
    page.get_by_label(words.email).fill(address("ana"))
    page.get_by_label(words.password, exact=True).fill(PASSWORD)
    page.get_by_role("button", name=words.create_account).click()
    expect(page.get_by_role("heading", name=words.empty)).to_be_visible()


def connect_a_website(page: Page, words: Words, keep: Callable[[str], None]) -> str:
    """Steps 1 to 3; the snippet."""
    page.get_by_role("link", name=words.settings).click()
    page.get_by_role("main").get_by_role("link", name=words.add).first.click()
    website = page.get_by_role("link", name=words.website)
    expect(website).to_be_visible()
    keep("1-channel")
    website.click()
    page.get_by_label(words.inbox_name).fill("Café da Serra")
    page.get_by_label(words.website_url).fill("cafedaserra.example")
    page.get_by_label(words.title).fill("Café da Serra ☕")
    page.get_by_label(words.tagline).fill(words.invitation)
    expect(page.get_by_text(words.invitation)).to_be_visible()
    keep("2-form")
    page.get_by_role("button", name=words.create_inbox).click()
    expect(page.get_by_role("heading", name=words.who)).to_be_visible()
    page.get_by_role("checkbox", name="Ana Moura").check()
    keep("3-agents")
    page.get_by_role("button", name=words.proceed).click()
    code = page.get_by_role("region", name=words.code)
    expect(code).to_contain_text("chatwootSDK.run")
    keep("4-install")
    return code.inner_text()


@pytest.mark.parametrize("locale", SPOKEN)
def test_the_five_steps(locale: str, outside: Callable[..., Page], serve: Callable[..., Server], album: Album) -> None:
    server, words = serve(), SPOKEN[locale]
    page = outside(locale=locale, viewport={"width": 1280, "height": 800})
    shots = album if locale in DOCUMENTED else Album(None)
    keep = lambda name: shots.take(page, f"{locale}/{name}")  # noqa: E731
    sign_up(page, server.url, words)
    keep("0-empty")
    assert server.url in connect_a_website(page, words, keep)

    with page.context.expect_page() as opening:
        page.get_by_role("link", name=words.test_site).click()
    site = opening.value
    site.locator(BUBBLE).click()
    chat = Chat(site)
    expect(chat.inside.get_by_text(words.invitation)).to_be_visible()
    chat.inside.get_by_role("button", name=words.send_us).click()
    page.get_by_role("link", name=words.leave).click()
    page.evaluate("window.sameDocument = true")
    chat.say(words.question)
    row = page.locator("[data-row]")
    expect(row).to_contain_text(words.question, timeout=AT_ONCE)
    expect(chat.sent(words.question)).to_be_visible()
    shots.take(site, f"{locale}/5-visitor")
    row.click()
    reply = page.get_by_role("textbox", name=words.reply)
    reply.fill(words.answer)
    keep("6-desk")
    reply.press("Enter")
    expect(chat.inside.get_by_text(words.answer)).to_be_visible(timeout=AT_ONCE)
    shots.take(site, f"{locale}/7-answered")
    chat.say(words.follow_up)
    expect(page.get_by_role("log").get_by_text(words.follow_up)).to_be_visible(timeout=AT_ONCE)
    assert page.evaluate("window.sameDocument === true")
    assert chat.texts() == [words.question, words.answer, words.follow_up]
