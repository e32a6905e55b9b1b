"""Requests on standard input → tests of the project, each in a fork of a warm process → reports on standard output.

`python -m scaffold_worker FOLDER…` in the project's folder, with the folders of tests to collect. Only the standard
library and pytest are needed. Both streams hold one JSON object a line.
"""
