"""What the router remembers: when its connection tracking makes an entry and when it has forgotten it.

    watch_nat.py

Entries that ran out are freed late, at the next look-up; reading the table leaves them out as a packet would. Prints
"ready" again for each line of its input after one more look; ends when its input ends.
"""

import json
import os
import re
import select
import sys
import time

TABLE = "/proc/net/nf_conntrack"
PERIOD = 0.05


def read_ports():
    """The client's ports of the connections that are open."""
    with open(TABLE, encoding="ascii") as table:
        return {int(re.search(r"sport=(\d+)", line)[1]) for line in table if " ESTABLISHED " in line}


def tell(kind, **facts):
    print(json.dumps({"at": time.time(), "from": "nat", "kind": kind, **facts}), flush=True)


def tell_changes(known):
    """Tells what is new since the last look, and returns what is known now."""
    ports = read_ports()
    for port in sorted(ports - known):
        tell("made", port=port)
    for port in sorted(known - ports):
        tell("gone", port=port)
    return ports


known = read_ports()
tell("ready")
while True:
    asked = select.select([sys.stdin], [], [], PERIOD)[0]
    if asked and not os.read(sys.stdin.fileno(), 1):
        break
    known = tell_changes(known)
    if asked:
        tell("ready")
