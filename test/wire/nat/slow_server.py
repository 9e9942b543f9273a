"""The server of the field reports: a handler that sleeps, then answers JSON, over HTTP and HTTPS.

    slow_server.py ADDRESS HTTP_PORT HTTPS_PORT CERTIFICATE KEY DELAY

`?delay=SECONDS` in a URL wins over DELAY. Prints what happens as lines of JSON, and "ready" again for each line of its
input when all before has been printed; ends when its input ends, so that it never outlives the program that started it.
"""

import json
import os
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

address, http_port, https_port, certificate, key, delay = sys.argv[1:7]
printing = threading.Lock()


def tell(kind, **facts):
    with printing:
        print(json.dumps({"at": time.time(), "from": "server", "kind": kind, **facts}), flush=True)


class SlowHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer_late(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        port = self.client_address[1]
        tell("request", port=port)
        seconds = parse_qs(urlsplit(self.path).query).get("delay", [delay])[0]
        time.sleep(float(seconds))
        body = json.dumps({"report": "ready", "seconds": float(seconds)}).encode()
        tell("answer", port=port)
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = answer_late

    def log_message(self, *arguments):
        pass


class SlowServer(ThreadingHTTPServer):
    daemon_threads = True
    tls = None

    def finish_request(self, request, client_address):
        # The handshake belongs to the connection's own thread: here it may wait without holding up the others.
        if self.tls is not None:
            request = self.tls.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, request, client_address):
        # A client that gave up; what it saw is in the capture.
        pass


plain = SlowServer((address, int(http_port)), SlowHandler)
secure = SlowServer((address, int(https_port)), SlowHandler)
secure.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
secure.tls.load_cert_chain(certificate, key)
for server in (plain, secure):
    threading.Thread(target=server.serve_forever, daemon=True).start()
tell("ready")
for _ in sys.stdin:
    tell("ready")
os._exit(0)
