"""A provider of single sign-on that runs on this machine and vouches for one person."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class IdentityProvider:
    """Answers as OpenID Connect asks: where things are, a token for any code, and who the person is (``claims``)."""

    def __init__(self, **claims):
        self.claims = {"sub": "1"} | claims
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def _handler(provider):  # noqa: N805  the handler has a self of its own
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                told = provider.claims if self.path == "/userinfo" else provider.places()
                self.answer(told)

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.answer({"access_token": "a", "token_type": "Bearer"})

            def answer(self, content):
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(content).encode())

            def log_message(self, *args):
                pass

        return Handler

    def places(self):
        names = ("authorization", "token", "userinfo")
        return {"issuer": self.url, "jwks_uri": self.url} | {f"{n}_endpoint": f"{self.url}/{n}" for n in names}

    def __enter__(self):
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *problem):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
