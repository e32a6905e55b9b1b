"""Requests on standard input → tests of the project, each in a fork of a warm process → reports on standard output.

This is what runs inside the sandbox, in the project's folder, by its interpreter:
`python -m scaffolder.verify.inside`, from a copy that has nothing else of this tool. Only the standard library and
pytest are needed. Both streams hold one JSON object a line.
"""
