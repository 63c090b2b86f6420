"""What is bargained over: what happens without a deal, what a deal gives each party, what can be reached together."""
