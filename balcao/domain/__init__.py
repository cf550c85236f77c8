"""The product, one folder a noun. Higher nouns know lower ones: conversations → inboxes, contacts, teams, labels → accounts."""
