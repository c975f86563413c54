"""
The Services of the test: services.py DIRECTORY NAME:PORT:TARGET…

Who connects to PORT gets one of the pods in DIRECTORY/NAME, an address a line, at its port TARGET. A connection goes on when
its pod is taken out; without a pod it is closed at once. Nothing is tried again.
"""

import contextlib
import itertools
import os
import socket
import socketserver
import sys
import threading

TURN = itertools.count()


def copy(source, target):
    """Hands on what comes, and its end."""
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        # What was reset is over for both.
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


def handler(file, port):
    class Connection(socketserver.BaseRequestHandler):
        def handle(self):
            with open(file, encoding="utf-8") as text:
                pods = text.read().split()
            if not pods:
                return
            address = pods[next(TURN) % len(pods)], port
            try:
                pod = socket.create_connection(address)
            except OSError as error:
                print(f"{address}: {error}", file=sys.stderr, flush=True)
                return
            with pod:
                back = threading.Thread(target=copy, args=(pod, self.request))
                back.start()
                copy(self.request, pod)
                back.join()

    return Connection


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


if __name__ == "__main__":
    for word in sys.argv[2:]:
        name, port, target = word.split(":")
        server = Server(("", int(port)), handler(os.path.join(sys.argv[1], name), int(target)))
        threading.Thread(target=server.serve_forever).start()
