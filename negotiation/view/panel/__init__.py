"""What a reader moves and chooses: sliders and moments, along what charts run, what is asked."""
