"""What this channel says of a trouble, in every language."""

from typing import Final

from balcao.channels.email.phrases.bouncing import BOUNCING
from balcao.channels.email.phrases.receiving import RECEIVING
from balcao.channels.email.phrases.sending import SENDING

PHRASES: Final = (*RECEIVING, *SENDING, *BOUNCING)
