"""An upload that is broken, by accident or on purpose, costs its own student and nobody else."""

import gzip
import io
import os
import random
import struct
import sys
import tarfile
import time
import tracemalloc
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest

from graders.course.index import Course
from graders.submissions import archives, entries, files, intake, names, tarball
from graders.submissions.files import ReadError
from graders.submissions.intake import IntakeError, read_submissions

COURSE = Course.load(Path(__file__).resolve().parents[2])
CODE = b"def power_rule(coeffs):\n    return coeffs\n"
HONEST = ("aa_honest", "zz_honest")
NO_ARCHIVE = "is no archive that can be read"


def put(path, content=CODE):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def tar(*blocks):
    """A .tar.gz of raw blocks, beside something that does not compress, so that its ratio is ordinary."""
    noise = os.urandom(len(b"".join(blocks)) // 20)
    beside = header(tarfile.REGTYPE, len(noise), "noise.bin") + padded(noise)
    return gzip.compress(beside + b"".join(blocks) + bytes(1024))


def header(kind, size, name="x", link=""):
    info = tarfile.TarInfo(name)
    info.type, info.size, info.linkname = kind, size, link
    return info.tobuf(tarfile.GNU_FORMAT)


def negative_size():
    block = bytearray(header(tarfile.REGTYPE, 0, "derivatives.py"))
    block[124:136] = b"\xff" * 10 + b"\xfe\x00"
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def padded(body):
    return body + bytes(-len(body) % tarfile.BLOCKSIZE)


def extended(kind, body, name="derivatives.py"):
    return header(kind, len(body)) + padded(body) + header(tarfile.REGTYPE, 0, name)


def zipped(*members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def encrypted():
    data = bytearray(zipped(("derivatives.py", CODE)))
    data[6] |= 1
    data[data.index(archives.ZIP_ENTRY) + 8] |= 1
    return bytes(data)


def overlapping(count, size=9_900_000):
    """A .zip whose many members share few bytes, and say that they are damaged only once they are read."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(b"#" * size) + packer.flush()
    local = entries = b""
    for number in range(count):
        name = b"a%05d.ipynb" % number
        sizes = (0x12345678, 100_000, size, len(name), 0)
        fields = (20, 20, 0, 8, 0, 0, *sizes, 0, 0, 0, 0, len(local))
        entries += struct.pack("<4s6H3I5H2I", archives.ZIP_ENTRY, *fields) + name
        local += struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, *sizes) + name + body
    local += bytes(100_000)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(entries), len(local), 0)
    return local + entries + end


LONG_NAME = header(tarfile.GNUTYPE_LONGNAME, 2) + padded(b"a\0")
PAX = header(tarfile.XHDTYPE, 7) + padded(b"7 a=bc\n"[:7])
BROKEN = {
    "chained_long_names.tar.gz": tar(LONG_NAME * 2000 + header(tarfile.REGTYPE, 0, "derivatives.py")),
    "chained_pax_headers.tar.gz": tar(PAX * 2000 + header(tarfile.REGTYPE, 0, "derivatives.py")),
    "digits.tar.gz": tar(extended(tarfile.XHDTYPE, b"1" * 80_000)),
    "few_digits.tar.gz": tar(extended(tarfile.XHDTYPE, b"1" * 15_000)),
    "long_name.tar.gz": tar(extended(tarfile.GNUTYPE_LONGNAME, b"a" * 80_000)),
    "names.tar.gz": tar(extended(tarfile.GNUTYPE_LONGNAME, b"a" * 15_000) * 400),
    "globals.tar.gz": tar(extended(tarfile.XGLTYPE, b"7 a=bc\n"[:7]) * 2),
    "negative.tar.gz": tar(negative_size()),
    "padding.tar.gz": gzip.compress(bytes(6_000_000)),
    "cut.tar.gz": tar(header(tarfile.REGTYPE, 900, "derivatives.py"))[:-9],
    "bytes.tar.gz": b"\x1f\x8b" + bytes(400),
    "bytes.zip": b"PK\3\4" + bytes(400),
    "overlapping.zip": overlapping(30),
    "encrypted.zip": encrypted(),
    "empty_name.zip": zipped(("derivatives.pyX", "")).replace(b"derivatives.pyX", b""),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_archive_harms_nobody_else_and_is_refused_at_once(tmp_path, name):
    for honest in HONEST:
        put(tmp_path / honest / "derivatives.py")
    put(tmp_path / name, BROKEN[name])
    start = time.process_time()
    first, broken, last = read_submissions([tmp_path], COURSE)
    assert time.process_time() - start < 2
    assert (first.name, last.name) == HONEST
    assert first.sources["derivatives"].text == last.sources["derivatives"].text == CODE.decode()
    assert not any(source.text for source in broken.sources.values())
    notes = [*broken.notes, *(source.note for source in broken.sources.values())]
    assert len(notes) == 1 and notes[0].startswith("`") and notes[0].endswith(".")


def refusal(path):
    with pytest.raises(ReadError) as refused:
        files.read(path)
    return str(refused.value)


@pytest.mark.parametrize("name", ["digits.tar.gz", "few_digits.tar.gz"])
def test_without_the_look_ahead_a_header_would_be_read(tmp_path, monkeypatch, name):
    path = put(tmp_path / name, BROKEN[name])
    read = []
    monkeypatch.setattr(tarfile.TarInfo, "_proc_pax", lambda *_: read.append(name) or 1 / 0)
    assert refusal(path) == NO_ARCHIVE
    assert not read
    monkeypatch.setattr(tarball.Tarball, "look_ahead", lambda self: None)
    assert refusal(path) == NO_ARCHIVE
    assert read


MEMBER = header(tarfile.REGTYPE, 0, "derivatives.py")
ODD_HEADERS = {
    "a chain": LONG_NAME * (tarball.MAX_CHAIN + 1) + MEMBER,
    "two global ones": (header(tarfile.XGLTYPE, 7) + padded(b"7 a=bc\n") + MEMBER) * 2,
    "a large one": extended(tarfile.GNUTYPE_LONGNAME, b"a" * (tarball.MAX_EXTENSION + 1)),
    "many": extended(tarfile.GNUTYPE_LONGLINK, b"a" * 15_000) * (tarball.MAX_EXTENSIONS // 15_000 + 1),
    "digits": extended(tarfile.XHDTYPE, b"1" * 40),
    "a size below zero": negative_size(),
}


@pytest.mark.parametrize("name", ODD_HEADERS)
def test_headers_that_no_honest_archive_has_are_refused(name):
    with pytest.raises(tarball.OddHeaderError):
        list(tarball.Tarball(ODD_HEADERS[name] + bytes(1024)).each())


def test_headers_that_an_honest_archive_may_have_are_not():
    once = header(tarfile.XGLTYPE, 7) + padded(b"7 a=bc\n")
    both = extended(tarfile.GNUTYPE_LONGLINK, b"a" * 150, "x")[:-512]
    both += extended(tarfile.GNUTYPE_LONGNAME, b"b" * 150)
    assert [info.name for info in tarball.Tarball(once + both + bytes(1024)).each()] == ["b" * 150]


def test_honest_archives_of_every_format_are_read(tmp_path):
    path, comment = tmp_path / "anna.tar.gz", {"comment": "a" * 40}
    for kind in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        with tarfile.open(path, "w:gz", format=kind, pax_headers=comment) as archive:
            for name in ("derivatives.py", f"{'d' * 90}/integration.py", "Übung/gradient.py"):
                info = tarfile.TarInfo(name)
                info.size, info.mtime = len(CODE), 1.5
                archive.addfile(info, io.BytesIO(CODE))
        found = {file.path.name: file.data for file in files.read(path)}
        assert found == dict.fromkeys(("derivatives.py", "integration.py", "gradient.py"), CODE)


def test_what_an_archive_would_unpack_to_is_counted_before_anything_is_unpacked(tmp_path, monkeypatch):
    path = put(tmp_path / "anna.zip", BROKEN["overlapping.zip"])
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    assert "holds more than 64 MB of code and notebooks" in refusal(path)


def test_an_encrypted_file_says_so(tmp_path):
    path = put(tmp_path / "anna.zip", encrypted())
    assert [file.problem for file in files.read(path)] == ["is encrypted"]


def test_a_file_in_an_archive_has_a_largest_size(tmp_path):
    large = header(tarfile.REGTYPE, 1_500_000, "derivatives.py") + os.urandom(1_500_160)
    noise, file = sorted(
        files.read(put(tmp_path / "anna.tar.gz", tar(large))), key=lambda file: not file.aside
    )
    assert (noise.path.name, noise.data) == ("noise.bin", b"")
    assert (file.data, file.problem) == (b"", "has 1.5 MB; at most 1 MB are read")


def test_a_folder_has_a_largest_number_of_files_and_a_greatest_depth(tmp_path, monkeypatch):
    put(tmp_path / "a" / "/".join("d" * files.MAX_DEPTH) / "derivatives.py")
    put(tmp_path / "b" / "/".join("d" * (files.MAX_DEPTH + 1)) / "derivatives.py")
    assert len(files.read(tmp_path / "a")) == 1
    assert [file.aside for file in files.read(tmp_path / "b")] == [True]
    monkeypatch.setattr(archives, "MAX_MEMBERS", 20)
    for number in range(21):
        put(tmp_path / "c" / f"{number}.txt")
    assert refusal(tmp_path / "c") == "holds more than 20 files"


def test_whatever_else_goes_wrong_costs_one_entry(tmp_path, monkeypatch):
    for name in ("anna", "ben", "cara"):
        put(tmp_path / name / "derivatives.py")
    read = files.read

    def breaks(path):
        if path.name == "ben":
            raise RecursionError
        return read(path)

    monkeypatch.setattr(files, "read", breaks)
    monkeypatch.delenv("GRADLINGS_DEBUG", raising=False)
    anna, ben, cara = read_submissions([tmp_path], COURSE)
    assert anna.sources and cara.sources
    assert ben.notes == ("`ben` cannot be read (RecursionError).",)


# Floods


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_many_long_names_are_few_short_notes(tmp_path, kind):
    if kind == "zip":
        data = zipped(*((f"/{'a' * 3000}{number}.py", "") for number in range(3000)))
    else:
        links = [extended(tarfile.GNUTYPE_LONGNAME, b"a" * 3000 + b"%d.py\0" % n, "x") for n in range(1000)]
        data = tar(*(link[:-512] + header(tarfile.SYMTYPE, 0) for link in links))
    put(tmp_path / "class" / "anna" / "derivatives.py")
    put(tmp_path / "class" / f"eve.{kind}", data)
    start = time.process_time()
    _, eve = read_submissions([tmp_path / "class"], COURSE)
    assert time.process_time() - start < 5
    assert len(eve.notes) == intake.MOST_NOTES + 1
    assert eve.notes[-1].endswith("more of its files cannot be read.")
    assert all(len(note) < names.LONGEST_PATH + 60 for note in eve.notes)


# Names


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file system that takes any name")
def test_names_that_look_alike_are_kept_apart(tmp_path):
    for name in (b"a\x01", b"a\x02", b"a\xff", "a\ufffd".encode(), b"A\x03"):
        os.makedirs(os.path.join(os.fsencode(tmp_path), b"class", name))
        put(Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), b"class", name))) / "derivatives.py")
    found = [submission.name for submission in read_submissions([tmp_path / "class"], COURSE)]
    assert len({name.casefold() for name in found}) == 5
    assert all(name.isprintable() for name in found)


def test_a_journal_beside_a_students_work_hides_it_from_nobody(tmp_path):
    class_with(tmp_path, "anna", "ben")
    put(tmp_path / "anna" / entries.JOURNAL)
    put(tmp_path / "grades" / entries.JOURNAL)
    assert [submission.name for submission in read_submissions([tmp_path], COURSE)] == ["anna", "ben"]


def class_with(root, *students):
    for student in students:
        put(root / student / "derivatives.py")
    return root


def test_a_student_called_submitted_does_not_replace_the_class(tmp_path):
    class_with(tmp_path, "anna", "ben", "submitted/anna", "submitted/eve")
    with pytest.raises(IntakeError, match=r"holds a folder `submitted` beside `anna`; .*rename it\.$"):
        read_submissions([tmp_path], COURSE)


@pytest.mark.parametrize("beside", ["nbgrader_config.py", "gradebook.db"])
def test_the_root_of_an_nbgrader_course_may_hold_anything_else(tmp_path, beside):
    put(tmp_path / beside)
    class_with(tmp_path, "data", "source/anna", "submitted/anna", "submitted/eve")
    assert [submission.name for submission in read_submissions([tmp_path], COURSE)] == ["anna", "eve"]


# Archives changed at random


def make_zip(rng):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
        for name in ("derivatives.py", "a/b.ipynb", "x.txt", "exercises/integration.py"):
            archive.writestr(name, "x=1\n" * rng.randint(0, 50))
    return bytearray(stream.getvalue())


def make_tar(rng):
    stream = io.BytesIO()
    sparse = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": "100", "size": "10"}
    with tarfile.open(fileobj=stream, mode="w", format=rng.choice([0, 1, 2])) as archive:
        for name in ("derivatives.py", "a" * 120 + "/b.py", "ü/integration.py"):
            info, body = tarfile.TarInfo(name), b"x=1\n" * rng.randint(0, 50)
            info.size, info.mtime = len(body), 1.5
            info.pax_headers = sparse if rng.random() < 0.3 else {}
            archive.addfile(info, io.BytesIO(body))
    return bytearray(stream.getvalue())


def damage(content, rng):
    for _ in range(rng.randint(1, 5)):
        at = rng.randrange(len(content))
        other = rng.choice([bytes([rng.randrange(256)]), b"\xff\xff\xff\xff", b"\0", b"", b"9", b"\x80"])
        content[at : at + 1] = other


def mend_checksums(content):
    """So that a changed header is not refused for its sum."""
    for at in range(0, len(content) - 511, 512):
        block = content[at : at + 512]
        if block[257:262] == b"ustar":
            block[148:156] = b" " * 8
            block[148:156] = b"%06o\0 " % sum(block)
            content[at : at + 512] = block


def fuzz(folder, seed, rounds):
    rng = random.Random(seed)
    for _ in range(rounds):
        is_zip = rng.random() < 0.5
        content = make_zip(rng) if is_zip else make_tar(rng)
        damage(content, rng)
        if not is_zip:
            mend_checksums(content)
        data = bytes(content) if is_zip else gzip.compress(content, 1)
        path = put(folder / ("a.zip" if is_zip else "a.tar.gz"), data)
        start = time.process_time()
        with suppress(ReadError):
            assert all(isinstance(file.data, bytes) for file in files.read(path))
        assert time.process_time() - start < 1


def test_no_change_of_an_archive_raises_or_takes_long(tmp_path):
    tracemalloc.start()
    fuzz(tmp_path, 1, 500)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50_000_000


@pytest.mark.nightly
def test_no_change_of_an_archive_raises_or_takes_long_in_many_rounds(tmp_path):
    fuzz(tmp_path, time.time_ns(), 60_000)
