"""Entry point of the process. Help and version are answered before anything is loaded."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and end the process."""
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        code = _reader_gone()
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """The exit code for the given arguments."""
    if arguments in (["--help"], ["-h"]):
        from scaffolder.usage import TEXT

        print(TEXT)
        return 0
    if arguments == ["--version"]:
        from scaffolder import __version__

        print(f"scaffold {__version__}")
        return 0
    from scaffolder.cli import run as run_command

    return run_command(arguments)


def _reader_gone() -> int:
    """Whoever read the output has ended (`scaffold plan … | head`): end as quietly."""
    import os
    import signal

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 128 + signal.SIGPIPE


if __name__ == "__main__":
    main()
