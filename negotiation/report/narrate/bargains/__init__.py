"""A bargain in words: over a share, over issues, over lotteries."""
