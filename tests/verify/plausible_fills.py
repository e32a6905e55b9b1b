"""Rules of `specs/api.yaml`: a right body, a test from the same sentence, and bodies that are plausibly wrong."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    id: str
    module: str
    body: str
    test: str
    wrong: tuple[tuple[str, str], ...]
    """What to replace in the right body, and by what."""


BOOK = """from datetime import timedelta
from app.core.database import utc_today
from tests.factories import make_hut, make_member, make_room, make_tariff
hut = await make_hut(session, status="open", open_months=list(range(1, 13)))
room = await make_room(session, hut_id=hut.id, beds=4)
member = await make_member(session)
tariff = await make_tariff(session, price="12.50", max_age=None)
today = utc_today()


async def book(days: int, nights: int = 1, guests: int = 1) -> httpx.Response:
    body = {
        "memberId": str(member.id),
        "roomId": room.id,
        "tariffCode": tariff.code,
        "arrival": (today + timedelta(days=days)).isoformat(),
        "nights": nights,
        "guests": [{"name": "Ada"}] * guests,
        "payment": {"method": "voucher", "code": "ABCD-1234"},
    }
    return await client.post("/bookings", json=body)


"""

ARRIVAL = Case(
    "the-day-of-arrival-must-not-7d9ffc",
    "bookings",
    """from app.core.errors import Refused
booking = change.after
if booking is not None and booking.arrival < change.now.date():
    raise Refused(409, "The day of arrival is in the past")
""",
    BOOK
    + """for days, status in ((-2, 409), (-1, 409), (0, 201), (1, 201)):
    answer = await book(days)
    assert answer.status_code == status
""",
    (
        ("< change", "<= change"),
        ("< change", "> change"),
        ("< change", "== change"),
        ("change.now.date()", "change.created_at"),
        ("409", "422"),
        ("409", "400"),
        ("is not None and", "is None or"),
        ("raise Refused(409, ", "Refused(409, "),
    ),
)

PRICE = Case(
    "booking-price",
    "bookings",
    """from decimal import Decimal
from app.tariffs import models as tariffs_models
booking = change.after
if booking is None:
    return
tariff = await change.session.get(tariffs_models.Tariff, booking.tariff_code)
if tariff is None:
    return
booking.price = f"{Decimal(tariff.price) * booking.nights * len(booking.guests):.2f}"
""",
    BOOK
    + """for nights, guests, price in ((1, 1, "12.50"), (3, 1, "37.50"), (1, 2, "25.00"), (3, 4, "150.00")):
    answer = await book(10 + 20 * nights + guests, nights, guests)
    assert answer.status_code == 201
    assert answer.json()["price"] == price
""",
    (
        (" * len(booking.guests)", ""),
        (" * booking.nights", ""),
        ("booking.nights", "(booking.nights - 1)"),
        ("booking.nights", "(booking.nights + 1)"),
        (" * len(booking.guests)", " + len(booking.guests)"),
        (":.2f", ":.0f"),
        (":.2f", ":.1f"),
        ("tariff is None", "tariff is not None"),
        ("booking.price =", "price ="),
        ("Decimal(tariff.price)", "Decimal(booking.price)"),
    ),
)

BEDS = Case(
    "booking-beds-free",
    "bookings",
    """from datetime import timedelta
from sqlalchemy import select
from app.core.errors import Refused
from app.rooms import models as rooms_models
booking = change.after
if booking is None or booking.status == "cancelled":
    return
room = await change.session.get(rooms_models.Room, booking.room_id)
if room is None:
    return
same_room = select(models.Booking).where(models.Booking.room_id == room.id, models.Booking.status != "cancelled")
bookings = list(await change.session.scalars(same_room))
for day in range(booking.nights):
    night = booking.arrival + timedelta(days=day)
    staying = [b for b in bookings if b.arrival <= night < b.arrival + timedelta(days=b.nights)]
    if sum(len(b.guests) for b in staying) > room.beds:
        raise Refused(409, "The room has too few beds left")
""",
    BOOK.replace("import make_hut", "import make_booking, make_hut")
    + """guests = [{"name": "Bob"}] * 3
other = await make_room(session, 1, hut_id=hut.id, beds=4)
day = today + timedelta(days=10)
await make_booking(session, room_id=room.id, member_id=member.id, arrival=day, nights=3, guests=guests)
full = [{"name": "Eve"}] * 4
gone = await make_booking(session, room_id=room.id, member_id=member.id, arrival=day, nights=9, guests=full)
gone.status = "cancelled"
await session.commit()
await make_booking(session, room_id=other.id, member_id=member.id, arrival=day, nights=9, guests=full)
for first, nights, size, status in (
    (9, 1, 4, 201),
    (13, 1, 4, 201),
    (9, 2, 2, 409),
    (12, 2, 2, 409),
    (11, 1, 2, 409),
    (8, 7, 1, 409),
    (14, 3, 4, 201),
    (18, 1, 5, 409),
    (10, 1, 1, 201),
):
    answer = await book(first, nights, size)
    assert answer.status_code == status
