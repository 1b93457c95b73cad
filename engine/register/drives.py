"""Whether a file lies on a network drive, where locks of a database do not hold."""

from __future__ import annotations

import sys
from pathlib import Path

NETWORK = frozenset(
    (
        *("afs", "afpfs", "ceph", "cifs", "coda", "davfs", "gfs2", "glusterfs", "lustre", "ncpfs"),
        *("nfs", "nfs4", "smb2", "smb3", "smbfs", "fuse.davfs", "fuse.glusterfs", "fuse.rclone"),
        *("fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs"),
    )
)
MOUNTS = Path("/proc/mounts")
REMOTE = 4  # what Windows calls a drive that lies on another machine


def network_drive(path: Path, mounts: str | None = None) -> str:
    """Return the kind of network drive that `path` lies on, or "" for a local disk.

    >>> network_drive(Path("/data/a.db"), "host:/x /data nfs4 rw 0 0")
    'nfs4'
    >>> network_drive(Path("/database/a.db"), "host:/x /data nfs4 rw 0 0")
    ''
    """
    said = str(path)
    if said.startswith(("\\\\", "//")):
        return said[:2] + said[2:].replace("\\", "/").split("/")[0]
    if mounts is None and sys.platform == "win32":
        return _windows(path)
    if mounts is None:
        mounts = MOUNTS.read_text("utf-8", "replace") if MOUNTS.is_file() else ""
    return _mounted(path, mounts)


def _mounted(path: Path, mounts: str) -> str:
    whole = path.absolute() if not path.is_absolute() else path
    whole = whole.parent.resolve() / whole.name
    best, kind = -1, ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        at = Path(parts[1].replace("\\040", " "))
        if whole.is_relative_to(at) and len(at.parts) > best:
            best, kind = len(at.parts), parts[2]
    return kind if kind in NETWORK else ""


def _windows(path: Path) -> str:
    import ctypes

    loader = getattr(ctypes, "windll", None)
    drive = path.absolute().drive
    if loader is None or loader.kernel32.GetDriveTypeW(drive + "\\") != REMOTE:
        return ""
    return drive
