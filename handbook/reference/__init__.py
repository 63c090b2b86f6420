"""The references, made from what they describe: parser, signatures, schemas, results. PAGES lists them."""

from handbook.reference.command_line import command_line
from handbook.reference.json_documents import json_documents
from handbook.reference.model_file import model_file
from handbook.reference.python_api import python_api
from handbook.reference.tables import tables

PAGES = {
    "command-line.md": command_line, "python.md": python_api, "json.md": json_documents, "tables.md": tables,
    "model-file.md": model_file,
}
"""File in docs/reference/ -> its text, made anew."""
