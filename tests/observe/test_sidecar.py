"""What is said beside a source, and where it and the source disagree."""

import pytest

from growthpole.messages import LANGS
from growthpole.observe.files import sheet_of_bytes
from growthpole.observe.sidecar import describe_source
from growthpole.observe.spec import Limits

DATA = b"a\n1\n2\n"


@pytest.fixture
def describe(tmp_path):
    path = tmp_path / "values.csv"
    path.write_bytes(DATA)
    sheet = sheet_of_bytes(DATA, "values.csv", Limits())

    def of(text=None):
        if text is not None:
            data = text if isinstance(text, bytes) else text.encode()
            (tmp_path / "values.source.toml").write_bytes(data)
        source, findings = describe_source(path, sheet, Limits())
        assert all(finding.rule(lang) and finding.hint(lang) for finding in findings for lang in LANGS)
        assert (source.name, source.sha256, source.size) == ("values.csv", sheet.sha256, len(DATA))
        return source, [(finding.code, finding.severity, finding.file) for finding in findings]

    return of


def test_nothing_beside_is_a_warning(describe):
    assert describe()[1] == [("no-sidecar", "warn", "values.csv")]


def test_what_is_said_is_kept(describe):
    source, findings = describe(
        '\ufefftitle = "T"\nproducer = "P"\nsource_url = "u"\nretrieved = 2026-11-22\nrows = 2\ncaveats = ["x", "y"]\n'
    )
    assert findings == []
    assert (source.title, source.producer, source.url, source.retrieved) == ("T", "P", "u", "2026-11-22")
    assert source.caveats == ("x", "y")


def test_one_caveat_may_be_plain_text(describe):
    assert describe('caveats = "one thing"\n')[0].caveats == ("one thing",)


def test_rows_and_hash_are_compared(describe):
    assert [code for code, *_ in describe('rows = 3\nsha256 = "00"\n')[1]] == ["sidecar-rows", "sidecar-hash"]
    sha = describe()[0].sha256
    assert describe(f'rows = "2"\nsha256 = "{sha.upper()}"\n')[1] == []


@pytest.mark.parametrize("text", ["title =", b"\xff\xfe", "x = " + "[" * 20_000, "# " + "x" * 2**20])
def test_a_broken_description_is_an_error_of_its_own_file(describe, text):
    assert describe(text)[1] == [("bad-toml", "error", "values.source.toml")]


def test_a_link_to_a_file_elsewhere_is_not_followed(describe, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.toml").write_text('title = "secret"\n')
    (tmp_path / "values.source.toml").symlink_to(outside / "secret.toml")
    source, findings = describe()
    assert findings == [("outside-study", "error", "values.source.toml")]
    assert source.title == ""


def test_a_link_to_nothing(describe, tmp_path):
    (tmp_path / "values.source.toml").symlink_to(tmp_path / "nothing.toml")
    assert describe()[1] == [("missing-file", "error", "values.source.toml")]
