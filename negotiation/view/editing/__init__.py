"""Editing a model in the page: the draft and its history, forms that write into its text, the browser's own copy."""
