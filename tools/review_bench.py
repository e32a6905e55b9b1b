"""Plant defects in a generated application and count how many a review finds; count what it says of clean ones.

    python -m tools.review_bench [CORPUS] [--clean N] [--only NAME…] [--skip N] [--no-contract]

Prints a table of the defects with what was said, then the shares. A defect counts as found where a remark that the
clean application does not get has one of its codes. A false finding is any remark on a clean application that is more
than a note; clean are the applications of the example documents and of the smallest of CORPUS, N in all, unchanged.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from scaffolder.diagnostics import Severity
from scaffolder.flow import reviewing
from scaffolder.remarks import Remark
from tools.review_plants import PLANTS, Plant

ROOT = Path(__file__).resolve().parents[1]
MAIN = ROOT / "specs" / "api.yaml"


def generate(document: Path, out: Path) -> None:
    """Write an application."""
    command = (sys.executable, "-m", "scaffolder", "from", str(document), "--out", str(out), "--no-verify")
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=600)


def remarks(folder: Path, *, contract: bool) -> tuple[Remark, ...]:
    """What a review says."""
    found = reviewing.review(reviewing.Wish(folder, contract=contract)).review
    assert found is not None
    return found.remarks


def plant(folder: Path, defect: Plant) -> None:
    """Put it in; ValueError where its place is not there."""
    path = folder / defect.path
    text = path.read_text() if path.exists() else ""
    if defect.before not in text:
        raise ValueError(f"{defect.name}: its place is not in {defect.path}")
    path.write_text(text.replace(defect.before, defect.after, 1) if defect.before else text + defect.after)


def seek(app: Path, defect: Plant, known: set[tuple[str, str, str]], *, contract: bool) -> list[Remark]:
    """What is said of a copy with the defect, beyond what is said without it."""
    with tempfile.TemporaryDirectory(prefix="review-") as scratch:
        copy = Path(scratch) / "app"
        shutil.copytree(app, copy, symlinks=True)
        plant(copy, defect)
        wanted = contract and bool({"R601", "R602"} & set(defect.codes))
        return [r for r in remarks(copy, contract=wanted) if _key(r) not in known]


def _key(remark: Remark) -> tuple[str, str, str]:
    return remark.file, remark.code, remark.message


def main() -> int:
    """Plant, review, count."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="review-") as scratch:
        app = Path(scratch) / "app"
        generate(MAIN, app)
        known = {_key(r) for r in remarks(app, contract=options.contract)}
        named = [p for p in PLANTS if not options.only or any(name in p.name for name in options.only)]
        plants = named[options.skip :]
        found, displaced = _planted(app, plants, known, contract=options.contract)
        false = _cleaned(Path(scratch), _documents(options.corpus, options.clean), contract=options.contract)
    share = 100 * found / max(1, len(plants))
    print(f"\n{found} of {len(plants)} planted defects found ({share:.0f} %); {displaced} had no place")
    print(f"{sum(false)} false findings in {len(false)} clean applications, {max(false, default=0)} at most in one")
    return 1 if share < 90 or displaced or max(false, default=0) > 1 else 0


def _planted(
    app: Path, plants: Iterable[Plant], known: set[tuple[str, str, str]], *, contract: bool
) -> tuple[int, int]:
    """How many are found, and how many cannot be planted."""
    found = displaced = 0
    for defect in plants:
        try:
            said = seek(app, defect, known, contract=contract)
        except ValueError as error:
            displaced += 1
            print(f"| {defect.name} | NO PLACE | {error} |", flush=True)
            continue
        hit = [r for r in said if r.code in defect.codes]
        found += bool(hit)
        told = f"{hit[0].file}:{hit[0].line} {hit[0].code} {hit[0].message}" if hit else "MISSED"
        print(f"| {defect.name} | {told} | {len(said) - len(hit)} more |", flush=True)
    return found, displaced


def _documents(corpus: Path | None, most: int) -> list[Path]:
    """The examples, then the smallest of the corpus."""
    own = sorted(p for p in (ROOT / "specs").iterdir() if p.suffix in {".yaml", ".json"})
    others = [p for p in corpus.iterdir() if p.suffix in {".yaml", ".json"}] if corpus else []
    return [*own, *sorted(others, key=lambda p: (p.stat().st_size, p.name))][:most]


def _cleaned(scratch: Path, documents: Iterable[Path], *, contract: bool) -> list[int]:
    """False findings of each application that can be generated."""
    counts = []
    for document in documents:
        out = scratch / "clean"
        try:
            generate(document, out)
        except subprocess.CalledProcessError:
            print(f"| clean {document.name} | cannot be generated |", flush=True)
            continue
        said = [r for r in remarks(out, contract=contract) if r.severity is not Severity.NOTE]
        counts.append(len(said))
        print(f"| clean {document.name} | {len(said)} |", flush=True)
        for remark in said:
            print(f"|   {remark.file}:{remark.line} | {remark.code} {remark.message} |", flush=True)
        shutil.rmtree(out)
    return counts


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?", help="a folder of documents")
    parser.add_argument("--clean", type=int, default=20, metavar="N", help="clean applications; default: 20")
    parser.add_argument("--only", nargs="+", default=(), metavar="NAME")
    parser.add_argument("--skip", type=int, default=0, metavar="N", help="leave the first N defects out")
    parser.add_argument("--no-contract", dest="contract", action="store_false", help="do not import the applications")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
