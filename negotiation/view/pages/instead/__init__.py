"""What stands in for a page: where payoffs are read as an order only, and for a model of states and moves."""
