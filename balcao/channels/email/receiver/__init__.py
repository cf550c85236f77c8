"""Our own mail server: it takes mail for the inboxes of this installation, and for nobody else."""
