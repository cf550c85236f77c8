"""Teams: members of an account who share work. A name is lower case and unique in its account."""
