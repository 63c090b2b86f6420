"""All that turns a result into words, JSON and files."""
