"""Whether a mail that a stranger hands in comes from the domain it names: SPF, DKIM and DMARC."""
