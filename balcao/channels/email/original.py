"""A mail as it came, for a person's eyes: every header line in order, and its body made safe."""

from balcao.channels.contract import Original
from balcao.channels.email.body import read_html
from balcao.channels.email.mime.encoded import header_text
from balcao.channels.email.mime.mail import parse
from balcao.envelope import Arrival

HEADERS_MOST = 200
HEADER_MOST = 4_000


class Originals:
    """Shows mails."""

    def show(self, arrival: Arrival) -> Original:
        """Headers decoded, and the whole HTML, which the message itself may have had to shorten."""
        mail = parse(arrival.raw)
        author = next(iter(mail.authors), None)
        lines = [
            (name.decode("ascii", "replace").title(), header_text(value)[:HEADER_MOST])
            for name, value in mail.headers.pairs[:HEADERS_MOST]
        ]
        html = read_html(mail.html).full if mail.html else None
        return Original(mail.subject, author.address if author else "", lines, html, "message/rfc822", "eml")
