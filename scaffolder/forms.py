"""What the values of `[into]` in `scaffold.toml` look like, and how that is told to whoever wrote another."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DOTTED = r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*"


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a text, and how it is told."""

    pattern: str
    """Of a text; "" where true or false is meant."""
    told: str


_SYMBOL = Form(rf"{_DOTTED}:[A-Za-z_]\w*", 'a name such as "shop.db:Base"')
_PACKAGE = Form(_DOTTED, 'a package such as "shop.api"')
INTO = {
    "base": _SYMBOL,
    "session": _SYMBOL,
    "app": _SYMBOL,
    "sync": Form("", "true or false"),
    "layout": Form("layer|feature", '"layer" or "feature"'),
    "package": _PACKAGE,
    "core": _PACKAGE,
    "tests": Form(r"[\w-]+(/[\w-]+)*", 'a folder such as "tests/api"'),
}
"""What `[into]` may say."""


def accepted(form: Form | None, value: object) -> str | bool | None:
    """The value where it has the form, None where it has not."""
    if form is None or not form.pattern:
        return value if form is not None and isinstance(value, bool) else None
    return value if isinstance(value, str) and re.fullmatch(form.pattern, value) else None
