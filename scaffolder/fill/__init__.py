"""Placeholders + a language model → bodies that a judge accepts, and the record of them. The only room of litellm."""
