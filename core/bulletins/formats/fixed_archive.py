"""Office files whose bytes depend on nothing but what is in them."""

from __future__ import annotations

import io
import re
import zipfile

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_PROPERTIES = "docProps/core.xml"


def with_fixed_times(content: bytes, made: str) -> bytes:
    """Write an archive anew with one time for every part, inside workbooks in it too: the same data, the same bytes.

    `made` is the day (ISO) that the properties are given.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            data = source.read(name)
            if name.endswith(".xlsx"):
                data = with_fixed_times(data, made)
            elif name == _PROPERTIES:
                data = _TIMES.sub(rb"\g<1>" + f"{made}T00:00:00Z".encode(), data)
            target.writestr(info, data)
    return file.getvalue()
