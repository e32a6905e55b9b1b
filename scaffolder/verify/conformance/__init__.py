"""Project on disk → `Verdict`: does the running application keep its document's promises?

The generated application is started as it runs in production (uvicorn, a migrated database), and schemathesis, which
knows nothing but the document, talks to it. Each database is a step of its own.
"""

from scaffolder.verify.conformance.checking import Wish, conform

__all__ = ["Wish", "conform"]
