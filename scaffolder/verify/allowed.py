"""What a body may name: modules with the names to take from each, and of built-in names.

A name that is not here is refused. "*" stands for all public names of a module that has only functions of values.
"""

from __future__ import annotations

import re

ANY = frozenset("*")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LIBRARY = {
    "bisect": _words("bisect bisect_left bisect_right insort"),
    "calendar": _words("isleap monthrange weekday MONDAY SUNDAY"),
    "collections": _words("ChainMap Counter OrderedDict defaultdict deque"),
    "collections.abc": ANY,
    "copy": _words("copy deepcopy"),
    "datetime": _words("UTC date datetime time timedelta timezone"),
    "decimal": _words(
        """Decimal InvalidOperation ROUND_CEILING ROUND_DOWN ROUND_FLOOR ROUND_HALF_DOWN ROUND_HALF_EVEN ROUND_HALF_UP
        ROUND_UP"""
    ),
    "fractions": _words("Fraction"),
    "functools": _words("partial reduce"),
    "hashlib": _words("blake2b md5 sha1 sha256 sha512"),
    "heapq": _words("heapify heappop heappush nlargest nsmallest"),
    "hmac": _words("compare_digest"),
    "http": _words("HTTPStatus"),
    "itertools": _words(
        """accumulate chain combinations compress dropwhile filterfalse groupby islice pairwise permutations product
        starmap takewhile zip_longest"""
    ),
    "json": _words("dumps loads JSONDecodeError"),
    "math": ANY,
    "re": _words("compile findall finditer fullmatch match search split sub escape IGNORECASE Match Pattern"),
    "secrets": _words("choice compare_digest randbelow token_hex token_urlsafe"),
    "statistics": _words("fmean mean median pstdev quantiles stdev"),
    "string": _words("ascii_letters ascii_lowercase ascii_uppercase digits punctuation"),
    "typing": _words("Any Final Literal cast"),
    "unicodedata": _words("category normalize"),
    "uuid": _words("UUID uuid4 uuid5 NAMESPACE_DNS NAMESPACE_OID NAMESPACE_URL"),
    "zoneinfo": _words("ZoneInfo ZoneInfoNotFoundError"),
    "pydantic": _words("ValidationError"),
    "sqlalchemy": _words(
        """ColumnElement Row Select Sequence and_ asc between bindparam case cast delete desc distinct exists extract
        false func insert literal not_ null nulls_first nulls_last or_ select true tuple_ union union_all update
        Boolean Date DateTime Float Integer Numeric String"""
    ),
    "sqlalchemy.exc": _words("DBAPIError IntegrityError MultipleResultsFound NoResultFound SQLAlchemyError"),
    "sqlalchemy.ext.asyncio": _words("AsyncSession"),
    "sqlalchemy.orm": _words("aliased contains_eager joinedload noload selectinload"),
}
"""Of other people's packages, for bodies and tests alike."""

FUNCTIONS = _words(
    """abs avg char_length coalesce concat count current_date current_timestamp date ifnull json_array_length julianday
    length lower ltrim max min mod now nullif replace round row_number rtrim strftime substr sum total trim upper"""
)
"""What `sqlalchemy.func` may be asked for: functions of values, none that reads files or loads code."""

CORE = {
    "app.core.database": _words("new_digits new_token snapshot utc_now utc_today loaded UtcDateTime"),
    "app.core.errors": _words(
        """ApiError Conflict Forbidden Invalid NotFound NotImplementedYet PreconditionFailed PreconditionRequired
        Refused
        Unauthorized Unavailable"""
    ),
    "app.core.rules": _words("Call Change"),
    "app.core.security": _words("Caller"),
}
"""Of the application's own core."""

LAYERS = _words("models schemas repository")
"""Modules of every entity that a body may use: what they define, not what they import."""

TEST_LIBRARY = {
    "httpx": _words("AsyncClient Response"),
    "pytest": _words("approx raises"),
    "freezegun": _words("freeze_time"),
    "time_machine": _words("travel"),
}
TEST_LAYERS = _words("models schemas")
TEST_MODULES = _words("tests.factories tests.checks")
"""Modules of the tests that a test may use: what they define."""
TEST_BODIES = re.compile(r"tests\.\w+\.test_crud")
"""Modules of the tests that have valid request bodies."""
BODY = re.compile(r"[A-Z][A-Z0-9_]*|[a-z][a-z0-9_]*_body")
"""What a test may take of them: bodies, and functions that make them."""

BUILTINS = _words(
    """
    abs all any bool bytes chr dict divmod enumerate filter float frozenset getattr hasattr int isinstance issubclass
    iter len list map max min next ord pow range repr reversed round set slice sorted str sum tuple zip
    True False None NotImplemented ArithmeticError AssertionError AttributeError Exception IndexError KeyError
    LookupError OverflowError StopAsyncIteration StopIteration TypeError ValueError ZeroDivisionError"""
)

ATTRIBUTES = {
    **dict.fromkeys(
        _words(
            """gi_frame gi_code gi_yieldfrom cr_frame cr_code cr_await cr_origin ag_frame ag_code ag_await f_back
            f_builtins f_code f_globals f_locals f_trace tb_frame tb_next tb_lasti co_code co_consts func_globals
            with_traceback mro"""
        ),
        "frames, tracebacks and classes of classes are out of bounds",
    ),
    **dict.fromkeys(
        _words(
            """get_bind get_bind_mapping bind bind_mapper bind_table run_sync sync_session sync_engine exec_driver_sql
            raw_connection driver_connection dbapi_connection metadata registry identity_map execution_options
            prefix_with suffix_with with_hint with_statement_hint bool_op custom_op load_extension close_all
            expunge_all from_statement"""
        ),
        "the database is used by statements on models, nothing below",
    ),
    **dict.fromkeys(
        _words("parse_file parse_raw parse_obj model_construct model_rebuild update_forward_refs"),
        "schemas are made by calling them, or by model_validate",
    ),
}
"""Attributes that nothing may be asked for, and why. Names that begin with "_" are refused besides."""

CALLS = {
    **dict.fromkeys(_words("commit rollback"), "the request's transaction ends by itself"),
    **dict.fromkeys(
        _words("begin close reset op connection invalidate"),
        "the request's transaction and plain operators are all there is",
    ),
    **dict.fromkeys(_words("format format_map"), "texts are put together by f-strings"),
}
"""Attributes that may not be called, and why; `TEST_CALLS` may be, in tests."""
COMPARED = _words("commit rollback format format_map")
"""Those of them that are not even named, save where a column of that name is compared."""
TEST_CALLS = _words("commit")
PYTEST = {
    **dict.fromkeys(_words("skip xfail importorskip exit mark fixture main hookimpl"), "a test decides by assertions"),
    **dict.fromkeys(
        _words("MonkeyPatch param set_trace Config Item Session"), "tests do not change their surroundings"
    ),
}
