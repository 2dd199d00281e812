"""PDFs written by hand, as no honest program writes them: what acts is hidden in every corner.

Each with its name, and the words it should be met with; an empty sentence means that it is taken.
"""

from io import BytesIO

import pikepdf

SCRIPT = b"<</S/JavaScript/JS(app.alert(1))>>"
_PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def written(root=b"", page=b"", objects=(), *, pages=_PAGES, starts_at=None):
    """One page, and ``objects`` from number 4 on; ``starts_at`` lies about where the table is."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R%b>>" % root,
        pages,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>%b>>" % page,
        *objects,
    ]
    made, rows = b"%PDF-1.7\n", b"0000000000 65535 f \n"
    for number, body in enumerate(bodies, 1):
        rows += b"%010d 00000 n \n" % len(made)
        made += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    at = len(made) if starts_at is None else starts_at
    made += b"xref\n0 %d\n%btrailer\n" % (len(bodies) + 1, rows)
    return made + b"<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, at)


def updated(made, number, body):
    """The same with another object appended, as programs do that save changes."""
    before = int(made.rsplit(b"startxref\n", 1)[1].split()[0])
    grown = made + b"%d 0 obj\n%b\nendobj\n" % (number, body)
    return grown + (
        b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size 9/Root 1 0 R/Prev %d>>\n"
        b"startxref\n%d\n%%%%EOF\n" % (number, len(made), before, len(grown))
    )


def saved(**options):
    out = BytesIO()
    with pikepdf.open(BytesIO(written(b"/OpenAction 4 0 R", objects=[SCRIPT]))) as made:
        made.save(out, **options)
    return out.getvalue()


def kids(count, body=b"3 0 R"):
    return b"<</Type/Pages/Kids[%b]/Count %d>>" % (b" ".join([body] * count), count)


_OPENS = b"/OpenAction 4 0 R"
_SCRIPT, _LAUNCH, _PACKED = "form or script", "start programs", "packed inside"
_DAMAGED, _LOCKED = "damaged or incomplete", "locked with a password"
_LEAVES = b"<</Names[(a) 6 0 R]/Limits[(a)(z)]>>"

HIDDEN = [
    ("behind-null", written(_OPENS, objects=[SCRIPT, b"null"]), _SCRIPT),
    ("after-null", written(b"/OpenAction 5 0 R", objects=[b"null", SCRIPT]), _SCRIPT),
    ("hex-names", written(b"/OpenAction<</#53/J#61vaScript/J#53(x)>>"), _SCRIPT),
    ("type-elsewhere", written(b"/OpenAction<</S 4 0 R>>", objects=[b"/JavaScript"]), _SCRIPT),
    (
        "names-over-kids",
        written(
            b"/Names<</J#61vaScript 4 0 R>>",
            objects=[b"<</Kids[5 0 R]/Limits[(a)(z)]>>", _LEAVES, SCRIPT],
        ),
        _SCRIPT,
    ),
    (
        "files-over-kids",
        written(
            b"/Names<</Embedded#46iles 4 0 R>>",
            objects=[b"<</Kids[5 0 R]>>", _LEAVES, b"<</F(x.exe)/EF<</F 7 0 R>>>>", b"<<>>"],
        ),
        _PACKED,
    ),
    ("associated", written(b"/AF[4 0 R]", objects=[b"<</F(x)/EF<</F 5 0 R>>>>", b"0"]), _PACKED),
    ("pinned", written(page=b"/Annots[<</Subtype/FileAttachment/FS<</EF<<>>>>>>]"), _PACKED),
    (
        "on-focus",
        written(page=b"/Annots[<</Subtype/Widget/AA<</Fo 4 0 R>>>>]", objects=[SCRIPT]),
        _SCRIPT,
    ),
    (
        "after-a-link",
        written(b"/OpenAction<</S/GoTo/Next[<</S/URI/URI(x)/Next %b>>]>>" % SCRIPT),
        _SCRIPT,
    ),
    ("form-in-pieces", written(b"/AcroForm<</X#46A[(template) 4 0 R]>>", objects=[b"0"]), _SCRIPT),
    ("model", written(objects=[b"<</Type/3D/OnInstantiate 5 0 R>>", b"(x)"]), _SCRIPT),
    ("address", written(b"/OpenAction<</S/URI/URI( Java\\nScript:x)>>"), _SCRIPT),
    ("programs", written(b"/OpenAction<</S/Launch/Win<</F(calc.exe)>>>>"), _LAUNCH),
    ("other-machine", written(b"/OpenAction<</S/GoToR/F(\\\\\\\\evil\\\\x.pdf)>>"), _LAUNCH),
    ("added-later", updated(written(), 1, b"<</Pages 2 0 R/OpenAction %b>>" % SCRIPT), _SCRIPT),
    ("without-a-table", written(_OPENS, objects=[SCRIPT], starts_at=7), _SCRIPT),
    ("linearized", saved(linearize=True), _SCRIPT),
    ("packed", saved(object_stream_mode=pikepdf.ObjectStreamMode.generate), _SCRIPT),
    ("other-number", written(_OPENS, objects=[SCRIPT]).replace(b"4 0 obj", b"7 0 obj"), _SCRIPT),
    (
        "too-deep",
        written(_OPENS, objects=[SCRIPT[:-2] + b"/X" + b"<</X" * 600 + b" 0" + b">>" * 601]),
        _DAMAGED,
    ),
    ("said-twice", written(_OPENS, objects=[SCRIPT[:-2] + b"/S/GoTo/JS null>>"]), _DAMAGED),
    ("without-end", written(_OPENS, objects=[SCRIPT[:-2]]), _DAMAGED),
    (
        "hex-lock",
        saved(encryption=pikepdf.Encryption(owner="x", user="")).replace(
            b"/Encrypt", b"/Encr#79pt"
        ),
        _LOCKED,
    ),
    (
        "strange-lock",
        written().replace(b"/Root", b"/Encrypt<</Filter/Adobe.PubSec>>/Root"),
        _LOCKED,
    ),
    ("no-pages", written(pages=kids(0)), _DAMAGED),
    ("page-of-itself", written(pages=kids(1, b"2 0 R")), _DAMAGED),
    ("many-pages", written(pages=kids(30_000)), "30000 pages. The limit is 200."),
    ("huge-page", written(page=b"/CropBox[0 0 1e30 1e30]"), ""),
    ("about-locks", written(objects=[b"(/Encrypt << is how PDFs say that they are locked)"]), ""),
    ("link", written(page=b"/Annots[<</Subtype/Link/A<</S/URI/URI(https://example.org/)>>>>]"), ""),
]
