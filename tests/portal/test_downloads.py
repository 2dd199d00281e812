import pytest

from portal.downloads import plain_name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("scan.pdf", "scan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\成绩单.pdf", "成绩单.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\x00\x07", "file"),
        ("", "file"),
        ("folder/", "file"),
    ],
)
def test_plain_name(name, plain):
    assert plain_name(name) == plain
