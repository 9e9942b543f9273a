"""The TCP packets of one interface, as lines of JSON: what a capture on the client's side shows.

    watch_packets.py INTERFACE

Prints "ready" again for each line of its input after all packets before it; ends when its input ends.
"""

import json
import os
import select
import socket
import struct
import sys
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


def tell(event):
    print(json.dumps(event), flush=True)


def tell_packets():
    """Tells every packet that the kernel has kept."""
    while True:
        try:
            frame, ancillary, _, sender = capture.recvmsg(65535, 64)
        except BlockingIOError:
            return
        seconds, nanoseconds = struct.unpack("qq", ancillary[0][2])
        packet = read_packet(frame, sender[2] == PACKET_OUTGOING, seconds + nanoseconds / 1e9)
        if packet is not None:
            tell(packet)


def tell_ready():
    tell({"at": time.time(), "from": "client", "kind": "ready"})


capture = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
# The kernel's own times: this program may be late to look.
capture.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
capture.setblocking(False)
capture.bind((sys.argv[1], 0))
tell_ready()
while True:
    readable = select.select([capture, sys.stdin], [], [])[0]
    if sys.stdin in readable and not os.read(sys.stdin.fileno(), 1):
        break
    tell_packets()
    if sys.stdin in readable:
        tell_ready()
