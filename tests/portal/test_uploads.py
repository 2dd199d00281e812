"""Documents are judged by their bytes, and every refusal says what to do."""

import struct
import subprocess
import threading
import zlib
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, PngImagePlugin

from applications.demo.paper import paper
from applications.demo.passport import Bearer, machine_readable, passport_page
from portal import pdf_inspection
from portal.uploads import DocumentVerdict, explain_document, judge_document

LETTER = paper("Recommendation Letter", ["To whom it may concern (really)"], seed=3)


def inspect(data):
    return pdf_inspection.inspect(BytesIO(data), max_pages=200)


def pdf_with(change=lambda pdf: None, *, pages=1, **options):
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page()
    change(pdf)
    out = BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def picture(form, size=(300, 400), **options):
    out = BytesIO()
    Image.new("RGB", size, (200, 210, 190)).save(out, form, **options)
    return out.getvalue()


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*chunks, width=10, height=10):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks)


# --- what is accepted


@pytest.mark.parametrize(
    ("data", "kind"),
    [(LETTER, "pdf"), (picture("JPEG"), "jpeg"), (picture("PNG"), "png")],
)
@pytest.mark.parametrize("name", ["scan.pdf", "scan.jpg", "scan"])
def test_judge_document_goes_by_content_not_by_name(data, kind, name):
    verdict = judge_document(data, name)

    assert (verdict.accepted, verdict.kind, verdict.code, verdict.pages) == (True, kind, None, 1)
    assert verdict.size == len(data)
    assert explain_document(verdict) == ""


def test_judge_document_counts_pages():
    assert judge_document(pdf_with(pages=7), "a.pdf").pages == 7


def test_judge_document_takes_phone_pictures_of_two_frames():
    out = BytesIO()
    frame = Image.new("RGB", (300, 400))
    frame.save(out, "MPO", save_all=True, append_images=[frame])

    assert judge_document(out.getvalue(), "a.jpg").kind == "jpeg"


def test_judge_document_takes_the_passport_of_the_demo():
    bearer = Bearer(
        "ERIKSSON", "Anna Maria", "L898902C3", "F", date(1974, 8, 12), date(2012, 4, 15)
    )

    page = passport_page(5, bearer)

    assert judge_document(page, "passport.jpg").accepted
    assert page == passport_page(5, bearer)


def test_passport_of_the_demo_has_right_check_digits():
    bearer = Bearer(
        "ERIKSSON", "Anna Maria", "L898902C3", "F", date(1974, 8, 12), date(2012, 4, 15)
    )

    assert machine_readable(bearer) == (
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159<<<<<<<<<<<<<<<8",
    )


# --- what is refused


@pytest.mark.parametrize(
    ("data", "code", "detail"),
    [
        (b"", "empty", ""),
        (b"just words", "wrong_type", ""),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "wrong_type", "HEIC"),
        (b"PK\x03\x04[Content_Types].xml", "wrong_type", "Office"),
        (b"\n" + LETTER, "wrong_type", ""),
        (picture("GIF"), "wrong_type", "GIF"),
        (LETTER[:-40], "damaged", "truncated"),
        (LETTER + b"\0" * 3000, "damaged", "truncated"),
        (b"%PDF-1.7\nnothing here\n%%EOF\n", "damaged", "parser"),
        (picture("JPEG")[:-300], "damaged", "truncated"),
        (picture("PNG")[:-30], "damaged", "truncated"),
        (png(chunk(b"IDAT", b"nonsense"), chunk(b"IEND", b"")), "damaged", "decoder"),
        (png(chunk(b"tEXt", b"a\0b") * 21_000, chunk(b"IEND", b"")), "damaged", "bomb"),
        (png(chunk(b"IEND", b""), width=9000, height=9000), "too_many_pixels", ""),
    ],
)
def test_judge_document_refuses(data, code, detail):
    verdict = judge_document(data, "scan.pdf")

    assert (verdict.accepted, verdict.code, verdict.detail) == (False, code, detail)
    assert explain_document(verdict).endswith(".")


def test_judge_document_refuses_a_bomb_in_a_note():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "a" * 70_000_000, zip=True)
    bomb = picture("PNG", pnginfo=notes)

    assert judge_document(bomb, "a.png").code == "damaged"


def test_judge_document_refuses_what_exceeds_the_limit_of_the_slot():
    verdict = judge_document(LETTER, "a.pdf", max_bytes=1000)

    assert (verdict.code, verdict.limit) == ("too_big", 1000)


