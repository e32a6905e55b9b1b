"""The worker's start: protect the streams, confine, collect, serve."""

from __future__ import annotations

import json
import os
import sys

from scaffolder.verify.inside.namespaces import enclose
from scaffolder.verify.inside.serving import serve


def main() -> int:
    """Serve until standard input ends."""
    requests, reports = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w", buffering=1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)
    chosen = json.loads(requests.readline())
    if problem := enclose(chosen["namespaces"], chosen["scratch"]):
        print(json.dumps({"problem": problem}), file=reports)
        return 1
    return serve(chosen, requests, reports)


sys.exit(main())
