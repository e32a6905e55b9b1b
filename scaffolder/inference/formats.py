"""String formats: whether a text is in one, as RFC 3339, RFC 4122, RFC 3986 and their kin say."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal, InvalidOperation

from scaffolder.model import StringFormat

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_EMAIL = re.compile(rf"{_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#$%&'()*+,\-./0-9:;=?@A-Z_a-z~\[\]]+")
_DURATION = re.compile(
    r"P(?!$)(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)",
    re.ASCII,
)
_LAST_HOUR_OFFSET = 24


def in_format(text: str, format: StringFormat | None) -> bool:
    """Whether a text is in a format."""
    check = _CHECKS.get(format) if format is not None else None
    return check is None or check(text)


def _is_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None and _parses(date.fromisoformat, text)


def _is_time(text: str) -> bool:
    """With an offset, as RFC 3339 asks."""
    found = _TIME.fullmatch(text)
    if found is None or not _parses(time.fromisoformat, found[1]):
        return False
    offset = found[3]
    return offset in "Zz" or (int(offset[1:3]) < _LAST_HOUR_OFFSET and int(offset[4:]) < 60)


def _is_datetime(text: str) -> bool:
    return text[10:11] in ("T", "t", " ") and _is_date(text[:10]) and _is_time(text[11:])


def _is_base64(text: str) -> bool:
    return _parses(lambda t: base64.b64decode(t, validate=True), text)


def _is_decimal(text: str) -> bool:
    return _parses(Decimal, text) and Decimal(text).is_finite() and text.strip() == text


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except (ValueError, InvalidOperation, binascii.Error):
        return False
    return True


_CHECKS: dict[StringFormat, Callable[[str], bool]] = {
    StringFormat.DATE: _is_date,
    StringFormat.TIME: _is_time,
    StringFormat.DATETIME: _is_datetime,
    StringFormat.DURATION: lambda text: _DURATION.fullmatch(text) is not None,
    StringFormat.UUID: lambda text: _UUID.fullmatch(text) is not None,
    StringFormat.EMAIL: lambda text: _EMAIL.fullmatch(text) is not None,
    StringFormat.URI: lambda text: _URI.fullmatch(text) is not None,
    StringFormat.IPV4: lambda text: _parses(ipaddress.IPv4Address, text),
    StringFormat.IPV6: lambda text: _parses(ipaddress.IPv6Address, text),
    StringFormat.BYTE: _is_base64,
    StringFormat.DECIMAL: _is_decimal,
}
