"""Servers that are there and do not answer, or no longer there: what a frozen or stopped service looks like."""

import contextlib
import http.server
import socket
import threading


@contextlib.contextmanager
def frozen_server():
    """Listen, accept and never answer; gives the port."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield server.getsockname()[1]


def closed_port():
    """Return a port of this machine where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class _Bucket(http.server.BaseHTTPRequestHandler):
    """Answers as much of S3's interface as the storage needs: GET, HEAD and PUT of an object by its path."""

    objects: dict[str, bytes]

    def _send(self, status, content=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Last-Modified", "Wed, 03 Jun 2026 12:00:00 GMT")
        self.send_header("ETag", '"0"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def do_GET(self):
        content = self.objects.get(self.path.partition("?")[0])
        self._send(404 if content is None else 200, content or b"")

    def do_HEAD(self):
        self.do_GET()

    def do_PUT(self):
        self.objects[self.path.partition("?")[0]] = self.rfile.read(int(self.headers["Content-Length"]))
        self._send(200)

    def log_message(self, *_args):
        pass


@contextlib.contextmanager
def small_s3(objects):
    """Serve ``objects`` (path "/bucket/name" to content) as an S3-compatible storage; gives its address."""
    handler = type("Bucket", (_Bucket,), {"objects": objects})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
