"""What is imported before the snapshot is taken: what plugins use, so that it costs them nothing.

Whatever is missing here can still be imported from the library, more slowly.
"""

import importlib

STANDARD_LIBRARY = """
abc argparse array ast asyncio base64 binascii bisect calendar cmath codecs collections colorsys concurrent.futures
configparser contextlib contextvars copy csv dataclasses datetime decimal difflib email email.message email.mime.multipart
email.mime.text email.policy email.utils encodings.ascii encodings.cp1252 encodings.cp437 encodings.gb18030 encodings.gbk
encodings.idna encodings.latin_1 encodings.utf_16 encodings.utf_8_sig enum errno fnmatch fractions functools gc getpass
gettext glob graphlib gzip hashlib heapq hmac html html.entities html.parser http http.client http.cookiejar http.cookies
importlib.metadata importlib.resources importlib.util inspect io ipaddress itertools json keyword linecache locale logging
logging.config logging.handlers math mimetypes numbers operator os pathlib pickle pkgutil platform posixpath pprint queue
quopri random re reprlib sched secrets selectors shlex shutil signal socket sqlite3 sqlite3.dbapi2 ssl stat statistics
string stringprep struct subprocess tempfile textwrap threading time timeit token tokenize tomllib traceback types typing
unicodedata unittest urllib urllib.error urllib.parse urllib.request uuid warnings weakref wsgiref.handlers wsgiref.util
xml xml.etree.ElementTree xml.sax.saxutils zipfile zlib zoneinfo
""".split()

FRAMEWORKS = """
bottle
flask flask.json.provider flask.views
jinja2 jinja2.ext jinja2.nativetypes jinja2.sandbox
markupsafe
mspf mspf.http mspf.testing
werkzeug werkzeug.middleware.proxy_fix werkzeug.middleware.shared_data werkzeug.security werkzeug.utils
asgiref asgiref.current_thread_executor asgiref.local asgiref.sync
sqlparse sqlparse.engine sqlparse.filters
tzdata
""".split()


def load(names: list[str]) -> list[str]:
    """Imports every module; those that can't be imported, with the reason."""
    missing = []
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError as error:
            missing.append(f"{name} ({error})")
    return missing
