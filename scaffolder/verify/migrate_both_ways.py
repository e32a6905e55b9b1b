"""Run by the project's interpreter: upgrade an empty database, compare it with the models, downgrade, upgrade again.

`DATABASE_URL` names the database. Prints each stage before it begins: the last one named is the one that failed.
One process for all stages: importing the application costs more than the migrations. Imports nothing of the scaffolder.
"""

import os
import sys
import traceback
from collections.abc import Callable


def main() -> int:
    """Go both ways."""
    sys.path.insert(0, os.getcwd())
    from alembic import command
    from alembic.config import Config

    config = Config("alembic.ini")
    stages: list[tuple[str, Callable[[], object]]] = [
        ("alembic upgrade head", lambda: command.upgrade(config, "head")),
        ("alembic check", lambda: command.check(config)),
        ("alembic downgrade base", lambda: command.downgrade(config, "base")),
        ("alembic upgrade head, the second time", lambda: command.upgrade(config, "head")),
    ]
    for name, act in stages:
        print(f"stage: {name}", flush=True)
        try:
            act()
        except Exception:
            traceback.print_exc()
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
