"""What a bargain returns: over a share, over mixtures, over issues; its numbers, tables, documents and sentences."""
