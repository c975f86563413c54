"""
Loads a page, each time by a new connection: load.py HOST FILE [PAUSE]

Ends when FILE is there; prints how many requests there were, and exits with 1 when one got another answer than status 200.
Some clients are slow: they send half of their request, and the rest after PAUSE seconds, so that some are always under way.
"""

import os
import socket
import sys
import threading

REQUEST = "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
QUICK, SLOW = 3, 12


def ask(host, pause, stop):
    """One request; the answer's status line, or what went wrong."""
    request = REQUEST.format(host=host).encode()
    try:
        with socket.create_connection((host, 80), timeout=60) as connection:
            connection.sendall(request[:10])
            if pause:
                stop.wait(pause)
            connection.sendall(request[10:])
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
            return answer.partition(b"\r\n")[0].decode() or "no answer"
    except OSError as error:
        return str(error)


def work(host, pause, stop, answers, number):
    # Not all slow ones at the same time.
    stop.wait(pause * number / SLOW)
    while not stop.is_set():
        answers.append(ask(host, pause, stop))


def main(host, file, pause=7):
    stop, answers = threading.Event(), []
    pauses = [0] * QUICK + [float(pause)] * SLOW
    threads = [
        threading.Thread(target=work, args=(host, each, stop, answers, number)) for number, each in enumerate(pauses)
    ]
    for thread in threads:
        thread.start()
    # Until all of them have begun.
    stop.wait(2 * float(pause))
    print("loading", flush=True)
    while not os.path.exists(file):
        stop.wait(0.1)
    stop.set()
    for thread in threads:
        thread.join()
    wrong = [answer for answer in answers if answer != "HTTP/1.1 200 OK"]
    print(f"{len(answers)} requests, {len(wrong)} lost")
    for answer in sorted(set(wrong)):
        print(f"{wrong.count(answer)} times: {answer}")
    return 1 if wrong or not answers else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
