"""The relays that post mail here, each in its own words, one a file. `table.py` lists them."""
