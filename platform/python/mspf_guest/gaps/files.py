"""Files that are no files: the library (what the snapshot carries of the standard library and the frameworks) to read,
and `/tmp` in the instance's own memory. Everything else is the host's, which shows `/plugin` alone, read-only.
"""

import builtins
import errno
import io
import os
import stat
import tempfile
import zlib

SCRATCH = "/tmp"
"""The folder of temporary files: flat, in memory, gone with the instance."""


class Library:
    """Read-only files, compressed. Filled while the snapshot is taken."""

    def __init__(self):
        self.roots: tuple[str, ...] = ()
        self._below: tuple[str, ...] = ()
        self._files: dict[str, tuple[bytes, int]] = {}
        self._folders: dict[str, list[str]] = {}

    def open(self, roots: list[str]) -> None:
        """Takes the place of these folders."""
        self.roots = tuple(roots)
        self._below = tuple(root + "/" for root in roots)

    def add(self, path: str, data: bytes) -> None:
        """Keeps a file."""
        self._files[path] = (zlib.compress(data, 9), len(data))
        while path:
            folder, _, name = path.rpartition("/")
            names = self._folders.setdefault(folder, [])
            names.append(name)
            if len(names) > 1:
                break  # It has been entered in the folder above.
            path = folder

    def holds(self, path: str) -> bool:
        """Whether `path` is one of the library's roots or below it."""
        return (path + "/").startswith(self._below)

    def read(self, path: str) -> bytes | None:
        """The contents of a file, if there is one."""
        found = self._files.get(path)
        return zlib.decompress(found[0]) if found else None

    def size(self, path: str) -> int | None:
        """The length of a file, if there is one."""
        found = self._files.get(path)
        return found[1] if found else None

    def names(self, path: str) -> list[str] | None:
        """What is in a folder, if there is one."""
        return self._folders.get(path)


library = Library()
_scratch: dict[str, bytes] = {}
_host_open, _host_stat, _host_lstat, _host_listdir = open, os.stat, os.lstat, os.listdir
_host_scandir, _host_remove, _host_access = os.scandir, os.remove, os.access


def fill() -> None:
    """Puts the functions that know these files into `builtins`, `io`, `os` and `tempfile`."""
    builtins.open = io.open = _open
    os.stat, os.lstat, os.listdir, os.scandir = _stat, _lstat, _listdir, _scandir
    os.remove = os.unlink = _remove
    os.access = _access
    tempfile.tempdir = SCRATCH
    tempfile.TemporaryFile = _temporary_file
    tempfile.NamedTemporaryFile = _named_temporary_file
    tempfile.SpooledTemporaryFile = _spooled_temporary_file
    tempfile.mkstemp = tempfile.mkdtemp = _no_descriptor


def _ours(path) -> str | None:
    """The normal form of a path that is not the host's."""
    if isinstance(path, (str, os.PathLike)):
        path = os.fspath(path)
        if isinstance(path, str) and (library.holds(path) or path == SCRATCH or path.startswith(SCRATCH + "/")):
            return os.path.normpath(path)
    return None


def _missing(path: str) -> FileNotFoundError:
    return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)


def _open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    path = _ours(file)
    if path is None:
        return _host_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
    raw = _open_scratch(path, mode) if path.startswith(SCRATCH + "/") else _open_library(path, mode)
    if "b" in mode:
        return raw
    return io.TextIOWrapper(raw, encoding or "utf-8", errors, newline)


def _open_library(path: str, mode: str) -> io.BytesIO:
    if set(mode) & set("wax+"):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)
    data = library.read(path)
    if data is None:
        raise (
            IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
            if library.names(path)
            else _missing(path)
        )
    return io.BytesIO(data)


def _open_scratch(path: str, mode: str) -> "_ScratchFile":
    exists = path in _scratch
    if "x" in mode and exists:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
    if "r" in mode and not exists:
        raise _missing(path)
    file = _ScratchFile(path, b"" if "w" in mode else _scratch.get(path, b""))
    if "a" in mode:
        file.seek(0, io.SEEK_END)
    file.is_written = mode.strip("bt") != "r"
    file.flush()
    return file


class _ScratchFile(io.BytesIO):
    """A file below `/tmp`: what is written is there for the next one who opens it."""

    is_written = False
    delete = False

    def __init__(self, path: str, data: bytes = b""):
        super().__init__(data)
        self.name = path

    def flush(self) -> None:
        if self.is_written and not self.closed:
            _scratch[self.name] = self.getvalue()

    def close(self) -> None:
        if not self.closed:
            self.flush()
            if self.delete:
                _scratch.pop(self.name, None)
        super().close()


