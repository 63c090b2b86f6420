"""What is said of a game under doubt, of an offer made under it."""
