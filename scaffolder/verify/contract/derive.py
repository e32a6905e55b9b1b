"""Run by the project's interpreter: write the application's own OpenAPI document to the file that is named.

    python derive.py FILE [MODULE:NAME]

Imports nothing of the scaffolder.
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any


def main() -> None:
    """Import the application as its server does, and ask it."""
    sys.path[:0] = [os.getcwd(), os.path.join(os.getcwd(), "src")]
    module, _, name = (sys.argv[2] if len(sys.argv) > 2 else "app.main:").partition(":")
    main = import_module(module)
    given = getattr(main, name or ("create_app" if hasattr(main, "create_app") else "app"))
    app = given if hasattr(given, "openapi") else given()
    Path(sys.argv[1]).write_text(json.dumps(without_defaults(app.openapi())), encoding="utf-8")


def without_defaults(document: dict[str, Any]) -> dict[str, Any]:
    """The document without the answers that FastAPI adds to every operation, whatever its endpoint answers."""
    operations = (o for path in document.get("paths", {}).values() for o in path.values() if isinstance(o, dict))
    for responses in (operation.get("responses", {}) for operation in operations):
        if "HTTPValidationError" in json.dumps(responses.get("422", "")):
            del responses["422"]
    return document


if __name__ == "__main__":
    main()
