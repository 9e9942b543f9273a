"""The TCP packets of one interface, as lines of JSON: what a capture on the client's side shows.

    watch_packets.py INTERFACE

Ends when its input ends.
"""

import json
import os
import socket
import struct
import sys
import threading
import time

ETH_P_ALL = 3
SO_TIMESTAMPNS = 35
PACKET_OUTGOING = 4
FLAGS = {0x01: "fin", 0x02: "syn", 0x04: "rst"}


def read_packet(frame, outgoing, at):
    """The facts of an Ethernet frame that carries TCP over IPv4, else None."""
    if frame[12:14] != b"\x08\x00" or frame[23] != socket.IPPROTO_TCP:
        return None
    header = (frame[14] & 15) * 4
    total = struct.unpack("!H", frame[16:18])[0]
    segment = frame[14 + header :]
    source, target, seq, ack, offset, flags = struct.unpack("!HHIIBB", segment[:14])
    return {
        "at": at,
        "from": "client",
        "kind": "packet",
        "outgoing": outgoing,
        "port": source if outgoing else target,
        "sequence": seq,
        "length": total - header - (offset >> 4) * 4,
        "flags": [name for bit, name in FLAGS.items() if flags & bit],
    }


def end_with_input():
    sys.stdin.read()
    os._exit(0)


capture = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
# The kernel's own times: this program may be late to look.
capture.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
capture.bind((sys.argv[1], 0))
threading.Thread(target=end_with_input, daemon=True).start()
print(json.dumps({"at": time.time(), "from": "client", "kind": "ready"}), flush=True)
while True:
    frame, ancillary, _, sender = capture.recvmsg(65535, 64)
    seconds, nanoseconds = struct.unpack("qq", ancillary[0][2])
    packet = read_packet(frame, sender[2] == PACKET_OUTGOING, seconds + nanoseconds / 1e9)
    if packet is not None:
        print(json.dumps(packet), flush=True)
