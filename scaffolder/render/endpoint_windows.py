"""What a list endpoint passes on: the window of its page, and its order.

In: an operation. Out: Python.
"""

from __future__ import annotations

from scaffolder.model import Operation, Parameter, Role, StringType
from scaffolder.render.index import Index
from scaffolder.render.writers import text_literal

_WINDOWS = {Role.PAGE: "page", Role.CURSOR: "cursor", Role.OFFSET: "offset"}


def window(operation: Operation, index: Index, *, linked: bool) -> str:
    """The call that makes the window of the page; "" where the list is whole."""
    paging = operation.paging
    if paging is None:
        return ""
    found = {p.role: p for p in operation.parameters}
    limit = found[Role.LIMIT].identifier if Role.LIMIT in found else "None"
    request = ", request=request" if linked else ""
    rest = f"limit={limit}, default={paging.default_limit}, maximum={paging.max_limit}"
    for role, words in _WINDOWS.items():
        if role in found:
            name = f", name={text_literal(found[role].name)}" if found[role].name != words else ""
            first = f", first={paging.first_page}" if role is Role.PAGE else ""
            longest = _longest(found[role], index) if role is Role.CURSOR else ""
            return f"by_{words}({words}={found[role].identifier}, {rest}{first}{name}{longest}{request})"
    return f"by_offset(offset=None, {rest}{request})"


def _longest(parameter: Parameter, index: Index) -> str:
    """What bounds the cursors that the application writes: those that it would take."""
    told = index.plain(parameter.type)
    longest = told.max_length if isinstance(told, StringType) else None
    return "" if longest is None else f", longest={longest}"


def order(operation: Operation) -> str:
    """The call that reads the order; "" where none can be asked for."""
    sort = operation.parameter(Role.SORT)
    if sort is None or operation.paging is None or not operation.paging.sort_keys:
        return ""
    order = operation.parameter(Role.ORDER)
    value = f"sort_key({sort.identifier}" + (f", {order.identifier})" if order else ")")
    return value
