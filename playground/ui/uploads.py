"""Files that users send: only what lies in Gradio's own upload folder is ever opened."""

from pathlib import Path
from typing import Any

from gradio.processing_utils import get_upload_folder


class NotAnUpload(ValueError):
    """A path that no upload made; the message says what to send instead."""

    def __init__(self) -> None:
        super().__init__(
            'A picture must be an uploaded file: with gradio_client, pass handle_file("digit.png"); '
            "with plain HTTP, upload it to /gradio_api/upload first."
        )


def uploaded_file(path: Any) -> Path:
    """The file that an upload made.

    Parameters:
        path: what a request names; anything but a path inside the upload folder is refused, web addresses,
            links and `..` included.

    Raises:
        NotAnUpload: if it is not such a path, or the file is gone.
    """
    if not isinstance(path, str) or "\0" in path:
        raise NotAnUpload
    try:
        file = Path(path).resolve()
        inside = file.is_relative_to(Path(get_upload_folder()).resolve()) and file.is_file()
    except OSError:  # a name too long for the file system
        inside = False
    if not inside:
        raise NotAnUpload
    return file
