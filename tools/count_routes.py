"""Run in a generated application's folder: print how many of a document's operations the application routes.

    python count_routes.py DOCUMENT

Prints one JSON object: {"operations": total, "routed": number, "missing": ["GET /x", …]}. The document is read here
with nothing of the scaffolder, so that the two cannot be wrong together.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def load(path: Path) -> dict[str, Any]:
    """The document's root."""
    if path.suffix == ".json":
        return dict(json.loads(path.read_bytes()))
    import yaml

    return dict(yaml.safe_load(path.read_bytes()))


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(method, path) of each operation."""
    for path, item in document.get("paths", {}).items():
        if isinstance(item, dict) and path.startswith("/"):
            yield from ((method.upper(), path) for method in METHODS if isinstance(item.get(method), dict))


def prefixes(document: dict[str, Any]) -> set[str]:
    """Base paths that an application may put before its routes."""
    servers = [s.get("url", "") for s in document.get("servers", []) if isinstance(s, dict)]
    paths = [urlsplit(url).path for url in servers] + [str(document.get("basePath", ""))]
    return {"", *(p.rstrip("/") for p in paths)}


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """(method, path) of each route, those of included routers too."""
    for context in iter_route_contexts(app.routes):
        for method in context.methods or ():
            yield method, plain(context.path or "")


def plain(path: str) -> str:
    """A template without the names of its parameters, its query and its fragment; no request can carry a "#" within."""
    kept = re.split(r"\?|#(?!.*/)", path, maxsplit=1)[0]
    return re.sub(r"\{[^}]*\}", "{}", kept.replace("#", ""))


def main() -> None:
    """Count and print."""
    document = load(Path(sys.argv[1]))
    sys.path.insert(0, os.getcwd())
    from app import main

    found = set(routes(main.create_app() if hasattr(main, "create_app") else main.app))
    starts = prefixes(document)
    wanted = list(operations(document))
    missing = [f"{m} {p}" for m, p in wanted if not any((m, plain(s + p)) in found for s in starts)]
    print(json.dumps({"operations": len(wanted), "routed": len(wanted) - len(missing), "missing": missing}))


if __name__ == "__main__":
    main()
