"""Send the letters that actions have queued."""

import msgspec

from balcao.channels.outcomes import Rejected
from balcao.domain.accounts import identity
from balcao.domain.accounts.actions.slips import Letter, slip_token
from balcao.house import House
from balcao.kit.crypto import digest
from balcao.kit.mail import Undeliverable
from balcao.outbox.jobs import Job
from balcao.work import letters


async def mail(house: House, job: Job) -> None:
    """Job `mail`: the payload is a letter that is still to be written. One whose slip has ended is not sent."""
    letter = msgspec.json.decode(job.payload, type=Letter)
    if not letter.to:
        return
    token = slip_token(house.keyring, letter.nonce) if letter.nonce else ""
    if token and await house.store.read(lambda tx: identity.slip(tx, token)) is None:
        return
    page = letters.Page(house.terms.name, house.urls.app(letters.page(letter, token)))
    try:
        await house.post.send(letters.write(letter, page, digest(job.key)[:32], job.created_at))
    except Undeliverable as error:
        raise Rejected(str(error)) from None
