"""Where packets come in, and what is in the way of that."""

import ipaddress
import socket
import sys

from ..errors import LiveError

THIS_MACHINE = "127.0.0.1"
ALL_MACHINES = "0.0.0.0"


def check_phone(phone: str, open_to_others: bool) -> None:
    """Raises LiveError for what is no address of a phone that can answer."""
    if not phone:
        return
    try:
        address = ipaddress.IPv4Address(phone)
    except ValueError:
        raise LiveError(f"{phone!r} is no address of a phone such as 192.168.1.20") from None
    if not (open_to_others or address.is_loopback):
        raise LiveError(f"Tick Other Machines: what the phone at {phone} sends is not heard else")


def bound_socket(host: str, port: int) -> socket.socket:
    """A socket for datagrams. Raises LiveError, which says what is in the way."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        if sys.platform == "win32":
            # Else another program could take the same port, and the packets.
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise LiveError(
            f"Port {port} cannot be had ({error.strerror}): close the program that listens to it, "
            "or choose another port here and in the sender"
        ) from error
    return bound
