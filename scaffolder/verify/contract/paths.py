"""Path templates: what two of them that answer the same requests share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

_PARAMETER = re.compile(r"\{([^}]*)\}")


def parameter_names(path: str) -> list[str]:
    """The parameters in their order."""
    return _PARAMETER.findall(path)


def plain(path: str) -> str:
    """The template without its parameters' names, its query and its fragment."""
    kept = re.split(r"\?|#(?!.*/)", path, maxsplit=1)[0]
    return _PARAMETER.sub("{}", kept.replace("#", ""))


def starts(servers: tuple[str, ...]) -> Iterator[str]:
    """What an application may put before the document's paths: the path of one of its servers, or nothing."""
    yield from dict.fromkeys([*(urlsplit(url).path.rstrip("/") for url in servers), ""])