def test_one_pdf_at_a_time_is_read(monkeypatch):
    inside, crowded, run = [], threading.Event(), subprocess.run

    def watched(*args, **options):
        inside.append(args)
        if len(inside) > 1:
            crowded.set()
        try:
            return run(*args, **options)
        finally:
            inside.pop()

    monkeypatch.setattr(subprocess, "run", watched)
    threads = [
        threading.Thread(target=judge_document, args=(LETTER, "a.pdf")) for _number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not crowded.is_set()


def test_judge_document_refuses_too_many_pages():
    verdict = judge_document(pdf_with(pages=201), "a.pdf")

    assert (verdict.code, verdict.pages) == ("too_many_pages", 201)
    assert "201 pages. The limit is 200." in explain_document(verdict)


@pytest.mark.parametrize("reader", ["", "secret"])
def test_judge_document_refuses_a_locked_pdf(reader):
    locked = pdf_with(encryption=pikepdf.Encryption(owner="office", user=reader))

    assert judge_document(locked, "a.pdf").code == "encrypted"
    assert inspect(locked)["code"] == "encrypted"


def test_judge_document_stops_a_pdf_that_unpacks_without_end():
    packer = zlib.compressobj()
    packed = packer.compress(b"1 0 2 10 ") + packer.flush(zlib.Z_FULL_FLUSH)
    # A block that was packed after a full flush may stand in the stream any number of times.
    megabyte = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    packed += megabyte * 700 + packer.flush()
    bomb = bytearray(b"%PDF-1.5\n")
    stream_at = len(bomb)
    bomb += b"3 0 obj\n<</Type/ObjStm/N 2/First 9/Filter/FlateDecode/Length %d>>stream\n" % len(
        packed
    )
    bomb += packed + b"\nendstream endobj\n"
    table_at = len(bomb)
    rows = [(0, 0, 65535), (2, 3, 0), (2, 3, 1), (1, stream_at, 0), (1, table_at, 0)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    bomb += b"4 0 obj\n<</Type/XRef/Size 5/W[1 4 2]/Root 1 0 R/Length %d>>stream\n" % len(table)
    bomb += table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % table_at

    assert judge_document(bytes(bomb), "a.pdf").code == "damaged"


def script(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def launch(pdf):
    action = Dictionary(S=Name.Launch, F=String("calc.exe"))
    pdf.pages[0].Annots = Array([Dictionary(Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)])


def hidden_script(pdf):
    pdf.pages[0].AA = Dictionary(O=Array([Dictionary(Next=Dictionary(JS=String("x")))]))


def attachment(pdf):
    pdf.attachments["program.exe"] = b"MZ"


def form(pdf):
    pdf.Root.AcroForm = Dictionary(XFA=String("<xdp/>"))


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        (script, "script"),
        (hidden_script, "script"),
        (form, "script"),
        (launch, "launch"),
        (attachment, "attachment"),
    ],
)
@pytest.mark.parametrize("packed", [True, False])
def test_inspect_finds_what_acts_by_itself(change, detail, packed):
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable

    report = inspect(pdf_with(change, object_stream_mode=mode))

    assert report == {"code": "active", "detail": detail, "pages": 1}


def test_judge_document_refuses_what_acts_by_itself():
    verdict = judge_document(pdf_with(script), "a.pdf")

    assert (verdict.code, verdict.detail) == ("active", "script")
    assert "script" in explain_document(verdict)


def test_inspect_allows_links_and_a_page_to_open_at():
    def links(pdf):
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])
        action = Dictionary(S=Name.URI, URI=String("https://example.org/"))
        pdf.pages[0].Annots = Array([Dictionary(Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)])

    assert inspect(pdf_with(links)) == {"code": None, "detail": "", "pages": 1}


def test_inspect_refuses_a_pdf_without_pages():
    assert inspect(pdf_with(pages=0))["code"] == "damaged"


def test_inspect_refuses_endless_nesting():
    def nest(pdf):
        pdf.Root.Deep = pikepdf.Object.parse(b"[" * 90 + b"]" * 90)

    assert inspect(pdf_with(nest))["code"] == "damaged"


def test_inspect_refuses_nonsense():
    assert inspect(b"%PDF-1.7 nonsense")["code"] == "damaged"


# --- words


def test_explain_document_gives_the_numbers():
    verdict = DocumentVerdict(
        accepted=False, kind=None, code="too_big", size=15_309_210, limit=10 * 1024 * 1024
    )

    assert explain_document(verdict) == (
        "This file is 14.7 MB. The limit is 10 MB. Send the pages as separate files."
    )


def test_explain_document_tells_how_to_switch_an_iphone():
    said = explain_document(judge_document(b"\0\0\0\x18ftypheic\0\0\0\0", "IMG_1.HEIC"))

    assert "Most Compatible" in said


@pytest.mark.parametrize("detail", ["script", "launch", "attachment"])
def test_explain_document_has_words_for_everything_active(detail):
    verdict = DocumentVerdict(
        accepted=False, kind="pdf", code="active", detail=detail, size=1, limit=2
    )

    assert explain_document(verdict).startswith("This PDF")
