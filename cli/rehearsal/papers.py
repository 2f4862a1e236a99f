"""Papers that units hang on their reports: small PDF files, the same for the same words."""

from collections.abc import Iterator, Sequence

#: A font every reader of PDF knows by name: nothing is embedded, nothing is fetched.
_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
    b"/DescendantFonts[6 0 R]>>"
)
_CID_FONT = (
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000>>"
)
_PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F1 5 0 R>>>>>>"
)
_MOST_LINES = 34


def paper(title: str, lines: Sequence[str]) -> bytes:
    """Write one A4 page with a title and lines of Chinese text."""
    drawn = b"\n".join(_drawn(title, lines[:_MOST_LINES]))
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        _PAGE,
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        _FONT,
        _CID_FONT,
    )
    return _assembled(bodies)


def _drawn(title: str, lines: Sequence[str]) -> Iterator[bytes]:
    yield b"BT /F1 18 Tf 72 760 Td <%s> Tj" % _hexed(title)
    yield b"/F1 11 Tf 0 -36 Td 19 TL"
    for line in lines:
        yield b"<%s> Tj T*" % _hexed(line[:42])
    yield b"ET"


def _hexed(said: str) -> bytes:
    return said.encode("utf-16-be").hex().encode()


def _assembled(bodies: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places: list[int] = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)
    return bytes(out)
