"""Speed beside the peers: ratios of medians, both sides timed in turn in one run. `python -m benchmarks [NAME ...]`."""
