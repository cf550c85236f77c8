"""Contacts: the people on the other side, and the address that each has in an inbox (a *contact inbox*).

E-mail, phone and identifier are unique in the account. What a visitor says about himself without proof is kept as a
claim and never joins him to an existing contact.
"""