def _result(mode: int, size: int) -> os.stat_result:
    return os.stat_result((mode, 1, 1, 1, 0, 0, size, 0, 0, 0))


def _find(path: str) -> os.stat_result | None:
    if path == SCRATCH or library.names(path) is not None:
        return _result(stat.S_IFDIR | 0o755, 0)
    size = len(_scratch[path]) if path in _scratch else library.size(path)
    return None if size is None else _result(stat.S_IFREG | 0o644, size)


def _stat(path, *, dir_fd=None, follow_symlinks=True):
    ours = _ours(path)
    if ours is None:
        return _host_stat(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks)
    if found := _find(ours):
        return found
    raise _missing(ours)


def _lstat(path, *, dir_fd=None):
    return _stat(path) if _ours(path) else _host_lstat(path, dir_fd=dir_fd)


def _access(path, mode, **kwargs):
    ours = _ours(path)
    if ours is None:
        return _host_access(path, mode, **kwargs)
    return _find(ours) is not None and (not mode & os.W_OK or ours.startswith(SCRATCH))


def _listdir(path="."):
    ours = _ours(path)
    if ours is None:
        return _host_listdir(path)
    if ours == SCRATCH:
        return [name[len(SCRATCH) + 1 :] for name in _scratch]
    names = library.names(ours)
    if names is None:
        raise _missing(ours)
    return list(names)


class _Entry:
    """What `os.scandir` gives."""

    def __init__(self, folder: str, name: str):
        self.name, self.path = name, f"{folder}/{name}"

    def __fspath__(self) -> str:
        return self.path

    def stat(self, *, follow_symlinks=True):
        return _stat(self.path)

    def is_dir(self, *, follow_symlinks=True) -> bool:
        return library.names(self.path) is not None

    def is_file(self, *, follow_symlinks=True) -> bool:
        return not self.is_dir()

    def is_symlink(self) -> bool:
        return False

    is_junction = is_symlink


class _Entries(list):
    def __enter__(self):
        return iter(self)

    def __exit__(self, *args) -> None:
        self.clear()

    def close(self) -> None:
        self.clear()


def _scandir(path="."):
    ours = _ours(path)
    if ours is None:
        return _host_scandir(path)
    return _Entries(_Entry(ours, name) for name in _listdir(ours))


def _remove(path, *, dir_fd=None):
    ours = _ours(path)
    if ours is None:
        _host_remove(path, dir_fd=dir_fd)
    elif _scratch.pop(ours, None) is None:
        raise _missing(ours)


class _NamedFile(io.BufferedRandom):
    """A temporary file with a name; closing it removes it unless it was told otherwise."""

    @property
    def file(self) -> "_NamedFile":
        """Itself, where `tempfile` has a file inside."""
        return self


def _named_temporary_file(
    mode="w+b",
    buffering=-1,
    encoding=None,
    newline=None,
    suffix=None,
    prefix=None,
    dir=None,
    delete=True,
    *,
    errors=None,
    delete_on_close=True,
):
    name = next(tempfile._get_candidate_names())
    file = _ScratchFile(f"{SCRATCH}/{prefix or 'tmp'}{name}{suffix or ''}")
    file.is_written, file.delete = True, delete
    file.flush()
    # Frameworks take a BytesIO for what they keep in memory themselves.
    file = _NamedFile(file)
    return file if "b" in mode else io.TextIOWrapper(file, encoding or "utf-8", errors, newline, write_through=True)


def _temporary_file(
    mode="w+b", buffering=-1, encoding=None, newline=None, suffix=None, prefix=None, dir=None, *, errors=None
):
    file = io.BufferedRandom(io.BytesIO())
    return file if "b" in mode else io.TextIOWrapper(file, encoding or "utf-8", errors, newline, write_through=True)


class _Spooled(io.BytesIO):
    """A temporary file that stays where it is: memory is all there is."""

    name = None

    def rollover(self) -> None:
        """There is nowhere to roll over to."""


def _spooled_temporary_file(
    max_size=0, mode="w+b", buffering=-1, encoding=None, newline=None, *args, errors=None, **kwargs
):
    file = _Spooled()
    return file if "b" in mode else io.TextIOWrapper(file, encoding or "utf-8", errors, newline, write_through=True)


def _no_descriptor(*args, **kwargs):
    raise OSError(
        errno.EROFS,
        "a plugin has no disk: use tempfile.NamedTemporaryFile, TemporaryFile or SpooledTemporaryFile, "
        "which are kept in memory",
    )
