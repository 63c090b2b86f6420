"""Verbs about models and files: they ask the model nothing new."""
