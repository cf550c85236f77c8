"""What a mail says: the new text and what was said before, HTML made safe, and our own texts made ready for mail."""

from balcao.channels.email.body.history import Quoted, quoted_below
from balcao.channels.email.body.markdown import named_pictures, to_html
from balcao.channels.email.body.quotes import Folded, read_text
from balcao.channels.email.body.reading import FoldedHtml, plain_of, read_html, safe_html
from balcao.channels.email.body.subjects import hands_on

__all__ = [
    "Folded",
    "FoldedHtml",
    "Quoted",
    "hands_on",
    "named_pictures",
    "plain_of",
    "quoted_below",
    "read_html",
    "read_text",
    "safe_html",
    "to_html",
]
