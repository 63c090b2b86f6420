"""The parts of pages that grew large."""
