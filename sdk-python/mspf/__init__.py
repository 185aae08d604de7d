"""What only the platform knows: who is calling, for whom a plugin runs, its options and a secret of its own.

Every function answers for the request that is being handled. On an author's machine `mspf.testing` answers instead.
"""

from mspf._host import Caller, CallerKind, Installation
from mspf.context import caller, installation, request_id
from mspf.options import option, options
from mspf.secrets import secret_key

__all__ = [
    "Caller",
    "CallerKind",
    "Installation",
    "caller",
    "installation",
    "option",
    "options",
    "request_id",
    "secret_key",
]
__version__ = "0.1.0"
