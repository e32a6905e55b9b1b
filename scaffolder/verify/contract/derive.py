"""Run by the project's interpreter: write the application's own OpenAPI document to the file that is named.

Imports nothing of the scaffolder.
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path


def main() -> None:
    """Import the application as its server does, and ask it."""
    sys.path.insert(0, os.getcwd())
    main = import_module("app.main")
    app = main.create_app() if hasattr(main, "create_app") else main.app
    Path(sys.argv[1]).write_text(json.dumps(app.openapi()), encoding="utf-8")


if __name__ == "__main__":
    main()
