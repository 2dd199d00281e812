"""Files that strangers might send, made by code: each with its name and the words it should be met with.

An empty sentence means that the file is taken, and that nothing of ``SECRET`` may be left in it.
"""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, PngImagePlugin

from tests.applications.hostile_pdfs import HIDDEN

SECRET = b"<script>alert('Lat 7.3775')</script>"
SCAN = b"\xff\xda\0\x08\x01\x01\0\0\x3f\0"


@dataclass(frozen=True)
class Case:
    id: str
    name: str
    data: bytes
    says: str = ""


def picture(form="JPEG", size=(360, 480), colour="white", **options):
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, form, **options)
    return out.getvalue()


def pdf(change=lambda pdf: None, **options):
    out = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        change(made)
        made.save(out, **options)
    return out.getvalue()


def segment(marker, body):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def with_segment(data, marker, body):
    return data[:2] + segment(marker, body) + data[2:]


def with_size(data, width, height):
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def before_scan(data, stuffing):
    at = data.index(b"\xff\xda")
    return data[:at] + stuffing + data[at:]


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*chunks, width=10, height=10):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


def noted_png():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SECRET.decode())
    return picture("PNG", pnginfo=notes) + SECRET


def note_bomb():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "a" * 70_000_000, zip=True)
    return picture("PNG", pnginfo=notes)


def exif(orientation=1):
    notes = Image.Exif()
    notes[0x010E], notes[0x0112] = SECRET.decode(), orientation
    return notes


