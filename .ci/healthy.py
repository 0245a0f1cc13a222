"""Ask the web process of this container how it is; exit with 1 when it does not answer well."""

import http.client
import os
import sys


def main():
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    web = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=8)
    try:
        web.request(
            "GET", "/health/", headers={"Host": "localhost" if host == "*" else host, "X-Forwarded-Proto": "https"}
        )
        answer = web.getresponse()
    except (OSError, http.client.HTTPException) as error:
        print(error, file=sys.stderr)
        return 1
    if answer.status != 200:
        print(f"{answer.status} {answer.read().decode(errors='replace')}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
