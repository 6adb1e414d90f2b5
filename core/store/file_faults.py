"""Say what keeps a file from being read or written, in plain words with the mend."""

from __future__ import annotations

import errno
from pathlib import Path

_FILE_FAULTS = {
    errno.ENOENT: "文件或所在文件夹不存在，请核对路径",
    errno.EACCES: "没有权限，请换一个位置或改权限",
    errno.EPERM: "没有权限，请换一个位置或改权限",
    errno.EROFS: "所在磁盘是只读的，请换一个位置",
    errno.ENOSPC: "磁盘满了，请腾出空间再试",
    errno.EDQUOT: "给这个用户的磁盘配额满了，请腾出空间或放宽配额再试",
    errno.EFBIG: "文件超过了系统允许的大小，请放宽限制或换一个位置",
    errno.EEXIST: "已经有了，请换一个名字",
    errno.EISDIR: "是文件夹，请写文件名",
    errno.ENOTDIR: "路径里有一段不是文件夹，请核对路径",
    errno.EIO: "磁盘读写出错，可能有故障，请换一个位置",
    errno.ENAMETOOLONG: "文件名太长，请换一个短的",
}


def file_fault(error: OSError, path: Path | None = None) -> str:
    """The file that cannot be read or written (`path`, where the error names none), the reason and the mend."""
    return f"{error.filename or path or '写文件时'}：{file_reason(error)}"


def file_reason(error: OSError) -> str:
    """The reason and the mend, without the file."""
    return _FILE_FAULTS.get(error.errno or 0) or error.strerror or str(error)


def is_out_of_room(error: OSError) -> bool:
    """Tell whether a file could not be written for want of room: such an error names no file."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
