"""`make bench`: run the parts, print the table, write build/bench/results.json.

    python -m tools.bench [--only PART…] [DOCUMENT…]

Parts: start-up, generation, incremental, served, growth, one field, judging, asking, tokens,
hostile.
`--record` also writes the figures to docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tools.bench import asking, generation, growth, hostile, judged, one_field, served, startup, tokens
from tools.bench.figures import Figure, record, skipped, table, write_json
from tools.bench.processes import BUILD, ROOT, machine, warm

_SHARED = ROOT.parent / "shared"
_CORPUS = _SHARED / "corpus"
_DOCUMENTS = (_CORPUS / "github.com_api.github.com.1.1.4.json", _CORPUS / "netbox.dev.3.4.json")
"""The largest; and one that all peers can read, for the first defeats fastapi-code-generator."""

_LEAST_CHANGED = 100
"""Entities; in smaller projects a change costs the start of its processes."""


def main() -> int:
    """Measure, print, write."""
    options = _options()
    parts = _parts(options)
    found: list[Figure] = []
    warm()
    for name in options.only or parts:
        print(f"measuring {name}", file=sys.stderr, flush=True)
        found += _measured(name, parts[name])
    print(*table(found), "", machine(), sep="\n")
    write_json(BUILD / "results.json", found, machine())
    if options.record:
        record(ROOT / "docs" / "benchmarks.md", found, machine())
    return 0


def _parts(options: argparse.Namespace) -> Mapping[str, Callable[[], Iterator[Figure]]]:
    documents, rounds = options.documents, options.rounds
    return {
        startup.PART: startup.figures,
        generation.PART: lambda: generation.figures(documents, rounds=rounds),
        generation.AGAIN: lambda: generation.again(documents[0], rounds=rounds),
        served.PART: lambda: served.figures(options.reference, rounds=options.rounds + 1, seconds=options.seconds),
        growth.PART: lambda: growth.figures(options.sizes),
        one_field.PART: lambda: one_field.figures([s for s in options.sizes if s >= _LEAST_CHANGED]),
        judged.PART: judged.figures,
        asking.PART: asking.figures,
        tokens.PART: tokens.figures,
        hostile.PART: hostile.figures,
    }


def _measured(name: str, part: Callable[[], Iterator[Figure]]) -> Iterator[Figure]:
    """A part that breaks does not take the others with it."""
    try:
        yield from part()
    except (RuntimeError, OSError) as error:
        yield skipped(name, f"broke: {error}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = (startup.PART, generation.PART, generation.AGAIN, served.PART, growth.PART, one_field.PART, judged.PART)
    names += (asking.PART, tokens.PART, hostile.PART)
    parser.add_argument("documents", nargs="*", type=Path, default=_DOCUMENTS, metavar="DOCUMENT")
    parser.add_argument("--only", action="append", choices=names, metavar="PART", help=", ".join(names))
    parser.add_argument("--rounds", type=int, default=2, help="of generation; one more of the served API")
    parser.add_argument("--seconds", type=int, default=4, help="of load, for each server and scenario of a round")
    parser.add_argument("--sizes", type=int, nargs="+", default=(10, 100, 1000, 5000), help="entities, growing")
    parser.add_argument("--reference", type=Path, default=_SHARED / "reference" / "spec.yaml", metavar="DOCUMENT")
    parser.add_argument("--record", action="store_true", help="write the figures to docs/benchmarks.md")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
