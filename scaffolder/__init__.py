"""Turns an OpenAPI document into a FastAPI application that a team keeps."""

__version__ = "0.1.0"
