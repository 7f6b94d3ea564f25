"""Statements on privacy and AI, impact assessment and model regulation, filled in."""

from surveys.documents.downloads import document
from surveys.documents.promise import LIMITS, PROMISE
from surveys.documents.values import Values, example_values, read_values
from surveys.documents.writing import render_documents, write_documents

__all__ = [
    "LIMITS",
    "PROMISE",
    "Values",
    "document",
    "example_values",
    "read_values",
    "render_documents",
    "write_documents",
]
