"""Privacy and AI statement, impact assessment and model regulation, filled in for an organisation."""

from surveys.documents.downloads import document
from surveys.documents.promise import LIMITS, PROMISE
from surveys.documents.values import example_values, read_values
from surveys.documents.writing import write_documents

__all__ = ["LIMITS", "PROMISE", "document", "example_values", "read_values", "write_documents"]
