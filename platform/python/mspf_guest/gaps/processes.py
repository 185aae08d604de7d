"""Other programs: there are none in the sandbox."""

import os
import subprocess

_MESSAGE = (
    "a plugin can't start other programs: use a Python package instead (add it to requirements.txt), "
    "or call a service over HTTP"
)


def fill() -> None:
    """Refuses `subprocess` and its older relatives."""

    class Popen(subprocess.Popen):
        def __init__(self, *args, **kwargs):
            raise OSError(_MESSAGE)

        def __del__(self, *args, **kwargs):
            """There is nothing to wait for."""

    def refuse(*args, **kwargs):
        raise OSError(_MESSAGE)

    subprocess.Popen = Popen
    # `os.fork` and its like stay missing: libraries take their presence for a promise.
    os.system = os.popen = refuse
