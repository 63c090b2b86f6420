"""What is said of coalitions, of power along a parameter, of a vote."""
