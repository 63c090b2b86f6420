"""A stochastic game, the kernel that moves its state, and the judge of plans."""
