"""E-mail delivers, is refused, and is put off as every channel must."""

from balcao.channels.conformance_delivery import check_delivery
from balcao.channels.contract import Channel
from balcao.channels.email import sim
from balcao.channels.email.about import ABOUT
from balcao.channels.email.outbound import Sending
from tests.channels.email.smtp.conftest import a_line, a_message


async def test_email_delivers_as_the_contract_says() -> None:
    line = a_line({})
    await check_delivery(Channel(ABOUT, outbound=Sending()), sim.simulate, line, a_message())
    await line.web.close()
