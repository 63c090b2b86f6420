"""What helps who writes a model: the template that explains itself, and the JSON Schema that editors complete from."""

from negotiation.modelfile.authors.editors import editors_schema
from negotiation.modelfile.authors.template import TEXT, choices, template

__all__ = ["TEXT", "choices", "editors_schema", "template"]
