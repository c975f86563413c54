#!/usr/bin/env python3
"""What entrypoints of this kind were before: a run.py with click, and its helpers.

It makes a user (USER_NAME, USER_UID, USER_GID), substitutes variables in configuration (TEMPLATE_SOURCE, TEMPLATE_TARGET),
waits for a file or port by looking every half second (WAIT_FILE, WAIT_PORT), runs the program in a subprocess, keeps a
semaphore file while it runs (SEMAPHORE), and turns TERM into a signal for the program.
"""

import os
import pwd
import re
import signal
import socket
import subprocess
import sys
import time

import click

POLL_INTERVAL = 0.5


def ensure_user(name, uid, gid):
    """Creates the group and user, unless the user is there."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        subprocess.check_call(["groupadd", "-g", gid, name])
        subprocess.check_call(["useradd", "-u", uid, "-g", gid, "-m", "-s", "/bin/bash", name])


def substitute(source, target):
    """Copies a file, or all files of a directory, with each {{NAME}} replaced by the variable of that name."""
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
        for name in os.listdir(source):
            substitute(os.path.join(source, name), os.path.join(target, name))
        return
    with open(source) as template:
        text = re.sub(r"\{\{(\w+)\}\}", lambda match: os.environ[match.group(1)], template.read())
    with open(target, "w") as output:
        output.write(text)


def is_listening(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def waitfunc():
    """Does not return until the program can be started."""
    path, port = os.environ.get("WAIT_FILE"), os.environ.get("WAIT_PORT")
    while path and not os.path.exists(path):
        time.sleep(POLL_INTERVAL)
    while port and not is_listening(int(port)):
        time.sleep(POLL_INTERVAL)


def initfunc():
    name, uid = os.environ.get("USER_NAME"), os.environ.get("USER_UID")
    if name:
        ensure_user(name, uid, os.environ.get("USER_GID", uid))
    source = os.environ.get("TEMPLATE_SOURCE")
    if source:
        substitute(source, os.environ["TEMPLATE_TARGET"])


def run_daemon(words, semaphore=None, stopsignal=signal.SIGTERM):
    waitfunc()
    initfunc()
    process = subprocess.Popen(words)
    signal.signal(signal.SIGTERM, lambda number, frame: process.send_signal(stopsignal))
    if semaphore:
        with open(semaphore, "w"):
            pass
    try:
        return process.wait()
    finally:
        if semaphore:
            os.remove(semaphore)


@click.group()
def run():
    """Commands of the container."""


@run.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def start(words):
    """Starts a program."""
    sys.exit(run_daemon(words, os.environ.get("SEMAPHORE")))


@run.command()
def render():
    """Substitutes variables and exits."""
    initfunc()


if __name__ == "__main__":
    run()
