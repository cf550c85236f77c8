"""Labels: the words that an account has agreed on for sorting conversations. Lower case, unique in the account."""
