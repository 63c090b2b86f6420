"""What is said of bargains: over a share, over mixtures, over issues; the readings of each."""
