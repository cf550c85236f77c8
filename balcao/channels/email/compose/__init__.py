"""From a message to the bytes of a mail, and to whom it goes."""
