"""Send the letters that actions have queued."""

import msgspec

from balcao.channels.outcomes import Rejected
from balcao.domain.accounts import identity
from balcao.domain.accounts.actions.slips import LetterDraft, slip_token
from balcao.house import House
from balcao.kit.crypto import digest
from balcao.kit.mail import Undeliverable
from balcao.outbox.jobs import Job
from balcao.work import letters


async def mail(house: House, job: Job) -> None:
    """Job `mail`: the payload is a letter that is still to be written. One whose slip has ended is not sent."""
    draft = msgspec.json.decode(job.payload, type=LetterDraft)
    if not draft.to:
        return
    token = slip_token(house.keyring, draft.nonce) if draft.nonce else ""
    if token and await house.store.read(lambda tx: identity.slip(tx, token)) is None:
        return
    draft = _told(house, draft)
    page = letters.Page(house.terms.name, house.urls.app(letters.page(draft, token)))
    try:
        await house.post.send(letters.write(draft, page, digest(job.key)[:32], job.created_at))
    except Undeliverable as error:
        raise Rejected(str(error)) from None


def _told(house: House, draft: LetterDraft) -> LetterDraft:
    """With what went wrong in the reader's language."""
    reasons = {name: value for name, value in draft.values.items() if name in letters.REASONS}
    told = {name: house.channels.sayings.say(value, draft.locale) for name, value in reasons.items()}
    return msgspec.structs.replace(draft, values={**draft.values, **told})
