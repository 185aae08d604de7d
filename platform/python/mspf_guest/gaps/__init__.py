"""What CPython lacks in WebAssembly, filled by the host where it can be and refused with a reason where it cannot."""

from mspf_guest.gaps import depth, files, logs, network, passwords, processes, randomness, threads


def fill() -> None:
    """Puts everything in its place, while the snapshot is taken and before anybody imports it."""
    depth.fill()
    passwords.fill()
    threads.fill()
    processes.fill()
    network.fill()
    files.fill()
    # What it builds on has to be imported with everything above in its place.
    from mspf_guest.gaps import event_loop

    event_loop.fill()


def refresh() -> None:
    """Makes a fresh instance its own: to be called at its start, since a snapshot is alike in every one."""
    randomness.refresh()
    logs.install()
