"""Overview → one self-contained HTML file: no network, no library; text of the document is data in it, never markup."""

from __future__ import annotations

import html
import json
import re
from importlib.resources import files

from scaffolder.overview import Overview
from scaffolder.report.page_data import page_data

_SLOT = re.compile(r"@(title|style|script|data)@")


def page(overview: Overview) -> str:
    """The whole file."""
    parts = {
        "title": html.escape(overview.model.title),
        "style": _asset("page.css"),
        "script": _asset("page.js"),
        "data": _embedded(page_data(overview)),
    }
    return _SLOT.sub(lambda slot: parts[slot[1]], _asset("page.html"))


def _asset(name: str) -> str:
    return files("scaffolder.report").joinpath("page_assets", name).read_text(encoding="utf-8").rstrip()


def _embedded(value: object) -> str:
    """JSON that cannot end the script element it stands in (HTML, section 4.12.1.3)."""
    plain = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return plain.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