JPEG, PDF = picture(), pdf()
# What is neither: file name's ending, first bytes, and what we call it.
STRANGERS = [
    ("gif", b"GIF89a/*" + SECRET, "a GIF picture"),
    ("bmp", picture("BMP"), "a BMP picture"),
    ("tiff", picture("TIFF"), "a TIFF picture"),
    ("webp", picture("WEBP"), "a WebP picture"),
    ("jp2", b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 80, "a JPEG 2000 picture"),
    ("avif", b"\0\0\0\x18ftypavif" + b"\0" * 80, "an AVIF picture"),
    ("video", b"\0\0\0\x18ftypisom" + b"\0" * 80, "a video"),
    ("postscript", b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file", "a PostScript file"),
    ("svg", b"<?xml version='1.0'?><svg onload='alert(1)'/>", "an SVG drawing"),
    ("html", b"\n<!DOCTYPE html><script>alert(1)</script>", "a web page"),
    ("program", b"MZ\x90\0" + b"\0" * 200, "a file of a kind we don't know"),
    ("words", b"hello", "a file of a kind we don't know"),
    ("nothing-but-zeros", b"\0" * 5000, "a file of a kind we don't know"),
    ("full-width", "％PDF-1.7".encode(), "a file of a kind we don't know"),
]
PACKED = [
    ("heic", b"\0\0\0\x18ftypheic" + b"\0" * 80, "Most Compatible"),
    ("office", b"PK\x03\x04....[Content_Types].xml", "an Office document"),
    ("rich-text", b"{\\rtf1 hello}", "an Office document"),
    ("zip", b"PK\x03\x04" + b"\0" * 100, "an archive"),
    ("7z", b"7z\xbc\xaf\x27\x1c" + b"\0" * 100, "an archive"),
    ("rar", b"Rar!\x1a\x07\0" + b"\0" * 100, "an archive"),
]
_DAMAGED = "damaged or incomplete"
_UNSAFE = "can't be opened safely"

PHOTOS = [
    *(Case(f"{kind}-renamed", "photo.jpg", data, says) for kind, data, says in STRANGERS + PACKED),
    Case("png-renamed", "photo.jpg", picture("PNG"), "This is a PNG picture, although its name"),
    Case("pdf-renamed", "photo.jpg", PDF, "This is a PDF document, although its name"),
    Case("jpeg-called-png", "photo.png", JPEG, "does not end in .jpg"),
    Case("jpeg-called-exe", "photo.jpg.exe", JPEG, "does not end in .jpg"),
    Case("empty", "photo.jpg", b"", "The file is empty"),
    Case("three-bytes", "photo.jpg", JPEG[:3], _DAMAGED),
    Case("half", "photo.jpg", JPEG[: len(JPEG) // 2], _DAMAGED),
    Case("without-end", "photo.jpg", JPEG[:-2], _DAMAGED),
    Case("header-of-zeros", "photo.jpg", JPEG[:200] + b"\0" * 3000, _DAMAGED),
    Case("pixel-bomb", "photo.jpg", with_size(JPEG, 60000, 60000), "million pixels"),
    Case("scan-bomb", "photo.jpg", before_scan(JPEG, SCAN * 9000), _UNSAFE),
    Case("comment-bomb", "photo.jpg", before_scan(JPEG, b"\xff\xfe\0\x02" * 100_000), _UNSAFE),
    Case("filling-bomb", "photo.jpg", before_scan(JPEG, b"\xff" * 1_500_000), _UNSAFE),
    Case("many-bytes", "photo.jpg", JPEG + b"\0" * 11 * 1024**2, "The limit is 10 MB"),
    Case("stamp", "photo.jpg", picture(size=(40, 50)), "Each side needs at least"),
    Case("web-page-behind", "photo.jpg", JPEG + SECRET),
    Case("archive-behind", "photo.jpg", JPEG + b"PK\x03\x04" + SECRET),
    Case("web-page-in-comment", "photo.jpg", with_segment(JPEG, 0xFE, SECRET)),
    Case(
        "web-page-in-xmp",
        "photo.jpg",
        with_segment(JPEG, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET),
    ),
    Case("place-in-exif", "photo.jpg", picture(exif=exif())),
    Case("broken-profile", "photo.jpg", picture(icc_profile=SECRET * 20)),
    Case("impossible-orientation", "photo.jpg", picture(exif=exif(orientation=99))),
]


def script(made):
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def action(name, **fields):
    def change(made):
        acts = Dictionary(S=Name(f"/{name}"), **fields)
        made.pages[0].Annots = Array([Dictionary(Subtype=Name.Link, Rect=[0, 0, 9, 9], A=acts)])

    return change


def attached(made):
    made.attachments["program.exe"] = b"MZ"


def nested(made):
    made.Root.Deep = pikepdf.Object.parse(b"[" * 90 + b"]" * 90)


def key(name, value):
    def change(made):
        made.pages[0].obj[f"/{name}"] = value

    return change


def object_bomb(megabytes):
    """A script in a stream of objects that unpacks to so many megabytes of blanks."""
    blanks = zlib.compressobj(9, zlib.DEFLATED, -15)
    million = blanks.compress(b" " * 1_000_000) + blanks.flush(zlib.Z_FULL_FLUSH)
    tail = zlib.compressobj(9, zlib.DEFLATED, -15)
    last = tail.compress(b"<</S/JavaScript/JS(app.alert(1))>>") + tail.flush()
    first = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = first.compress(b"5 0 ") + first.flush(zlib.Z_FULL_FLUSH)
    total, million_blanks = zlib.adler32(b"5 0 "), b" " * 1_000_000
    for _ in range(megabytes):
        total = zlib.adler32(million_blanks, total)
    total = zlib.adler32(b"<</S/JavaScript/JS(app.alert(1))>>", total)
    packed = b"\x78\xda" + head + million * megabytes + last + struct.pack(">I", total)
    return _pdf_of_streams(packed)


def _pdf_of_streams(packed):
    """A page whose action, object 5, lies in the packed stream of objects, object 4."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction 5 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>",
        b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%b\nendstream"
        % (len(packed), packed),
    ]
    made, rows = b"%PDF-1.5\n", b"\0\0\0\0\0\xff"
    for number, body in enumerate(bodies, 1):
        rows += struct.pack(">BIB", 1, len(made), 0)
        made += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    rows += struct.pack(">BIB", 2, 4, 0) + struct.pack(">BIB", 1, len(made), 0)
    table = b"<</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Length %d>>" % len(rows)
    end = b"startxref\n%d\n%%%%EOF\n" % len(made)
    return made + b"6 0 obj\n%b\nstream\n%b\nendstream\nendobj\n%b" % (table, rows, end)


LOCKED = {
    "locked": pdf(encryption=pikepdf.Encryption(owner="x", user="secret")),
    "locked-to-change": pdf(encryption=pikepdf.Encryption(owner="x", user="")),
}
DOCUMENTS = [
    *(Case(f"{kind}-renamed", "scan.pdf", data, says) for kind, data, says in STRANGERS + PACKED),
    Case("empty", "scan.pdf", b"", "This file is empty"),
    Case("web-page-before-pdf", "scan.pdf", SECRET + PDF, "a web page"),
    Case("line-before-pdf", "scan.pdf", b"\n" + PDF, "a file of a kind we don't know"),
    Case("pdf-half", "scan.pdf", PDF[: len(PDF) // 2], _DAMAGED),
    Case("pdf-without-end", "scan.pdf", PDF[:-20], _DAMAGED),
    Case("pdf-with-long-tail", "scan.pdf", PDF + SECRET * 200, _DAMAGED),
    Case("pdf-of-nonsense", "scan.pdf", b"%PDF-1.7\nnonsense\n%%EOF\n", _DAMAGED),
    Case("pdf-nested", "scan.pdf", pdf(nested), _DAMAGED),
    Case("pdf-script-packed", "scan.pdf", object_bomb(1), "form or script"),
    Case("pdf-script-packed-in-a-bomb", "scan.pdf", object_bomb(500), _DAMAGED),
    Case("pdf-script", "scan.pdf", pdf(script), "form or script"),
    Case("pdf-launch", "scan.pdf", pdf(action("Launch", F=String("calc.exe"))), "start programs"),
    Case("pdf-sends", "scan.pdf", pdf(action("SubmitForm", F=String("http://x"))), "send data"),
    Case("pdf-imports", "scan.pdf", pdf(action("ImportData", F=String("x"))), "start programs"),
    Case("pdf-film", "scan.pdf", pdf(key("RichMediaContent", Dictionary())), "packed inside"),
    Case("pdf-form-of-scripts", "scan.pdf", pdf(key("XFA", String("<xdp/>"))), "form or script"),
    Case("pdf-attachment", "scan.pdf", pdf(attached), "packed inside"),
    *(
        Case(f"pdf-{how}", "scan.pdf", data, "locked with a password")
        for how, data in LOCKED.items()
    ),
    *(Case(f"pdf-{where}", "scan.pdf", data, says) for where, data, says in HIDDEN),
    Case("jpeg-half", "scan.jpg", JPEG[: len(JPEG) // 2], _DAMAGED),
    Case("jpeg-scan-bomb", "scan.jpg", before_scan(JPEG, SCAN * 9000), _DAMAGED),
    Case("jpeg-pixel-bomb", "scan.jpg", with_size(JPEG, 60000, 60000), "million pixels"),
    Case("png-half", "scan.png", picture("PNG")[:100], _DAMAGED),
    Case("png-of-nonsense", "scan.png", png(chunk(b"IDAT", b"nonsense")), _DAMAGED),
    Case("png-pixel-bomb", "scan.png", png(width=60000, height=60000), "million pixels"),
    Case("png-note-bomb", "scan.png", note_bomb(), _DAMAGED),
    Case("png-chunk-bomb", "scan.png", png(chunk(b"tEXt", b"a\0b") * 21_000), _DAMAGED),
    Case("png-notes-and-tail", "scan.png", noted_png()),
    Case("jpeg-notes-and-tail", "scan.jpg", picture(exif=exif(), comment=SECRET) + SECRET),
    Case("jpeg-called-pdf", "scan.pdf", with_segment(JPEG, 0xFE, SECRET)),
]

NAMES = [
    *(
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "/etc/shadow",
        "C:\\scan.pdf",
        "\\\\host\\share\\a.pdf",
    ),
    *(
        "a\r\nSet-Cookie: x=1.pdf",
        "a\nb.pdf",
        "a\tb.pdf",
        "a\0b.pdf",
        "\x7f.pdf",
        "\x1b[31mred.pdf",
    ),
    *('a"; filename="b.html', "a'b.pdf", "a;b.pdf", "a%0d%0ab.pdf", "a%00.pdf", 'a\\".pdf'),
    *(
        "<script>alert(1)</script>.pdf",
        '"><img src=x onerror=alert(1)>.pdf',
        "{{7*7}}.pdf",
        "{% now %}.pdf",
    ),
    *(
        "invoice\u202efdp.exe",
        "\u200bscan.pdf",
        "a\u2028b.pdf",
        "\ufeffscan.pdf",
        "e\u0301\u0301\u0301.pdf",
    ),
    *("成绩单.pdf", "кириллица.pdf", "عربي.pdf", "हिन्दी.pdf", "📄.pdf", "Zoë Müller.pdf"),
    *(
        ".htaccess",
        ".",
        "..",
        "...",
        " ",
        "con.pdf",
        "a.pdf.exe",
        "scan",
        "x" * 300 + ".pdf",
        "=cmd|'/c'!A1.pdf",
    ),
]
# Django takes these for a field without a file.
NAMELESS = {".", ".."}
