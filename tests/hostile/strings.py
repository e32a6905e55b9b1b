"""Strings that try to become code, markup, a path or a placeholder marker. Each carries a canary.

`CANARY` is spelled so that `names.py` can never make it (identifiers are all lower case, all upper case or without
underscores), so wherever its exact spelling stands as a name, text of a document became code.
"""

from __future__ import annotations

CANARY = "PwNeD_7q"
MARK = "@@"
"""Where the canary and the number of the slot stand."""

HOSTILE: dict[str, str] = {
    "plain": "@@",
    "double quote": '@@" + @@ + "',
    "single quote": "@@' + @@ + '",
    "backtick": "`touch @@` ``` @@",
    "triple double": '"""\n@@()\n"""',
    "triple single": "'''\n@@()\n'''",
    "ends in quotes": '@@""""',
    "ends in a quote": '@@"',
    "ends in a backslash": "@@\\",
    "backslash quote": '\\" + @@ + \\"',
    "backslashes and quotes": '\\\\"""\n@@()\n\\"""',
    "newline": "x\n@@()\nimport @@\n",
    "carriage return": "x\r@@()\rimport @@\r",
    "crlf": "x\r\n@@()\r\n# @@\r\n",
    "form feed": "x\x0c@@()\x0b@@()",
    "nul": "x\x00@@()\x00",
    "line separator": "x\u2028@@()\u2029@@()\x85@@()",
    "file separators": "x\x1c@@()\x1d@@()\x1e@@()",
    "bidi": "\u202e@@\u2066 \u2069\u200f\ufeff\u200b",
    "lone surrogates": "\ud800@@\udfff",
    "tag characters": "\U000e0001\U000e0041@@\ufff9",
    "jinja expression": "{{ ''.__class__.__mro__[1].__subclasses__() }} {{ @@ }}",
    "jinja statement": "{% for x in range(9) %}@@{% endfor %}{% include '@@' %}",
    "jinja comment": "{# @@ #} {#- @@ -#} {% raw %}",
    "mako": "${__import__('os').system('touch @@')} <%! import @@ %>",
    "comment": "# @@\n# type: ignore\n# noqa\n@@()",
    "f-string": "{@@} {__import__('os').system('touch @@')} {{@@}}",
    "named escape": "\\N{BULLET} \\u0022 \\x22 \\042 @@",
    "percent": "%s %(here)s %(@@)s %% @@",
    "shell": "$(touch @@) ; touch @@ && touch @@ | touch @@ $IFS",
    "dunder import": "__import__('os').system('touch @@')",
    "closes a call": '"); import os; os.system("touch @@"); (" @@',
    "closes a list": "'], os.system('touch @@'), ['",
    "closes a class": '"\n\nimport os\nos.system("touch @@")\n\nclass X:\n    x = "',
    "marker": "# scaffold: begin @@\n\n# scaffold: begin @@\n\n    # scaffold: end @@",
    "end marker": "x.\n\n# scaffold: end @@",
    "type ignore": "type: ignore @@",
    "mypy": "mypy: ignore-errors @@",
    "ruff": "ruff: noqa @@",
    "format off": "fmt: off @@",
    "coding": "-*- coding: utf-7 -*- @@ +ACI-",
    "parent folder": "../../@@",
    "parent folder, backslash": "..\\..\\@@",
    "absolute path": "/tmp/@@",
    "leading dash": "--@@",
    "sql quotes": "@@'; DROP TABLE users; --",
    "sql double quotes": '@@"; DROP TABLE "users"; --',
    "html": "</script><script>alert('@@')</script><img src=x onerror=@@> &lt;",
    "markdown": "[@@](javascript:@@) ![@@](http://x/@@) **@@** | @@ |\n\n# @@\n\n```\n@@",
    "markdown line start": "- @@\n\n> @@",
    "toml": '@@"\n[tool.@@]\nx = """\n',
    "toml literal": "@@'\n[tool.@@]\nx = '''\n",
    "yaml": "- @@: &a [*a]\n!!python/object/apply:os.system ['touch @@']",
    "ini": "@@\n[@@]\nx = %(@@)s",
    "make": "$(shell touch @@)\n\n.PHONY: @@\n@@:\n\ttouch @@",
    "github expression": "${{ github.@@ }} ::set-output name=@@::@@",
    "keyword": "class @@",
    "dunder": "__@@__",
    "long": "@@ " + "very long " * 200,
    "long word": "@@" + "x" * 1000,
    "emoji and combining": "🦊́́@@ \ufb01 \u212a \u017f",
    "zero width joiner": "a\u200d\u2060@@\u180e",
}


def spell(pattern: str, number: int) -> str:
    """The hostile string of one slot; every slot has a number of its own, so that names stay distinct."""
    return pattern.replace(MARK, f"{CANARY}_{number}")
