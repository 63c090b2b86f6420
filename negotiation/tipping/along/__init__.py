"""Along one parameter: exact, bounded or followed."""
