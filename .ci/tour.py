"""Take the pictures of the README's tour from the demonstration, as its people see it. ``make tour`` calls it.

It starts the product with a data folder of its own, signs in with one click as each person, and leaves nothing behind.
"""

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "static" / "img" / "tour"
CHROMIUM = os.environ.get("PSP_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
WIDTH, HEIGHT = 1280, 1340
PATIENCE_SECONDS = 600
COLOURS = 128
# Settings of a running service must not reach the demonstration.
OF_A_SERVICE = {"DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PSP_ENV", "BASE_URL", "HOST", "S3_BUCKET", "OIDC_SERVER_URL"}
# Picture: who looks, and the way from the first page, by the words of links.
TOUR = {
    "home": ("Olivia Reid", ()),
    "overview": ("Olivia Reid", ("Kirkton Befriending",)),
    "timeline": ("Olivia Reid", ("Kirkton Befriending", "Timeline")),
    "funding": ("Olivia Reid", ("Kirkton Befriending", "Funding")),
    "value_map": ("Olivia Reid", ("Evaluations", "Clyde Carers’ Breaks", "Value map")),
    "study": ("Olivia Reid", ("Evaluations", "Clyde Carers’ Breaks")),
    "readiness": ("Callum Baird", ("Tayside Furniture Reuse", "Tender", "Readiness review", "Round 2")),
    "scoring": ("Edie Hall", ("Tenders", "Furnished starts", "Scoring", "Question 1")),
    "result": ("Pat Lennox", ("Tenders", "Breakfast clubs", "Result")),
    "programme": ("Ada Munro", ("Programme",)),
    "organisation": ("Pat Lennox", ("Organisations", "Good Company")),
}


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_for(address, process):
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            sys.exit("The product did not start.")
        try:
            with urllib.request.urlopen(f"{address}/health/", timeout=2):  # noqa: S310 its own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    sys.exit("The product did not answer in time.")


def follow(page, words):
    """Follow the first link on the page that holds these words; the page's own content goes before its frame."""
    for place in ("main", "body"):
        link = page.locator(place).get_by_role("link").filter(has_text=words)
        if link.count():
            link.first.click()
            return
    sys.exit(f"No link says “{words}” on {page.url}")


def take(page, name):
    """Keep what the window shows, in few colours: a page of text and plain shapes needs no more."""
    end = page.locator("footer").bounding_box()
    height = min(HEIGHT, round(end["y"] + end["height"]))
    picture = Image.open(io.BytesIO(page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": height})))
    picture.convert("RGB").quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)


def look_around(address):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        for name, (person, way) in TOUR.items():
            page = browser.new_page(base_url=address, viewport={"width": WIDTH, "height": HEIGHT})
            page.goto("/account/login/")
            page.get_by_role("button", name=f"Sign in as {person}", exact=True).click()
            for words in way:
                follow(page, words)
            page.wait_for_load_state("networkidle")
            take(page, name)
            page.context.close()
            print(f"{name}.png")
        browser.close()


def main():
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        env = {key: value for key, value in os.environ.items() if key not in OF_A_SERVICE}
        env |= {"VAR_DIR": folder, "PORT": str(port), "DEMO_MODE": "1"}
        process = subprocess.Popen([sys.executable, ".ci/start.py"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
        try:
            wait_for(f"http://localhost:{port}", process)
            look_around(f"http://localhost:{port}")
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


if __name__ == "__main__":
    main()
