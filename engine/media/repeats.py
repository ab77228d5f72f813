"""A picture that is shown again: a packet of some twenty bytes that says so, where an encoder would look at it all anew.

Drawings are held for two frames and more. Such a packet is a picture of which all blocks are skipped, and which no other
picture refers to (ITU-T H.264, 7.3.3 and 7.3.4): the encoder's own pictures before and after it are none the wiser.
"""

from __future__ import annotations

from dataclasses import dataclass

_START = b"\x00\x00\x00\x01"
_PICTURES_OF_P = b"\x09\x30"
"""An access unit delimiter: this picture has slices of I and P."""


@dataclass(frozen=True, kw_only=True)
class Header:
    """What a slice's header depends on, as the stream's own headers say."""

    blocks: int
    """In a picture, each 16 by 16."""
    frame_bits: int
    """In the number of a picture."""
    deblocks: bool
    """Whether each slice says if its edges are smoothed."""


def header(packet: bytes) -> Header | None:
    """From a keyframe's packet; None where its stream is not of the plain kind that can be repeated here."""
    units = {unit[0] & 31: _Bits(unit[1:]) for unit in _units(packet) if unit}
    if 7 not in units or 8 not in units:
        return None
    sps, pps = units[7], units[8]
    if sps.take(24) >> 16 not in (66, 77):  # high profiles say more, and are not what is coded here
        return None
    sps.number()
    frame_bits = sps.number() + 4
    if sps.number() != 2:  # pictures are shown in the order of coding
        return None
    sps.number()
    sps.take(1)
    blocks = (sps.number() + 1) * (sps.number() + 1)
    if not sps.take(1):  # interlaced
        return None
    pps.number()
    pps.number()
    if pps.take(1) or pps.take(1) or pps.number():  # CABAC, order of fields, slice groups
        return None
    pps.number()
    pps.number()
    if pps.take(3):  # weighted prediction
        return None
    pps.signed()
    pps.signed()
    pps.signed()
    deblocks = bool(pps.take(1))
    pps.take(1)
    return None if pps.take(1) else Header(blocks=blocks, frame_bits=frame_bits, deblocks=deblocks)


def again(header: Header, number: int) -> bytes:
    """The packet that shows the last picture again. `number`: of the pictures since the keyframe that were coded."""
    bits = _Written()
    bits.number(0)  # the first block
    bits.number(5)  # all slices are P
    bits.number(0)  # its parameters
    bits.put(number & ((1 << header.frame_bits) - 1), header.frame_bits)
    bits.put(1, 1)  # it refers to
    bits.number(0)  # one picture,
    bits.put(0, 1)  # the last
    bits.number(0)  # at the usual quantiser
    if header.deblocks:
        bits.number(1)  # as it is
    bits.number(header.blocks)  # so many blocks are skipped
    bits.put(1, 1)
    return _START + _PICTURES_OF_P + _START + b"\x01" + _escaped(bits.done())


def _units(packet: bytes) -> list[bytes]:
    """The units of a packet, without start codes and escapes."""
    parts = packet.replace(b"\x00\x00\x00\x01", b"\x00\x00\x01").split(b"\x00\x00\x01")
    return [part.replace(b"\x00\x00\x03", b"\x00\x00") for part in parts[1:]]


def _escaped(raw: bytes) -> bytes:
    out = bytearray()
    zeros = 0
    for byte in raw:
        if zeros >= 2 and byte <= 3:
            out.append(3)
            zeros = 0
        out.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(out)


class _Bits:
    def __init__(self, raw: bytes) -> None:
        self._value, self._left = int.from_bytes(raw, "big"), 8 * len(raw)

    def take(self, count: int) -> int:
        self._left -= count
        return self._value >> self._left & ((1 << count) - 1)

    def number(self) -> int:
        """Unsigned, Exp-Golomb."""
        zeros = 0
        while not self.take(1):
            zeros += 1
        return (1 << zeros | self.take(zeros)) - 1

    def signed(self) -> int:
        coded = self.number()
        return (coded + 1) // 2 if coded & 1 else -coded // 2


class _Written:
    def __init__(self) -> None:
        self._value, self._count = 0, 0

    def put(self, value: int, count: int) -> None:
        self._value, self._count = self._value << count | value, self._count + count

    def number(self, value: int) -> None:
        self.put(value + 1, 2 * (value + 1).bit_length() - 1)

    def done(self) -> bytes:
        """To a whole byte; the last one written was the stop bit."""
        self.put(0, -self._count % 8)
        return self._value.to_bytes(self._count // 8, "big")
