"""A backup appears whole under its name or not at all, and a damaged one is not read as a whole one."""

import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from psp.backup import archive
from psp.backup.archive import NoBackup, Reader
from psp.backup.manifest import Files, Manifest, Table, read_manifest

PLACES = ["backup", "backup.tar"]
MOMENT = datetime(2026, 6, 3, 12, 0, 0, 5, UTC)


def write(place):
    with archive.writer(place) as writer:
        with writer.member("data/a.jsonl.gz") as member, archive.packed(member) as lines:
            lines.writelines([b"[1]\n", b"[2]\n"])
        with writer.member("files/ä b") as member:
            member.write(b"content")
    return member.done()


@pytest.mark.parametrize("name", PLACES)
def test_what_was_written_is_read(tmp_path, name):
    written = write(tmp_path / name)
    with Reader(tmp_path / name) as reader:
        assert list(reader.lines("data/a.jsonl.gz")) == [b"[1]\n", b"[2]\n"]
        assert reader.written("files/ä b") == written
    assert stat.S_IMODE(os.stat(tmp_path / name).st_mode) & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", PLACES)
def test_nothing_is_written_over_and_nothing_half_written_stays(tmp_path, name):
    write(tmp_path / name)
    with pytest.raises(NoBackup, match="is there already"):
        write(tmp_path / name)
    with pytest.raises(KeyboardInterrupt):
        write_and_die(tmp_path / f"other-{name}")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def write_and_die(place):
    with archive.writer(place) as writer:
        with writer.member("files/a") as member:
            member.write(b"a")
        raise KeyboardInterrupt


@pytest.mark.parametrize("name", PLACES)
def test_a_missing_member_and_one_outside_are_refused(tmp_path, name):
    write(tmp_path / name)
    with Reader(tmp_path / name) as reader:
        with pytest.raises(NoBackup, match="is not whole: files/b is missing"):
            reader.open("files/b")
        for outside in ("/etc/passwd", "files/../../secret"):
            with pytest.raises(NoBackup, match="outside itself"):
                reader.open(outside)


def test_a_file_of_another_kind_is_no_backup(tmp_path):
    (tmp_path / "other.tar").write_bytes(b"hello")
    for name in ("other.tar", "nowhere.tar"):
        with pytest.raises(NoBackup, match="neither a folder nor a tar file"), Reader(tmp_path / name):
            pass


@pytest.mark.parametrize("length", [100, 512, 600, 1024, 1100, 1536])
def test_a_file_cut_short_is_no_whole_backup(tmp_path, length):
    write(tmp_path / "backup.tar")
    (tmp_path / "cut.tar").write_bytes((tmp_path / "backup.tar").read_bytes()[:length])
    with pytest.raises(NoBackup):
        read_all(tmp_path / "cut.tar")


def read_all(place):
    with Reader(place) as reader:
        list(reader.lines("data/a.jsonl.gz"))
        reader.written("files/ä b")


def test_damaged_lines_are_refused(tmp_path):
    write(tmp_path / "backup")
    path = Path(tmp_path / "backup" / "data" / "a.jsonl.gz")
    path.write_bytes(path.read_bytes()[:-6])
    with Reader(tmp_path / "backup") as reader, pytest.raises(NoBackup, match="is damaged"):
        list(reader.lines("data/a.jsonl.gz"))


def test_a_manifest_comes_back_and_a_newer_or_foreign_one_is_refused():
    manifest = Manifest(
        version="1.1.0",
        release="abc",
        made_at=MOMENT,
        newest_at=None,
        database="sqlite",
        migrations=[("partnerships", "0001_initial")],
        tables=[Table("a.b", ["id"], 1, 7, "data/a.b.jsonl.gz", "0" * 64)],
        files=Files("files.jsonl.gz", "0" * 64, 0, 0, []),
        keys={"BID_SEAL_KEY": ["ab"]},
    )
    assert read_manifest(manifest.as_json()) == manifest
    content = json.loads(manifest.as_json())
    for changes, words in [
        ({"service": "another"}, "not a backup of this service"),
        ({"format": 99}, "restore it with that version"),
        ({"tables": 7}, "cannot be read"),
    ]:
        with pytest.raises(NoBackup, match=words):
            read_manifest(json.dumps(content | changes).encode())
    with pytest.raises(NoBackup):
        read_manifest(b"{")
