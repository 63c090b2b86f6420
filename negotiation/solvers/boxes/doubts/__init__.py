"""What floating point leaves open: bounded in advance, looked at once more, told in rationals."""
