"""Room of the document: a path in, a `Document` and its findings out. The only room that knows openapi-pydantic."""

from scaffolder.document.reading import read

__all__ = ["read"]
