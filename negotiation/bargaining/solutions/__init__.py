"""Solutions, one file each, the table of them, and the searches that they share."""
