"""Small tools without a word of the domain in them."""
