"""Keys and tokens never leave by a message or a record: whatever looks like one is replaced."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

_NAMES = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)
_LOOKS = re.compile(r"\b(sk|pk|key|ghp|gho|xox[abp]|hf|gsk|AIza)[-_A-Za-z0-9*]{8,}|\bBearer\s+\S+", re.IGNORECASE)
_SHORTEST = 6
HIDDEN = "***"


def hidden(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """The text without the values of variables named like secrets, and without what has the form of a key."""
    for name, value in environment.items():
        if _NAMES.search(name) and len(value) >= _SHORTEST:
            text = text.replace(value, HIDDEN)
    return _LOOKS.sub(HIDDEN, text)
