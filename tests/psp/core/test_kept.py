import pytest
from django.core.cache import caches

from psp.core.kept import kept
from psp.core.release import release


def test_what_was_built_is_kept_under_its_key():
    built = []

    def build():
        built.append(len(built))
        return [built[-1]]

    assert [kept(key, build, seconds=60) for key in ("a", "a", "b")] == [[0], [0], [1]]


def test_the_keys_of_one_release_are_not_those_of_another(tmp_path, monkeypatch):
    ours = release()
    monkeypatch.setattr("psp.core.release.ROOT", tmp_path)
    (tmp_path / "templates").mkdir()
    seen = {ours}
    for words in ("one", "two"):
        (tmp_path / "templates" / "page.html").write_text(words)
        release.cache_clear()
        seen.add(release())
    release.cache_clear()
    assert len(seen) == 3
    monkeypatch.undo()
    assert release() == ours


@pytest.fixture
def without_redis(settings):
    backend = {"BACKEND": "psp.core.caches.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": backend}


def test_with_redis_away_nothing_is_kept_and_nothing_fails(without_redis):
    assert [kept("a", lambda n=n: n, seconds=60) for n in (1, 2)] == [1, 2]
    cache = caches["default"]
    assert (cache.add("b", 1), cache.get_many(["b"]), cache.has_key("b"), cache.delete("b"), cache.touch("b")) == (
        True,
        {},
        False,
        False,
        False,
    )


def test_with_redis_away_pages_are_drawn_all_the_same(without_redis, partnership, olivia, signed_in):
    client = signed_in(olivia)
    pages = ["/", "/partnerships/", "/organisations/", *(partnership.url(name) for name in ("partnership", "timeline"))]
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)
