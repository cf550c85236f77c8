"""People come in: an invitation, a forgotten password, another language; and an agent sees only what is theirs."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.desk import Desk
from tests.e2e.pictures import Album
from tests.e2e.staff import PASSWORD, Staff, address, link_for

OTHER_PASSWORD = "Outra$Senha7"


def sign_in(page: Page, url: str, email: str, password: str) -> None:
    page.goto(f"{url}/app/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Senha", exact=True).fill(password)
    page.get_by_role("button", name="Entrar", exact=True).click()


def test_an_invitation_is_accepted_from_the_mail(
    desk: Desk, staff: Staff, outside: Callable[..., Page], album: Album
) -> None:
    """Invited in the desk, read on /dev/mail, and the new agent stands at work; the link works once (AUT-08)."""
    email, page = address("rafael"), desk.open("/settings/agents/list").page
    page.get_by_role("button", name="Convidar agente").first.click()
    dialog = page.get_by_role("dialog", name="Convidar agente")
    dialog.get_by_label("Nome completo").fill("Rafael Nogueira")
    dialog.get_by_label("E-mail").fill(email)
    album.take(page, "pt-BR/invite")
    dialog.get_by_role("button", name="Enviar convite").click()
    expect(desk.heard(f"Convite enviado para {email}")).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text=email)
    expect(row).to_contain_text("Convite pendente")

    link = link_for(staff.url, email)
    guest = outside()
    guest.goto(f"{staff.url}/dev/mail")
    guest.get_by_role("article").filter(has_text=email).get_by_role("link").first.click()
    expect(guest.get_by_role("heading", name="Aceite o convite")).to_be_visible()
    guest.get_by_label("Nome completo").fill("Rafael Nogueira")
    guest.get_by_label("Nova senha").fill(PASSWORD)
    guest.get_by_role("button", name="Entrar na equipe").click()
    expect(guest.get_by_role("heading", name="Ainda não há conversas para você")).to_be_visible()
    page.reload()
    expect(row).not_to_contain_text("Convite pendente")

    late = outside()
    late.goto(link)
    late.get_by_label("Nome completo").fill("Outra Pessoa")
    late.get_by_label("Nova senha").fill(OTHER_PASSWORD)
    late.get_by_role("button", name="Entrar na equipe").click()
    expect(late.get_by_role("heading", name="Este link não vale mais")).to_be_visible()


def test_a_forgotten_password_is_replaced_and_the_old_one_is_refused(
    staff: Staff, desk: Desk, outside: Callable[..., Page]
) -> None:
    """AUT-04, AUT-14 from where a person stands: the other sessions end too."""
    desk.open()
    expect(desk.page.get_by_role("navigation", name="Navegação")).to_be_visible()
    page = outside()
    page.goto(f"{staff.url}/app/login")
    page.get_by_role("link", name="Esqueceu a senha?").click()
    # The page before has a field of this name, too.
    expect(page.get_by_role("heading", name="Redefinir senha")).to_be_visible()
    page.get_by_label("E-mail").fill(staff.owner.email)
    page.get_by_role("button", name="Enviar link").click()
    expect(page.get_by_role("heading", name="Verifique seu e-mail")).to_be_visible()
    page.goto(link_for(staff.url, staff.owner.email, "senha"))
    page.get_by_label("Nova senha").fill(OTHER_PASSWORD)
    page.get_by_role("button", name="Salvar senha e entrar").click()
    expect(page.get_by_role("navigation", name="Navegação")).to_be_visible()

    desk.page.reload()
    expect(desk.page.get_by_role("heading", name="Entrar no Balcão")).to_be_visible()
    sign_in(desk.page, staff.url, staff.owner.email, PASSWORD)
    expect(desk.page.get_by_text("E-mail ou senha incorretos.")).to_be_visible()
    sign_in(desk.page, staff.url, staff.owner.email, OTHER_PASSWORD)
    expect(desk.page.get_by_role("navigation", name="Navegação")).to_be_visible()


def test_a_wrong_password_and_an_unknown_address_look_the_same(staff: Staff, outside: Callable[..., Page]) -> None:
    """AUT-03: nobody learns here who has an account."""
    page = outside()
    for email in (staff.owner.email, address("ninguem")):
        sign_in(page, staff.url, email, "Errada#2026!")
        expect(page.get_by_text("E-mail ou senha incorretos.")).to_be_visible()
        expect(page.get_by_label("E-mail")).to_have_value(email)


def test_an_agent_sees_only_the_inboxes_they_serve(staff: Staff, enter: Callable[..., Desk]) -> None:
    """In the side bar, in the list, live, and by address."""
    rafael = staff.hire("Rafael Nogueira")
    shop, club = staff.add_site("Loja", rafael), staff.add_site("Clube")
    staff.conversation(shop, "sobre a loja")
    hidden = staff.conversation(club, "sobre o clube")
    desk = enter(rafael).open()
    expect(desk.row("sobre a loja")).to_be_visible()
    menu = desk.page.get_by_role("navigation", name="Navegação")
    expect(menu.get_by_role("link", name="Loja")).to_be_visible()
    expect(menu.get_by_role("link", name="Clube")).to_have_count(0)
    staff.conversation(club, "outra do clube")
    staff.conversation(shop, "outra da loja")
    expect(desk.row("outra da loja")).to_be_visible()
    expect(desk.rows).to_have_count(2)
    desk.open(f"/conversations/{hidden}")
    expect(desk.page.get_by_text("Conversa não encontrada")).to_be_visible()
    desk.open("/settings/inboxes/list")
    expect(desk.page.get_by_role("link", name="Adicionar caixa de entrada")).to_have_count(0)
    staff.office.call("PATCH", "inbox_members", {"inbox_id": club["id"], "user_ids": [rafael.user_id]})
    desk.open()
    expect(desk.row("sobre o clube")).to_be_visible()


def test_an_agent_who_is_removed_is_out_at_once(staff: Staff, enter: Callable[..., Desk]) -> None:
    """AUT-16: the open page hears no more, and the next look leads out."""
    rafael = staff.hire("Rafael Nogueira")
    site = staff.add_site("Loja", rafael)
    staff.conversation(site, "antes")
    desk = enter(rafael).open()
    expect(desk.row("antes")).to_be_visible()
    staff.office.call("DELETE", f"agents/{rafael.user_id}")
    staff.conversation(site, "depois")
    desk.page.reload()
    expect(desk.page.get_by_text("você não tem acesso")).to_be_visible()
    desk.page.get_by_role("link", name="Ir para o início").click()
    expect(desk.page.get_by_role("heading", name="Você não faz parte de nenhuma conta")).to_be_visible()
    expect(desk.page.get_by_text("depois")).to_have_count(0)


def test_each_person_reads_the_desk_in_their_language(desk: Desk, staff: Staff, enter: Callable[..., Desk]) -> None:
    """Chosen once, it is there after a reload and on the next machine."""
    page = desk.open("/profile/settings").page
    page.get_by_role("navigation").get_by_role("button", name="Ana Moura").click()
    with page.expect_response("**/profile"):
        page.get_by_role("menu").get_by_text("English").click()
    expect(page.get_by_role("navigation", name="Navigation")).to_contain_text("Conversations")
    page.reload()
    expect(page.get_by_role("heading", name="My profile")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    again = enter(staff.owner).open("/profile/settings")
    expect(again.page.get_by_role("heading", name="My profile")).to_be_visible()


def test_signing_out_in_one_tab_signs_out_the_other(desk: Desk, staff: Staff) -> None:
    """AUT-14: and the back button shows nothing."""
    desk.open()
    other = Desk(desk.page.context.new_page(), desk.home).open()
    expect(other.page.get_by_role("navigation", name="Navegação")).to_be_visible()
    desk.page.get_by_role("navigation").get_by_role("button", name="Ana Moura").click()
    desk.page.get_by_role("menuitem", name="Sair").click()
    for page in (desk.page, other.page):
        expect(page.get_by_role("heading", name="Entrar no Balcão")).to_be_visible()
    desk.page.go_back()
    expect(desk.page.get_by_role("heading", name="Entrar no Balcão")).to_be_visible()
