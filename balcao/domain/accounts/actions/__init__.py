"""What is done to accounts and people; one module for each family of verbs. The commonest are named here."""

from balcao.domain.accounts.actions.accounts import NewAccount, Opened, bump_cache, open_account
from balcao.domain.accounts.actions.users import NewUser

__all__ = ["NewAccount", "NewUser", "Opened", "bump_cache", "open_account"]
