"""Drive, and write the report: `python -m scaffolder.verify.conformance.driving PLAN REPORT`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from scaffolder.verify.conformance.driving.engine import drive

plan = json.loads(Path(sys.argv[1]).read_text())
Path(sys.argv[2]).write_text(json.dumps(drive(plan).written()))
