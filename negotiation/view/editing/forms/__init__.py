"""Fields that write into the text of a draft."""
