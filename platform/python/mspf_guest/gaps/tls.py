"""A stand-in for the module `ssl`, for clients of HTTP: the host speaks TLS, and always checks certificates.

It takes the settings that `http.client`, `urllib3` and `requests` make. None can weaken what the host does; none can
add a certificate either.
"""

import enum

OPENSSL_VERSION = "OpenSSL 3.0.0 (the platform speaks TLS)"
OPENSSL_VERSION_INFO = (3, 0, 0, 0, 0)
OPENSSL_VERSION_NUMBER = 0x30000000
HAS_SNI = HAS_ALPN = HAS_TLSv1_2 = HAS_TLSv1_3 = HAS_NEVER_CHECK_COMMON_NAME = True
HAS_SSLv2 = HAS_SSLv3 = HAS_TLSv1 = HAS_TLSv1_1 = False
OP_ALL = OP_NO_SSLv2 = OP_NO_SSLv3 = OP_NO_TLSv1 = OP_NO_TLSv1_1 = OP_NO_TLSv1_2 = OP_NO_TLSv1_3 = 0
OP_NO_COMPRESSION = OP_NO_TICKET = OP_SINGLE_DH_USE = OP_SINGLE_ECDH_USE = OP_IGNORE_UNEXPECTED_EOF = 0
VERIFY_DEFAULT = 0
VERIFY_X509_PARTIAL_CHAIN = VERIFY_X509_STRICT = VERIFY_X509_TRUSTED_FIRST = 0
CHANNEL_BINDING_TYPES: list[str] = []


class SSLError(OSError):
    """TLS failed."""


class SSLCertVerificationError(SSLError, ValueError):
    """A certificate is not what it should be."""


CertificateError = SSLCertVerificationError


class SSLZeroReturnError(SSLError):
    """The connection was closed."""


class SSLWantReadError(SSLError):
    """Never raised here."""


class SSLWantWriteError(SSLError):
    """Never raised here."""


class SSLSyscallError(SSLError):
    """Never raised here."""


class SSLEOFError(SSLError):
    """The connection was broken off."""


class VerifyMode(enum.IntEnum):
    """Whether certificates are checked. The host always does."""

    CERT_NONE = 0
    CERT_OPTIONAL = 1
    CERT_REQUIRED = 2


class TLSVersion(enum.IntEnum):
    """Versions of the protocol. The host speaks 1.2 and 1.3."""

    MINIMUM_SUPPORTED = -2
    SSLv3 = 768
    TLSv1 = 769
    TLSv1_1 = 770
    TLSv1_2 = 771
    TLSv1_3 = 772
    MAXIMUM_SUPPORTED = -1


class Purpose(enum.Enum):
    """What a context is for."""

    SERVER_AUTH = "1.3.6.1.5.5.7.3.1"
    CLIENT_AUTH = "1.3.6.1.5.5.7.3.2"


CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED = VerifyMode
PROTOCOL_SSLv23 = PROTOCOL_TLS = 2
PROTOCOL_TLS_CLIENT = 16
PROTOCOL_TLS_SERVER = 17
PROTOCOL_TLSv1 = 3
PROTOCOL_TLSv1_1 = 4
PROTOCOL_TLSv1_2 = 5


class SSLContext:
    """Settings of a connection, kept for whoever reads them back."""

    def __init__(self, protocol=PROTOCOL_TLS_CLIENT):
        self.protocol = protocol
        self.options = self.verify_flags = 0
        self.verify_mode = CERT_REQUIRED
        self.check_hostname = True
        self.post_handshake_auth = False
        self.hostname_checks_common_name = False
        self.minimum_version = TLSVersion.TLSv1_2
        self.maximum_version = TLSVersion.MAXIMUM_SUPPORTED
        self.keylog_filename = None

    def wrap_socket(self, sock, *args, **kwargs):
        """Lets the host use TLS for this connection."""
        sock.is_tls = True
        sock.version = lambda: "TLSv1.3"
        sock.getpeercert = lambda binary_form=False: b"" if binary_form else {}
        sock.selected_alpn_protocol = lambda: None
        return sock

    def _take(self, *args, **kwargs) -> None:
        """Takes a setting that the host makes for itself."""

    load_verify_locations = load_default_certs = set_default_verify_paths = set_alpn_protocols = set_ciphers = _take

    def load_cert_chain(self, *args, **kwargs) -> None:
        """Refuses client certificates."""
        raise SSLError("a plugin can't use client certificates: the platform speaks TLS")

    def get_ca_certs(self, binary_form=False) -> list:
        """The host's own are not told."""
        return []

    def cert_store_stats(self) -> dict:
        """Likewise."""
        return {"x509": 0, "crl": 0, "x509_ca": 0}


class SSLSocket:
    """For `isinstance`: the sockets here are no different with TLS."""


class SSLObject:
    """Likewise."""


class MemoryBIO:
    """Likewise."""


def create_default_context(purpose=Purpose.SERVER_AUTH, **kwargs) -> SSLContext:
    """Settings as clients want them."""
    return SSLContext()


_create_default_https_context = _create_unverified_context = create_default_context


def get_server_certificate(*args, **kwargs) -> str:
    """Refused."""
    raise SSLError("a plugin can't see certificates: the platform speaks TLS")


def get_default_verify_paths():
    """There are no files of certificates."""
    return None


def RAND_bytes(count: int) -> bytes:
    """Random bytes, as `os.urandom`."""
    import os

    return os.urandom(count)
