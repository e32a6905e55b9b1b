"""The tests that a generated application has: what its `tests/` show, operation by operation.

In: the API model and its samples. Out: the contexts of the templates under `templates/tests/`, made in `view`.
"""
