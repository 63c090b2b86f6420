"""Mixed equilibria of three and more parties: sampled, followed to their ends, proved."""
