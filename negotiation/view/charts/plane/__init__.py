"""The map over two sliders."""
