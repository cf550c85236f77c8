"""From an address to its mail servers: well-known providers, what the domain itself says, and what answers."""