""",
    (
        ("> room.beds", ">= room.beds"),
        ("> room.beds", "< room.beds"),
        ("<= night", "< night"),
        ("night < b.arrival", "night <= b.arrival"),
        ("sum(len(b.guests) for b in staying)", "len(staying)"),
        (
            'models.Booking.room_id == room.id, models.Booking.status != "cancelled"',
            "models.Booking.room_id == room.id",
        ),
        ("models.Booking.room_id == room.id, ", ""),
        ("range(booking.nights)", "range(1)"),
        ("range(booking.nights)", "range(1, booking.nights)"),
        ("range(booking.nights)", "range(booking.nights - 1)"),
        ("409", "422"),
        ('!= "cancelled")', '== "cancelled")'),
        ("timedelta(days=b.nights)", "timedelta(days=1)"),
    ),
)

CANCEL = Case(
    "cancel_booking",
    "bookings",
    """from datetime import timedelta
from app.core.errors import NotFound, Refused
booking = await call.session.get(models.Booking, booking_id)
if booking is None:
    raise NotFound
if booking.status != "reserved":
    raise Refused(409, "The booking is not reserved")
if body.reason != "weather" and booking.arrival - call.now.date() < timedelta(days=2):
    raise Refused(409, "It is too late to cancel")
booking.status = "cancelled"
booking.cancelled_at = call.now
booking.cancellation = body
await call.session.flush()
return schemas.Booking.of(booking)
""",
    BOOK.replace("import make_hut", "import make_booking, make_hut")
    + """for days, reason, status in (
    (1, "illness", 409),
    (2, "illness", 200),
    (3, "other", 200),
    (0, "weather", 200),
    (1, "weather", 200),
):
    booking = await make_booking(
        session, room_id=room.id, member_id=member.id, tariff_code=tariff.code, arrival=today + timedelta(days=days)
    )
    answer = await client.post(f"/bookings/{booking.id}/cancel", json={"reason": reason, "remark": "so"})
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["status"] == "cancelled"
        assert answer.json()["cancelledAt"]
        assert answer.json()["cancellation"] == {"reason": reason, "remark": "so"}
        shown = await client.get(f"/bookings/{booking.id}")
        assert shown.json()["status"] == "cancelled"
        again = await client.post(f"/bookings/{booking.id}/cancel", json={"reason": "weather"})
        assert again.status_code == 409
answer = await client.post("/bookings/00000000-0000-4000-8000-00000000000f/cancel", json={"reason": "weather"})
assert answer.status_code == 404
""",
    (
        ("< timedelta", "<= timedelta"),
        ("days=2", "days=1"),
        ("days=2", "days=3"),
        ('body.reason != "weather" and ', ""),
        ('!= "weather"', '== "weather"'),
        ("raise NotFound", 'raise Refused(409, "There is none")'),
        ('if booking.status != "reserved":\n    raise Refused(409, "The booking is not reserved")\n', ""),
        ('409, "The booking', '422, "The booking'),
        ('409, "It is', '400, "It is'),
        ("booking.cancelled_at = call.now\n", ""),
        ("booking.cancellation = body\n", ""),
        ('booking.status = "cancelled"\n', ""),
        (" and booking.arrival", " or booking.arrival"),
    ),
)

RETIRED = Case(
    "hut-retired-for-good",
    "huts",
    """from app.core.errors import Refused
before, after = change.before, change.after
if before is None or after is None:
    return
if before.status == "retired" and after.status != "retired":
    raise Refused(409, "The hut is retired")
""",
    """from tests.factories import make_hut
for number, (old, new, status) in enumerate(
    (("retired", "draft", 409), ("draft", "retired", 200), ("retired", "retired", 200))
):
    hut = await make_hut(session, number, status=old)
    answer = await client.patch(f"/huts/{hut.id}", json={"version": 1, "status": new})
    assert answer.status_code == status
""",
    (
        ("and after.status", "or after.status"),
        ("before.status ==", "before.status !="),
        ("after.status !=", "after.status =="),
        (' and after.status != "retired"', ""),
        ("409", "403"),
        ('before.status == "retired" and ', ""),
        ("before is None or", "before is not None or"),
    ),
)

CASES = (ARRIVAL, PRICE, BEDS, CANCEL, RETIRED)
