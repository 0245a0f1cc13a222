"""Run the whole suite on SQLite, then on PostgreSQL and Redis where they answer, and name what was left out.

``make test`` calls it after the set-up; ``make test ARGS="tests/psp -k money"`` hands words on to pytest.
``PSP_TEST_REQUIRE=postgres,redis,chromium,whole_chromium`` makes it a failure that one of these is absent or that a test
is skipped. ``.ci/test.py --found`` prints which of these were found, and runs nothing.
"""

import os
import re
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

import psycopg
import redis

ROOT = Path(__file__).resolve().parent.parent
# Two checkouts on one machine use different databases and never meet.
CHECKOUT = zlib.crc32(str(ROOT).encode())
POSTGRES_URLS = (
    f"postgres://postgres@127.0.0.1:5432/psp_{CHECKOUT:08x}",
    f"postgres:///psp_{CHECKOUT:08x}",
)
REDIS_URL = f"redis://127.0.0.1:6379/{1 + CHECKOUT % 15}"
# The first has no window to draw, so the tests take two thirds of the time.
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Settings of a running product must not reach its tests.
OF_THE_PRODUCT = (
    *("PSP_ENV", "SECRET_KEY", "BID_SEAL_KEY", "EMAIL_URL", "ALLOWED_HOSTS", "BASE_URL", "CSRF_TRUSTED_ORIGINS"),
    *("DEFAULT_FROM_EMAIL", "DEBUG", "DEMO_MODE", "HOST", "PORT", "S3_BUCKET", "OIDC_SERVER_URL", "OCID_PREFIX"),
    *("DATABASE_URL", "REDIS_URL", "VAR_DIR", "METRICS_TOKEN", "SENTRY_DSN", "INSTANCE"),
)


def find_postgres():
    """Return the address of a PostgreSQL server where databases can be made, or None.

    Raises psycopg.Error when DATABASE_URL names one that does not answer: who names it wants it used.
    """
    named = os.environ.get("DATABASE_URL", "")
    for url in (named,) if named.startswith("postgres") else POSTGRES_URLS:
        try:
            # The database itself need not exist; pytest makes its own beside it.
            with psycopg.connect(url, dbname="postgres", connect_timeout=3) as connection:
                if connection.execute(
                    "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
                ).fetchone()[0]:
                    return url
        except psycopg.Error:
            if named.startswith("postgres"):
                raise
    return None


def find_redis():
    """Return the address of a Redis server, or None; raises redis.RedisError when REDIS_URL names one that is away."""
    named = os.environ.get("REDIS_URL")
    try:
        redis.Redis.from_url(named or REDIS_URL, socket_connect_timeout=3).ping()
    except redis.RedisError:
        if named:
            raise
        return None
    return named or REDIS_URL


def find_chromium():
    """Return the path of a Chromium that starts, or None."""
    return find_browser(os.environ.get("PSP_CHROMIUM"), *BROWSERS)


def find_whole_chromium():
    """Return the path of a Chromium that has windows, and with them a back-forward cache, or None."""
    return find_browser(os.environ.get("PSP_WHOLE_CHROMIUM"), *BROWSERS[1:])


def find_browser(*names):
    """Return the path of the first of these browsers that starts, or None."""
    for name in filter(None, names):
        path = shutil.which(name)
        # Some systems ship a stand-in that only says where to get the real one.
        if path and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    return None


def run_suite(title, chosen, settings, words):
    """Run pytest with these settings; return its exit status, its last line and the lines of skipped tests."""
    print(f"\n=== {title} ===", flush=True)
    folder = ROOT / "var" / "test" / re.sub(r"\W+", "-", title.lower())
    shutil.rmtree(folder, ignore_errors=True)
    env = {name: value for name, value in os.environ.items() if name not in OF_THE_PRODUCT}
    # What a test commits need not outlast a fall of the server's machine.
    env |= {"VAR_DIR": str(folder), "PGOPTIONS": "-c synchronous_commit=off"} | settings
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    # One more than there are processors: tests wait for browsers, for processes and for one another.
    spread = ["-n", str((os.cpu_count() or 1) + 1), "--dist", "loadgroup"]
    command = [sys.executable, "-m", "pytest", "-q", *spread, *colour, "-m", " and ".join(chosen), *words]
    summary, skipped = "it ended without a summary", []
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as pytest:
        for line in pytest.stdout:
            print(line, end="", flush=True)
            bare = re.sub(r"\x1b\[[0-9;]*m", "", line).strip()
            if bare.startswith("SKIPPED"):
                skipped.append(bare)
            elif re.search(r"\bin [\d.]+s\b", bare):
                summary = bare.strip("= ")
    return pytest.returncode, summary, skipped


def plan(found):
    """Return the suites to run, each with its markers and settings, and a line for each thing there is nothing to run on."""
    left_out, everywhere, settings = [], [], {}
    if found["chromium"]:
        settings["PSP_CHROMIUM"] = found["chromium"]
    else:
        everywhere = ["not browser"]
        left_out.append("browser tests: Chromium was not found (Debian, Ubuntu: apt-get install chromium)")
    if found["whole_chromium"]:
        settings["PSP_WHOLE_CHROMIUM"] = found["whole_chromium"]
    without_services = [*everywhere, "not services"]
    suites = [("SQLite", without_services, settings)]
    if not found["redis"]:
        left_out.append("tests on Redis: none answered at 127.0.0.1:6379 (set REDIS_URL if yours is elsewhere)")
    if not found["postgres"]:
        left_out.append("tests on PostgreSQL: none answered at 127.0.0.1:5432 (set DATABASE_URL if yours is elsewhere)")
    # What says the same on each database has run already.
    elif found["redis"]:
        both = {"DATABASE_URL": found["postgres"], "REDIS_URL": found["redis"]}
        suites.append(("PostgreSQL and Redis", [*everywhere, "not pure", "not once"], settings | both))
    else:
        suites.append(
            ("PostgreSQL", [*without_services, "not pure", "not once"], settings | {"DATABASE_URL": found["postgres"]})
        )
    # What makes databases of every kind itself waits for the suite that has them all.
    suites[:-1] = [(title, [*chosen, "not last"], env) for title, chosen, env in suites[:-1]]
    return suites, left_out


def main():
    try:
        found = {
            "postgres": find_postgres(),
            "redis": find_redis(),
            "chromium": find_chromium(),
            "whole_chromium": find_whole_chromium(),
        }
    except (psycopg.Error, redis.RedisError) as error:
        print(
            f"DATABASE_URL or REDIS_URL names a server that does not answer: {str(error).splitlines()[0]}",
            file=sys.stderr,
        )
        return 1
    if sys.argv[1:] == ["--found"]:
        print(" ".join(name for name, where in found.items() if where))
        return 0
    required = set(filter(None, os.environ.get("PSP_TEST_REQUIRE", "").split(",")))
    if absent := [name for name in sorted(required) if not found.get(name)]:
        print(f"PSP_TEST_REQUIRE asks for what was not found: {', '.join(absent)}", file=sys.stderr)
        return 1
    suites, left_out = plan(found)
    results, failed = [], False
    for title, chosen, settings in suites:
        status, summary, skipped = run_suite(title, chosen, settings, sys.argv[1:])
        results.append(f"{title}: {summary}")
        left_out += [f"{title}: {line}" for line in skipped]
        # What can only be so on one database is not left out: it runs on the other.
        unasked = [line for line in skipped if "only on " not in line.lower()]
        failed = failed or status != 0 or bool(required and unasked)
    print("\n".join(["", *results, "Left out:" if left_out else "Nothing was left out.", *left_out]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
